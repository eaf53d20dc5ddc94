# The tracee that makes every call number with wild arguments (tests/tracees/calls/numbers.cpp), under strace and under whytrace: no crash,
# no hang, every line well formed, and the lines of the calls that both know equal. Not the comparison of single forms (tests/tracees/calls).
# Hard part: each call is a child of its own, so the children are compared one by one, in the order of their birth.

import argparse
import os
import re
import subprocess
import sys
import tempfile

from comparison import known

SKIPPED = 77
MARK = re.compile(r'^(?:setitimer)\(ITIMER_REAL, \{it_interval=\{tv_sec=0, tv_usec=0\}, it_value=\{tv_sec=2')
# What a line can be: a call with its result, a signal, an end, a part of a call that another task interrupted.
FORM = re.compile(r'^(?:\w+\(.*\) += (?:\?|-?\d+|0x[0-9a-f]+|0[0-7]+|-?\d+<[^>]*>).*|--- .* ---|\+\+\+ .* \+\+\+|\w+\(.* <unfinished \.\.\.>|'
                  r'<\.\.\. \w+ resumed>.*|\w+\(.* <(?:detached|unfinished) \.\.\.>.*|\w+\(.*\) += \? <unavailable>|restart_syscall.*)$')
UNKNOWN = re.compile(r'^syscall_0x[0-9a-f]+\(')
LIMIT = 300


def parse(words):
    parser = argparse.ArgumentParser(prog='compare_numbers.py')
    parser.add_argument('--seed', default='1')
    parser.add_argument('--show', type=int, default=30)
    parser.add_argument('whytrace')
    parser.add_argument('tracee')
    return parser.parse_args(words)


def run(tracer, tracee, seed, folder, name):
    log = os.path.join(folder, name)
    done = subprocess.run(['setarch', '-R', *tracer, '-f', '-o', log, tracee, seed], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          errors='replace', timeout=LIMIT, check=False)
    if done.returncode == SKIPPED:
        print(done.stdout.strip())
        sys.exit(SKIPPED)
    if done.returncode != 0:
        sys.exit(f'FAILED: {" ".join(tracer)} ended with {done.returncode}: {done.stdout.strip()[-2000:]}')
    with open(log, encoding='utf-8', errors='surrogateescape') as lines:
        return done.stdout.strip(), [line.rstrip('\n') for line in lines]


def whole(texts):
    """One task's lines, with what other tasks had cut in two put together again."""
    begun = None
    for text in texts:
        if text.endswith(' <unfinished ...>'):
            begun = text[:-len(' <unfinished ...>')]
            continue
        resumed = re.match(r'<\.\.\. \w+ resumed> ?(.*)', text)
        if resumed and begun is not None:
            text, begun = begun + ('' if begun.endswith(('(', ' ')) or resumed[1].startswith((')', ',')) else ' ') + resumed[1], None
        yield re.sub(r'\) += ', ') = ', text)


def children(lines):
    """What each child shows after its mark, in the order in which the children appear."""
    tasks, now = [], {}
    for line in lines:
        pid, _, text = line.partition(' ')
        if pid not in now:
            now[pid] = []
            tasks.append((pid, now[pid]))
        now[pid].append(text.strip())
        if text.strip().startswith('+++ '):   # the next one of this number is another
            del now[pid]
    result = []
    for pid, texts in tasks:
        texts = list(whole(texts))
        marks = [place for place, text in enumerate(texts) if MARK.match(text)]
        if marks:
            own = re.compile(rf'\b{pid}\b')
            shown = [own.sub('PID', text) for text in texts[marks[0] + 1:]]
            result.append([text for text in shown if not text.startswith('--- SIGCHLD')])
    return result


def main(words):
    arguments = parse(words)
    with tempfile.TemporaryDirectory(prefix='numbers.') as folder:
        printed, theirs = run([os.environ.get('STRACE', 'strace')], arguments.tracee, arguments.seed, folder, 'strace')
        _, ours = run([arguments.whytrace], arguments.tracee, arguments.seed, folder, 'whytrace')
    broken = [line for line in ours if not FORM.match(line.partition(' ')[2].strip())]
    left, right = children(theirs), children(ours)
    if len(left) != len(right):
        print(f'FAILED: {len(left)} children under strace, {len(right)} under whytrace')
        return 1
    lines = equal = 0
    unknown, explained, differences = 0, 0, []
    for one, other in zip(left, right):
        for a, b in zip(one, other):
            if UNKNOWN.match(a) or UNKNOWN.match(b):
                unknown += 1
                continue
            lines += 1
            if a == b:
                equal += 1
            elif known.explains(a, b):
                explained += 1
            else:
                differences.append((a, b))
        if len(one) != len(other):
            differences.append((f'{len(one)} lines: {one[-1]}', f'{len(other)} lines: {other[-1]}'))
    print(f'{printed}: {len(left)} children, {lines} lines of calls that both know, {equal} equal ({100 * equal / max(lines, 1):.2f} %), '
          f'{explained} explained, {len(differences)} not; {unknown} of calls that strace does not know; {len(broken)} malformed')
    for a, b in differences[:arguments.show]:
        print(f'  strace   {a[:300]}\n  whytrace {b[:300]}')
    for line in broken[:arguments.show]:
        print(f'  malformed {line[:300]}')
    return 1 if differences or broken else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
