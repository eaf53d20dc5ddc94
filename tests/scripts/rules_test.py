#!/usr/bin/env python3
# The house rules that a machine can check, over every C++ file of the tree: who may include whom, where ptrace(2) is called,
# where the architecture is asked for, how a file begins, which others it names and how long
# it gets. Not here: formatting, and what needs judgement.
# The hard part: comments and strings are blanked first, so that a page about ptrace(2) may still name it.
# Argument: the source tree.
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])
LONGEST = 450  # "about 400"; where a file gets there, ask which responsibility could leave
COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"', re.S)
COMMENT = re.compile(r'//.*')
NAMED_FILE = re.compile(r'(?<![\w*/])\w[\w/]*\.(?:cpp|hpp|sys|py|sh)\b')
GENERATED = {"decode/types.hpp", "decode/via.hpp", "types.hpp", "via.hpp"}
INCLUDE = re.compile(r'^#include "(\w+)/(.+)"', re.M)

# A folder of src/ sees include/whytrace, itself and these.
MAY_INCLUDE = {
    "arch": {"decode"},     # the tables' shape: an architecture points to its own
    "trace": {"arch"},
    "decode": set(),
    "describe": {"decode"},   # reads its tables out
    "output": set(),
    "read": {"output"},     # what it makes is what formats are given
    "refusal": {"trace"},   # trace/ptrace.hpp and nothing else of it
    "stack": {"arch", "trace"},   # of trace, too, ptrace.hpp alone
    "cli": {"arch", "trace", "decode", "describe", "output", "read", "refusal", "stack"},
}

problems = []
TREE = {"/" + str(path.relative_to(ROOT)) for folder in ("cmake", "include", "src", "syscalls", "tests", "examples")
        for path in (ROOT / folder).rglob("*.*")}


def check(path):
    text = path.read_text(encoding="utf-8")
    name = path.relative_to(ROOT)
    code = COMMENT_OR_STRING.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)

    def problem(what, position=0):
        problems.append(f"{name}:{text.count(chr(10), 0, position) + 1}: {what}")

    lines = text.splitlines()
    opening = 2 if name.parts[0] == "tests" else 3   # not every test has a hard part
    if not all(line.startswith("//") for line in lines[:opening]):
        problem("a file opens with three lines: what it is for, what it is not, where the hard part is")
    if len(lines) > LONGEST:
        problem(f"{len(lines)} lines: more than one responsibility?")
    if re.search(r"^#include <linux/ptrace.h>", text, re.M) and re.search(r"^#include <sys/ptrace.h>", text, re.M):
        problem("<linux/ptrace.h> and <sys/ptrace.h> in one file")

    for match in re.finditer(r'TEST_CASE\("-', text):
        problem("Catch2 takes a test's name that begins with - for an option", match.start())

    for comment in COMMENT.finditer(text):
        for named in NAMED_FILE.findall(comment.group()):
            if named not in GENERATED and not any(there.endswith("/" + named) for there in TREE):
                problem(f"there is no {named}", comment.start())

    part = name.parts[1] if name.parts[0] == "src" and len(name.parts) > 2 else None
    if name.parts[0] in ("src", "include"):
        for match in re.finditer(r"(?<![\w.>])(?:::)?ptrace\s*\(|SYS_ptrace\b", code):
            if str(name) != "src/trace/ptrace.cpp":
                problem("ptrace(2) is called in src/trace/ptrace.cpp only", match.start())
        for match in re.finditer(r"^#\s*(?:el)?if.*\b__(?:x86_64|aarch64|i386|arm)__", code, re.M):
            if part != "arch":
                problem("the architecture is asked for in src/arch only", match.start())
    if part:
        for match in INCLUDE.finditer(text):
            folder, header = match.groups()
            if folder in MAY_INCLUDE and folder != part and folder not in MAY_INCLUDE[part]:
                problem(f"src/{part} does not know src/{folder}", match.start())
            if part in ("refusal", "stack") and folder == "trace" and header != "ptrace.hpp":
                problem(f"src/{part} knows trace/ptrace.hpp and nothing else of src/trace", match.start())


files = [path for folder in ("include", "src", "syscalls", "tests", "examples")
         for pattern in ("*.cpp", "*.hpp") for path in sorted((ROOT / folder).rglob(pattern))]
for path in files:
    check(path)
print(*problems, sep="\n")
print(f"{len(files)} files, {len(problems)} problems")
sys.exit(bool(problems) or not files)
