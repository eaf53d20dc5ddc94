# bench.sh's program: runs each case under each tracer in turn, round after round, and prints ratios of medians.
# Not a profiler, and no statistics beyond a median: the spread of the rounds is printed beside it.
# Hard part: a noisy machine. Tracers take turns within a round, so that a slow minute hits all of them.

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from statistics import median
from typing import NamedTuple

from comparison.run import environment

COMMITS = 150
MARGIN = 2.0  # how much worse than the README a machine may be: a wide bound, for other machines and their moods
BUSY = 1.1    # against strace, which gains most where CPUs never sleep or where there is only one: at least not slower there


class Case(NamedTuple):
    command: list
    options: tuple = ()         # of strace and whytrace alike
    against: tuple = ('null',)  # beside strace
    one_cpu: bool = False       # everything under `taskset 1`
    memory: bool = False        # the tracer's peak memory instead of time


def cases(scale, folder, programs):
    """name -> case."""
    def scaled(count):
        return str(max(1, round(count * scale)))

    dd = ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=' + scaled(200_000)]
    find = ['find', '/usr/share' if scale >= 0.5 else '/usr/share/doc']
    source = os.path.join(folder, 'source.c')
    twice = f'gcc -O2 -c -o /dev/null {source} & gcc -O2 -c -o /dev/null {source} & wait'
    count = f'i=0; while [ $i -lt {scaled(2_000_000)} ]; do i=$((i + 1)); done'
    repository = os.path.join(folder, 'repository')
    return {
        'dd': Case(dd),
        'find': Case(find),
        'sh': Case(['sh', '-c', f'i=0; while [ $i -lt {scaled(300)} ]; do /bin/true; i=$((i + 1)); done'], ('-f',)),
        'python': Case(['python3', '-c', 'import json,asyncio'], ('-f',)),
        'git': Case(['git', '--no-pager', '-C', repository, 'log', '--stat'], ('-f',)),
        'pingpong': Case([os.path.join(programs, 'pingpong'), scaled(2000)], ('-f',)),
        'gcc': Case(['sh', '-c', twice], ('-f',)),
        'cpu': Case(['sh', '-c', f'({count}) & ({count}) & wait'], ('-f',), ('untraced',)),
        'count': Case(dd, ('-c',)),
        'openat': Case(dd, ('-f', '-e', 'trace=openat'), ('untraced',)),
        'execve': Case(find, ('-f', '-e', 'trace=execve'), ('untraced',)),
        'stacks': Case(['git', '--no-pager', '-C', repository, 'log', '--stat', '-10'], ('-f', '-k'), ()),
        'true': Case(['true'], (), ()),
        'one-cpu': Case(dd, (), ('null',), one_cpu=True),
        'dd-memory': Case(dd, (), (), memory=True),
        'threads-memory': Case([os.path.join(programs, 'threads'), scaled(2000)], ('-f',), (), memory=True),
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


def make_source(path, functions):
    """A C file that keeps gcc busy for about a second at full scale."""
    with open(path, 'w', encoding='utf-8') as file:
        for number in range(max(1, functions)):
            file.write(f'int f{number}(int *a, int n) {{ int s = {number}; for (int i = 0; i < n; ++i) '
                       f's = s * {number + 3} + a[i] % (s + {number}); return s; }}\n')


def peak_memory(pid):
    """In KiB; 0 once it is gone."""
    try:
        with open(f'/proc/{pid}/status', encoding='utf-8') as file:
            found = re.search(r'VmHWM:\s*(\d+)', file.read())
        return int(found.group(1)) if found else 0
    except OSError:
        return 0


def forget(path):
    """Out of the page cache: a file that was just written lies there in larger pieces than one that was read, and each piece that a process
    touches counts as its memory."""
    with open(path, 'rb') as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def run_once(words, folder, memory):
    """Seconds, or KiB of the process itself."""
    with open(os.path.join(folder, 'stderr'), 'wb') as err:
        began = time.monotonic()
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err,
                                   env=environment(folder))
        peak = 0
        while memory and process.poll() is None:
            peak = max(peak, peak_memory(process.pid))
            time.sleep(0.002)
        process.wait()
        took = time.monotonic() - began
    if process.returncode != 0:
        sys.exit(f'bench.sh: exit status {process.returncode}: {" ".join(words)}')
    return peak if memory else took


def tracers_of(case, log, programs):
    """name -> the words in front of the command."""
    one_cpu = ['taskset', '1']
    follow = ['-f'] if '-f' in case.options else []
    words = {'strace': [os.environ.get('STRACE', 'strace'), *case.options, '-o', log],
             'whytrace': [os.environ['WHYTRACE'], *case.options, '-o', log],
             'null': [*one_cpu, os.path.join(programs, 'null_tracer'), *follow],
             'untraced': []}
    return {name: [*(one_cpu if case.one_cpu and name != 'null' else []), *words[name]]
            for name in ('strace', 'whytrace', *case.against)}


