#!/usr/bin/env python3
# Runs every ```console block of a page: lines that begin with "$ " are commands, what follows is what they must print.
# Not here: how the two are compared (page.py), blocks for reading, pages one after the other as a reader has them (walk_test.py).
# Nothing hard here. Arguments: page, folder of the program under test.
import os
import sys
import tempfile

sys.dont_write_bytecode = True
import page


def main():
    name, programs = sys.argv[1:]
    environment = dict(os.environ, PATH=programs + os.pathsep + os.environ["PATH"], LC_ALL="C", COLUMNS="80")
    commands = failures = 0
    with open(name, encoding="utf-8") as file, tempfile.TemporaryDirectory() as work:
        for first, language, lines in page.blocks(file.read()):
            for command, expected in page.commands(lines) if language == "console" else []:
                got, _ = page.run(command, work, environment)
                commands += 1
                if not page.matches(expected, got):
                    failures += 1
                    print(f"{name}:{first}: $ {command}\n--- the page says", *expected, "--- it prints", got, sep="\n")
    if not commands:
        sys.exit(f"{name} has no ```console block")
    print(f"{commands} commands, {failures} differ")
    sys.exit(failures != 0)


main()
