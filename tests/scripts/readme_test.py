#!/usr/bin/env python3
# Runs every ```console block of a page: lines that begin with "$ " are commands, what follows is what they must print
# (both outputs together, as on a terminal). Not here: other blocks, which are for reading.
# The hard part: what differs from run to run. Addresses and numbers of four digits and more (pids) match any other;
# "…" stands for anything within a line, a line that is "…" alone for any number of lines; blanks for blanks.
# Arguments: page, folder of the program under test.
import os
import re
import subprocess
import sys
import tempfile

VOLATILE = re.compile(r"(?P<any>…)|(?P<address>0x[0-9a-f]{5,})|(?P<number>\b[0-9]{4,}\b)|(?P<blank>\s+)")
PATTERN = {"any": ".*?", "address": "0x[0-9a-f]+", "number": "[0-9]+", "blank": r"\s+"}


def pattern_of(line):
    result, last = "", 0
    for match in VOLATILE.finditer(line):
        result += re.escape(line[last:match.start()]) + PATTERN[match.lastgroup]
        last = match.end()
    return result + re.escape(line[last:]) + "\n"


def pattern_of_all(lines):
    return "".join(r"(?:.*\n)*?" if line == "…" else pattern_of(line) for line in lines)


def blocks(page):
    """Yields (line number, [(command, [expected lines])]) of each block."""
    block = None
    for number, line in enumerate(page.splitlines(), 1):
        if block is None:
            if line == "```console":
                block, first = [], number
        elif line == "```":
            yield first, block
            block = None
        elif line.startswith("$ "):
            block.append((line[2:], []))
        else:
            block[-1][1].append(line)
    if block is not None:
        sys.exit(f"the block of line {first} has no end")


def main():
    page, programs = sys.argv[1:]
    environment = dict(os.environ, PATH=programs + os.pathsep + os.environ["PATH"], LC_ALL="C", COLUMNS="80")
    commands = failures = 0
    with open(page, encoding="utf-8") as file, tempfile.TemporaryDirectory() as work:
        for first, block in blocks(file.read()):
            for command, expected in block:
                done = subprocess.run(["sh", "-c", command], cwd=work, env=environment, stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
                got = done.stdout.decode(errors="backslashreplace")
                commands += 1
                if not re.fullmatch(pattern_of_all(expected), got):
                    failures += 1
                    print(f"{page}:{first}: $ {command}\n--- the page says", *expected, "--- it prints", got, sep="\n")
    if not commands:
        sys.exit(f"{page} has no ```console block")
    print(f"{commands} commands, {failures} differ")
    sys.exit(failures != 0)


main()