def measure(tracers, case, rounds, folder):
    """tracer -> what was measured in each round; which one begins changes from round to round."""
    results = {name: [] for name in tracers}
    names = list(tracers)
    for number in range(rounds):
        for name in names[number % len(names):] + names[:number % len(names)]:
            results[name].append(run_once([*tracers[name], *case.command], folder, case.memory))
    return results


def ratio(results, other):
    each = [a / b for a, b in zip(results['whytrace'], results[other])]
    return median(results['whytrace']) / median(results[other]), min(each), max(each)


def claims(path):
    """case -> what the README's table says: the ratio to strace, and to what else the case is measured against."""
    with open(path, encoding='utf-8') as file:
        rows = re.findall(r'^\| *`([\w-]+)` *\|[^|]*\| *([\d.]+) *\|(?: *([\d.]+) *\|)?', file.read(), re.M)
    return {name: [float(value) for value in values if value] for name, *values in rows}


def broken(claimed, measured):
    """In words, what of a case's claims does not hold."""
    bounds = [max(BUSY, MARGIN * claimed[0])] + [MARGIN * claim for claim in claimed[1:]] if claimed else []
    return [f'the README says {claim:g}, and it is {value:.3f}'
            for claim, bound, value in zip(claimed, bounds, measured) if value > bound]


def parse(words):
    parser = argparse.ArgumentParser(
        prog='bench.sh', description='whytrace against strace, against a null tracer on one CPU, and against the program alone.')
    parser.add_argument('--runs', type=int, default=5, help='rounds (%(default)s)')
    parser.add_argument('--scale', type=float, default=1.0,
                        help='how much the cases do; 0.02 takes a few seconds (%(default)s)')
    parser.add_argument('--at-most', type=float, metavar='RATIO', help='fail if whytrace/strace of a case is higher')
    parser.add_argument('--check', metavar='README',
                        help=f'fail if a case is more than {MARGIN:g} times what the table there says (against strace, {BUSY:g} at least)')
    parser.add_argument('-o', '--output', metavar='FILE', help='write the table there too')
    parser.add_argument('cases', nargs='*', metavar='CASE', help='(all; --list names them)')
    parser.add_argument('--list', action='store_true', help='the names of the cases')
    return parser.parse_args(words)


def knows(option):
    """Whether the whytrace that is measured has this option."""
    done = subprocess.run([os.environ['WHYTRACE'], option, '-o', '/dev/null', 'true'], stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return done.returncode == 0


def main(words):
    arguments = parse(words)
    programs = os.path.abspath(os.environ['BENCH_PROGRAMS'])
    folder = tempfile.mkdtemp(prefix='bench.')
    try:
        all_cases = cases(arguments.scale, folder, programs)
        if arguments.list:
            print('\n'.join(all_cases))
            return 0
        unknown = set(arguments.cases) - set(all_cases)
        if unknown:
            sys.exit(f'bench.sh: no case {", ".join(sorted(unknown))}; there are {", ".join(all_cases)}')
        make_repository(os.path.join(folder, 'repository'), max(1, round(COMMITS * arguments.scale)))
        make_source(os.path.join(folder, 'source.c'), round(2000 * arguments.scale))
        return run({name: all_cases[name] for name in arguments.cases or all_cases}, arguments, folder, programs)
    finally:
        shutil.rmtree(folder)


def run(chosen, arguments, folder, programs):
    lines = [f'whytrace: ratios of the medians of {arguments.runs} rounds, and of the rounds '
             f'(scale {arguments.scale:g})', f'{"case":<16}{"/ strace":>10}  {"rounds":<14}']
    print('\n'.join(lines), flush=True)
    claimed = claims(arguments.check) if arguments.check else {}
    failed = False
    for name, case in chosen.items():
        missing = [option for option in case.options if option in ('-c', '-k') and not knows(option)]
        if missing:
            print(f'{name:<16}left out: this whytrace has no {missing[0]}', flush=True)
            continue
        tracers = tracers_of(case, os.path.join(folder, 'log'), programs)
        if case.memory:
            for words in tracers.values():
                forget(shutil.which(words[0]))
        run_once(case.command, folder, False)   # brings its files into memory, for all alike
        results = measure(tracers, case, arguments.runs, folder)
        cells, measured = [], []
        for other in ('strace', *case.against):
            middle, low, high = ratio(results, other)
            measured.append(middle)
            title = '' if other == 'strace' else f'/ {other}'
            cells.append(f'{title:<10}{middle:>10.3f}  {f"{low:.3f}-{high:.3f}":<14}' if title else
                         f'{middle:>10.3f}  {f"{low:.3f}-{high:.3f}":<14}')
        failed |= bool(arguments.at_most) and measured[0] > arguments.at_most
        lines.append(f'{name:<16}{"  ".join(cells)}'.rstrip())
        print(lines[-1], flush=True)
        for words in broken(claimed.get(name, []), measured):
            failed = True
            print(f'{name}: {words}', flush=True)
    if arguments.output:
        with open(arguments.output, 'w', encoding='utf-8') as file:
            file.write('\n'.join(lines) + '\n')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
