#!/usr/bin/env python3
# The README's diffs ("Add something") are exact: each applies to the tree, the descriptions make tables, the sources compile.
# Not here: whether what they add works; they are examples.
# The hard part: nothing is built. A source is compiled by itself, with the command of the build under test, for its errors alone.
# Arguments: source tree, build folder.
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
import page


def run(what, command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode != 0:
        sys.exit(f"FAILED: {what}\n{done.stdout}")
    return done.stdout


def checked(entry, source, tree):
    """The command of a file, for the copy of it in `tree`, without an output."""
    words = [word.replace(source + "/src", tree + "/src") for word in shlex.split(entry["command"])
             if not word.startswith("-fsanitize")]  # with which GCC finds fewer expressions constant
    if os.path.basename(words[0]) == "ccache":
        words = words[1:]
    at = words.index("-o")
    return words[:at] + words[at + 2:] + ["-fsyntax-only"]


def main():
    source, build = (os.path.realpath(name) for name in sys.argv[1:])
    with open(os.path.join(source, "README.md"), encoding="utf-8") as file:
        diffs = ["\n".join(lines) + "\n" for _, language, lines in page.blocks(file.read()) if language == "diff"]
    if len(diffs) != 3:
        sys.exit(f"FAILED: the README has {len(diffs)} diffs, for a system call, an option and a refusal")
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        commands = {entry["file"]: entry for entry in json.load(file)}
    with tempfile.TemporaryDirectory() as scratch:
        tree = os.path.realpath(scratch)
        run("copy", ["cp", "-R", source + "/src", source + "/syscalls", tree])
        for diff in diffs:
            run("git apply\n" + diff, ["git", "apply", "--unidiff-zero", "-"], input=diff, cwd=tree,
                env=dict(os.environ, GIT_CEILING_DIRECTORIES=os.path.dirname(tree)))
            for name in re.findall(r"^\+\+\+ b/(.*)$", diff, re.MULTILINE):
                if name.endswith(".cpp"):
                    entry = commands[os.path.join(source, name)]
                    run(name, checked(entry, source, tree), cwd=entry["directory"])
                    print(f"{name} compiles")
        os.mkdir(tree + "/tables")
        inputs = [os.path.join(tree, "syscalls", name) for name in sorted(os.listdir(tree + "/syscalls")) if name.endswith((".tbl", ".sys"))]
        print(run("the tables", [build + "/syscalls/gen/whytrace_gen", tree + "/tables", *inputs]), end="")


main()
