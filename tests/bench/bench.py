# bench.sh's program: runs each case under each tracer in turn, round after round, and prints ratios of medians.
# Not a profiler, and no statistics beyond a median: the spread of the rounds is printed beside it.
# Hard part: a noisy machine. Tracers take turns within a round, so that a slow minute hits all of them.

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from statistics import median

from comparison.run import environment

COMMITS = 150


def cases(scale, folder, programs):
    """name -> command; each is followed into its children."""
    def scaled(count):
        return str(max(1, round(count * scale)))

    return {
        'dd': ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=' + scaled(200_000)],
        'find': ['find', '/usr/share' if scale >= 0.5 else '/usr/share/doc'],
        'sh': ['sh', '-c', f'i=0; while [ $i -lt {scaled(300)} ]; do /bin/true; i=$((i + 1)); done'],
        'python': ['python3', '-c', 'import json,asyncio'],
        'git': ['git', '--no-pager', '-C', os.path.join(folder, 'repository'), 'log', '--stat'],
        'pingpong': [os.path.join(programs, 'pingpong'), scaled(2000)],
    }


def make_repository(path, commits):
    """A history of loose objects, so that git log opens many files."""
    def git(*words, text=None):
        subprocess.run(['git', '-C', path, '-c', 'fastimport.unpackLimit=1000000', *words], input=text, text=True,
                       check=True, env=environment(path), stdout=subprocess.DEVNULL)

    os.mkdir(path)
    git('init', '-q', '-b', 'main')
    stream = []
    for number in range(commits):
        message, content = f'change {number}\n', ''.join(f'{line * number}\n' for line in range(number % 40))
        stream.append(f'commit refs/heads/main\ncommitter A <a@localhost> {1_600_000_000 + number} +0000\n')
        stream.append(f'data {len(message)}\n{message}')
        stream.append(f'M 644 inline file{number % 17}\ndata {len(content)}\n{content}\n')
    git('fast-import', '--quiet', text=''.join(stream))


def seconds(words, folder):
    with open(os.path.join(folder, 'stderr'), 'wb') as err:
        began = time.monotonic()
        done = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err,
                              env=environment(folder))
        took = time.monotonic() - began
    if done.returncode != 0:
        sys.exit(f'bench.sh: exit status {done.returncode}: {" ".join(words)}')
    return took


def measure(tracers, command, rounds, folder):
    """tracer -> its time in each round; which one begins changes from round to round."""
    times = {name: [] for name in tracers}
    names = list(tracers)
    for number in range(rounds):
        for name in names[number % len(names):] + names[:number % len(names)]:
            times[name].append(seconds([*tracers[name], *command], folder))
    return times


def ratio(times, other):
    each = [a / b for a, b in zip(times['whytrace'], times[other])]
    return median(times['whytrace']) / median(times[other]), min(each), max(each)


def parse(words):
    parser = argparse.ArgumentParser(prog='bench.sh', description='Time ratios whytrace/strace and whytrace/null.')
    parser.add_argument('--runs', type=int, default=5, help='rounds (%(default)s)')
    parser.add_argument('--scale', type=float, default=1.0,
                        help='how much the cases do; 0.02 takes a few seconds (%(default)s)')
    parser.add_argument('--at-most', type=float, metavar='RATIO', help='fail if whytrace/strace of a case is higher')
    parser.add_argument('-o', '--output', metavar='FILE', help='write the table there too')
    parser.add_argument('cases', nargs='*', metavar='CASE', help='dd, find, sh, python, git, pingpong (all)')
    return parser.parse_args(words)


def main(words):
    arguments = parse(words)
    programs = os.path.abspath(os.environ['BENCH_PROGRAMS'])
    folder = tempfile.mkdtemp(prefix='bench.')
    log = os.path.join(folder, 'log')
    tracers = {'strace': [os.environ.get('STRACE', 'strace'), '-f', '-o', log],
               'whytrace': [os.environ['WHYTRACE'], '-f', '-o', log],
               'null': [os.path.join(programs, 'null_tracer'), '-f']}
    try:
        all_cases = cases(arguments.scale, folder, programs)
        unknown = set(arguments.cases) - set(all_cases)
        if unknown:
            sys.exit(f'bench.sh: no case {", ".join(sorted(unknown))}; there are {", ".join(all_cases)}')
        make_repository(os.path.join(folder, 'repository'), max(1, round(COMMITS * arguments.scale)))
        return run({name: all_cases[name] for name in arguments.cases or all_cases}, tracers, arguments, folder)
    finally:
        shutil.rmtree(folder)


def run(chosen, tracers, arguments, folder):
    lines = [f'whytrace against strace and a null tracer: ratios of the medians of {arguments.runs} rounds, and of '
             f'the rounds (scale {arguments.scale:g})', f'{"case":<10}{"/ strace":>10}  {"rounds":<14}{"/ null":>10}  rounds']
    print('\n'.join(lines), flush=True)
    worst = 0.0
    for name, command in chosen.items():
        seconds(command, folder)   # brings its files into memory, for all alike
        times = measure(tracers, command, arguments.runs, folder)
        cells = []
        for other in ('strace', 'null'):
            middle, low, high = ratio(times, other)
            cells.append(f'{middle:>10.2f}  {f"{low:.2f}-{high:.2f}":<14}')
        worst = max(worst, ratio(times, 'strace')[0])
        lines.append(f'{name:<10}{"".join(cells)}'.rstrip())
        print(lines[-1], flush=True)
    if arguments.output:
        with open(arguments.output, 'w', encoding='utf-8') as file:
            file.write('\n'.join(lines) + '\n')
    return 1 if arguments.at_most and worst > arguments.at_most else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
