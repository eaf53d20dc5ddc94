# Pages whose commands are run: what a block holds, and whether a command has printed what the page says.
# Not here: which pages, and where they are run (readme_test.py, walk_test.py).
# The hard part: what differs from run to run. Addresses and numbers of four digits and more (pids) match any other;
# "…" stands for anything within a line, a line that is "…" alone for any number of lines; blanks for blanks.
import re
import subprocess

VOLATILE = re.compile(r"(?P<any>…)|(?P<address>0x[0-9a-f]{5,})|(?P<number>\b[0-9]{4,}\b)|(?P<blank>\s+)")
PATTERN = {"any": ".*?", "address": "0x[0-9a-f]+", "number": "[0-9]+", "blank": r"\s+"}


def _pattern_of(line):
    result, last = "", 0
    for match in VOLATILE.finditer(line):
        result += re.escape(line[last:match.start()]) + PATTERN[match.lastgroup]
        last = match.end()
    return result + re.escape(line[last:]) + "\n"


def matches(expected, got):
    pattern = "".join(r"(?:.*\n)*?" if line == "…" else _pattern_of(line) for line in expected)
    return re.fullmatch(pattern, got) is not None


def blocks(page):
    """Yields (line number, language, lines) of each block between fences."""
    language, lines, first = None, [], 0
    for number, line in enumerate(page.splitlines(), 1):
        if language is None:
            if line.startswith("```"):
                language, lines, first = line[3:], [], number
        elif line == "```":
            yield first, language, lines
            language = None
        else:
            lines.append(line)
    if language is not None:
        raise SystemExit(f"the block of line {first} has no end")


def commands(lines):
    """[(command, [expected lines])] of a console block."""
    found = []
    for line in lines:
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def run(command, folder, environment, limit=60):
    """Both outputs together, as on a terminal, and the exit status."""
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=limit)
    return done.stdout.decode(errors="backslashreplace"), done.returncode
