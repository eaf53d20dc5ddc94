# The trace of a tracee that makes calls in odd forms (tests/tracees/calls) beside the lines that it says its trace has, one by one:
# expected_lines.py [--strace] TRACER TRACEE... With --strace the tracer is strace, and what differs needs a rule (comparison/known.py).
# Not a comparison of two tracers (compare_calls.py), nor the lines (tests/tracees/calls/expected).
# Hard part: a kernel may answer otherwise, or a sandbox in its place; then the arguments still have to be the same.

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter

from comparison import known, newer, trace_log
from comparison.run import TIME_LIMIT, environment

ENOUGH = 99.0   # per cent of the lines that strace 6.1 knows
BEGIN = re.compile(r'mmap\(0x20000000, 4096, PROT_READ\|PROT_WRITE, MAP_PRIVATE\|MAP_FIXED\|MAP_ANONYMOUS, -1, 0\) = 0x20000000$')
PLACEHOLDER = re.compile(r'\$\{(\w+)\}')
# What differs from run to run, or from one machine to the next.
VARYING = {'answer': r'\d+',
           'result': r'-?\d+(?: E\w+ \(.*\))?', 'number': r'-?\d+', 'hex': r'(?:0x[0-9a-f]+|\d|NULL)', 'names': r'[A-Z_0-9a-z|<]+',
           'text': r'[^"]*', 'cpus': r'[\d ]+',
           'size': r'(?:\d+(?:\*1024)?|RLIM(?:64)?_INFINITY)', 'octal': r'0[0-7]*',
           'ticks': r'\d+(?: /\* [\d.]+ s \*/)?', 'date': r'\d{4}(?:-\d\d){2}T(?:\d\d:){2}\d\d\+\d{4}', 'any': r'.*'}
ADDRESS = re.compile(r'(?:0x[0-9a-f]+|NULL)$')


def pattern(text):
    """The expression for a line or a piece of one."""
    parts = PLACEHOLDER.split(text)
    return re.compile(''.join(VARYING[part] if place % 2 else re.escape(part) for place, part in enumerate(parts)))


def filled(expected, line):
    """The expected line with what varies as the other has it, as far as it is found there: behind the same text."""
    parts, place, text = PLACEHOLDER.split(expected), 0, ''
    for before, name in zip(parts[::2], parts[1::2]):
        tries = (re.compile(f'{re.escape(before[-length:])}({VARYING[name]})').search(line, place) for length in (10, 2))
        found = next(filter(None, tries), None)
        text += before + (found[1] if found else f'${{{name}}}')
        place = found.end() if found else place
    return text + parts[-1]


def run(tracer, program):
    """What the tracee has said, and the lines of its trace."""
    with tempfile.TemporaryDirectory(prefix='expected.') as folder:
        place, said, log = (os.path.join(folder, name) for name in ('in', 'said', 'log'))
        os.mkdir(place)
        done = subprocess.run([os.path.abspath(shutil.which(tracer)), '-o', log, os.path.abspath(program)],
                              cwd=place, env=environment(place, {'EXPECTED': said}),
                              stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=TIME_LIMIT)
        with open(said, encoding='ascii') as file:
            expected = file.read().rstrip('\0').splitlines()
        lines = trace_log.read(log, False).root.lines
    begin = next(place for place, line in enumerate(lines) if BEGIN.match(line))
    return expected, lines[begin + 1:], done.stderr.decode(errors='replace')


def alike(expected, line):
    """Pieces of a call that another answer came to: what the kernel would have filled in is not there, or is an address alone."""
    if pattern(expected).fullmatch(line) or expected[:1] == line[:1] == '"':
        return True
    for one, other in (expected, line), (line, expected):
        if one[:1] in ('{', '[', '"') and ADDRESS.match(other):
            return True
    for opening, closing in '{}', '[]':
        if expected[:1] == line[:1] == opening and expected[-1:] == line[-1:] == closing:
            fields = iter(newer.arguments(expected[1:-1]))
            return all(any(alike(mine, other) for mine in fields) for other in newer.arguments(line[1:-1]))
    if ' => ' in expected:
        return alike(expected.partition(' => ')[0], line)
    left, right = expected.partition('='), line.partition('=')
    return bool(left[1]) and left[0] == right[0] and alike(left[2], right[2])


def same_arguments(expected, line):
    """Of a line whose answer is another than in the file."""
    left, right = newer.split(expected), newer.split(line)
    if left is None or right is None or left[0] != right[0] or len(left[1]) != len(right[1]):
        return False
    if left[2].startswith('-1 ') and left[2] != right[2]:
        return False
    return all(alike(mine, other) for mine, other in zip(left[1], right[1]))


class Tally:
    def __init__(self):
        self.lines = self.equal = self.otherwise = 0
        self.reasons = Counter()
        self.wrong = []

    def take(self, expected, line, strace):
        self.lines += 1
        mark, expected = expected[:1], expected[1:]
        if pattern(expected).fullmatch(line):
            self.equal += 1
        elif mark == '?' and same_arguments(expected, line):
            self.otherwise += 1
        else:
            reasons = strace and known.explains(line, filled(expected, line))
            self.reasons.update(reasons or ())
            if not reasons:
                self.wrong.append((expected, line))

    def share(self):
        """Per cent of equal lines of those that strace knows."""
        newer_lines = self.reasons[known.NEWER] + self.reasons[known.MORE]
        return 100 * (self.equal + self.otherwise) / max(self.lines - newer_lines, 1)


def check(tracer, program, strace, show):
    expected, lines, messages = run(tracer, program)
    tally = Tally()
    for one, line in zip(expected, lines):
        tally.take(one, line, strace)
    for one in expected[len(lines):]:
        tally.wrong.append((one, '(the trace has ended)'))
    for line in lines[len(expected):]:
        tally.wrong.append(('(nothing more)', line))
    for one, line in tally.wrong[:show]:
        print(f'  expected {one}\n       got {line}')
    if tally.wrong and messages:
        print(messages)
    print(f'{os.path.basename(program)}: {tally.lines} lines, {tally.equal} equal, {tally.otherwise} answered otherwise, '
          f'{tally.lines - tally.equal - tally.otherwise - len(tally.wrong)} by a rule, {len(tally.wrong)} wrong')
    return tally


def main(words):
    parser = argparse.ArgumentParser(prog='expected_lines.py')
    parser.add_argument('--strace', action='store_true')
    parser.add_argument('--show', type=int, default=10)
    parser.add_argument('tracer')
    parser.add_argument('tracees', nargs='+')
    arguments = parser.parse_args(words)
    total = Tally()
    for program in arguments.tracees:
        one = check(arguments.tracer, program, arguments.strace, arguments.show)
        total.lines, total.equal, total.otherwise = total.lines + one.lines, total.equal + one.equal, total.otherwise + one.otherwise
        total.reasons.update(one.reasons)
        total.wrong += one.wrong
    for reason, count in total.reasons.most_common():
        print(f'{count:>6} differ: {reason}')
    if arguments.strace:
        print(f'{total.share():.2f} per cent equal of what strace knows')
    return 1 if total.wrong or not total.lines or arguments.strace and total.share() < ENOUGH else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
