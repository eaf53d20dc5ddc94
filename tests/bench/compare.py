# compare.sh's program: one command under strace and under whytrace, and the share of equal lines.
# Not the whole list of programs (compare_all.py) and not a measurement of speed (bench.py).
# Hard part: none here; comparison/ has it.

import argparse
import os
import re
import shutil
import sys
import tempfile

from comparison import report
from comparison.measure import measure
from comparison.run import VALUE_OPTIONS, Failure, Options, trace

USAGE = '''compare.sh [--runs=N] [--show=N] [--exact-addresses] [--keep=FOLDER] [OPTION...] CMD [ARG...]

Runs CMD under strace and under whytrace with the same OPTIONs, and prints how many lines are equal, beside how many two
runs of strace have in common. Only addresses, task ids and times are made equal; lines are compared per task, in their
order.

  --runs=N            run each N times, at least twice, and take the mean over all pairs (2)
  --show=N            show N kinds of differing lines (20)
  --exact-addresses   switch address randomisation off, and compare addresses too
  --keep=FOLDER       leave the logs in FOLDER

$WHYTRACE is the whytrace to compare, $STRACE the strace.'''


def parse(words):
    own = argparse.ArgumentParser(prog='compare.sh', usage=USAGE, add_help=False)
    own.add_argument('--runs', type=int, default=2)
    own.add_argument('--show', type=int, default=20)
    own.add_argument('--exact-addresses', action='store_true')
    own.add_argument('--keep')
    own.add_argument('--help', action='store_true')
    mine, tracers = [], []
    words = list(words)
    while words and words[0].startswith('-') and words[0] not in ('-', '--'):
        word = words.pop(0)
        if word.partition('=')[0] in ('--runs', '--show', '--exact-addresses', '--keep', '--help'):
            mine.append(word)
            continue
        tracers.append(word)
        if not word.startswith('--') and re.fullmatch(f'-[^{VALUE_OPTIONS}]*[{VALUE_OPTIONS}]', word) and words:
            tracers.append(words.pop(0))
    if words and words[0] == '--':
        words.pop(0)
    return own.parse_args(mine), Options(tuple(tracers)), words


def main(words):
    arguments, options, command = parse(words)
    if arguments.help or not command or arguments.runs < 2:
        print(USAGE)
        return 0 if arguments.help else 2
    if options.has('o', '--output'):
        print('compare.sh: -o is what compare.sh sets itself', file=sys.stderr)
        return 2
    folder = arguments.keep or tempfile.mkdtemp(prefix='compare.')
    os.makedirs(folder, exist_ok=True)
    try:
        return compare_command(arguments, options, command, folder)
    except Failure as failure:
        print(f'compare.sh: {failure}', file=sys.stderr)
        return 2
    finally:
        if not arguments.keep:
            shutil.rmtree(folder)


def compare_command(arguments, options, command, folder):
    strace, whytrace = [os.environ.get('STRACE', 'strace')], [os.environ.get('WHYTRACE', 'whytrace')]

    def run(tracer, name):
        return trace(tracer, options, command, os.getcwd(), os.path.join(folder, name), env=dict(os.environ),
                     keep_addresses=arguments.exact_addresses)

    straces, whytraces = [], []
    for number in range(arguments.runs):
        straces.append(run(strace, f'strace.{number}'))
        whytraces.append(run(whytrace, f'whytrace.{number}'))
    result = measure(straces, whytraces)
    for line in report.show(report.grouped(result.differences), arguments.show):
        print(line)
    print(f'{"":<20} {"equal":>8}  with all numbers of three and more digits taken as one')
    print(f'strace and strace    {result.strace:6.2f} %  {result.strace_shape:6.2f} %  of {result.lines} lines')
    print(f'strace and whytrace  {result.whytrace:6.2f} %  {result.whytrace_shape:6.2f} %')
    if len(result.statuses) > 1:
        print(f'exit statuses: {result.statuses}')
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
