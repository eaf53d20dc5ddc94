# compare_calls.sh's program: the tracees that make every call in odd forms (tests/tracees/calls), under both tracers, with the
# options that change how values are written. Not the comparison of programs that people run (compare_all.py).
# Hard part: each line that differs has to be explained by a rule of comparison/known.py; enough equal lines are not enough.

import argparse
import os
import shutil
import sys
import tempfile

from comparison import known, report
from comparison.measure import measure
from comparison.run import Failure, Options, trace

OPTION_SETS = ((), ('-v',), ('-y',), ('-X', 'raw'), ('-X', 'verbose'), ('-e', 'raw=all'), ('-xx',))
ENOUGH = 0.99      # of what strace reaches against itself
SKIPPED = 77


def parse(words):
    parser = argparse.ArgumentParser(prog='compare_calls.sh', description='Compares how whytrace and strace show odd calls.')
    parser.add_argument('--show', type=int, default=0, metavar='N', help='show N kinds of differing lines of each')
    parser.add_argument('--all', action='store_true', help='show those that comparison/known.py explains as well')
    parser.add_argument('--only', metavar='OPTIONS', help='this set of options, in one word')
    parser.add_argument('programs', nargs='+', metavar='PROGRAM', help='build/…/tests/tracees/calls_…')
    return parser.parse_args(words)


class Judge:
    """Runs, prints and remembers; one line for a program and a set of options."""

    def __init__(self, arguments, folder):
        self.arguments = arguments
        self.folder = folder
        self.strace = [os.environ.get('STRACE', 'strace')]
        self.whytrace = [os.environ['WHYTRACE']]
        self.failed = []

    def take(self, program, words):
        place = os.path.join(self.folder, 'in')
        options = Options(words)

        def run(tracer, name):
            shutil.rmtree(place, ignore_errors=True)
            os.mkdir(place)
            return trace(tracer, options, [program], place, os.path.join(self.folder, name), keep_addresses=True)

        result = measure([run(self.strace, 'strace.0'), run(self.strace, 'strace.1')], [run(self.whytrace, 'whytrace')])
        unknown = [one for one in result.differences if not one.own and not known.explains(one.left, one.right)]
        verdict = ''
        if result.whytrace_shape < ENOUGH * result.strace_shape:
            verdict += '  TOO FEW'
        if unknown:
            verdict += f'  {len(unknown)} NOT EXPLAINED'
        if len(result.statuses) > 1:
            verdict += f'  EXIT STATUSES {result.statuses}'
        if verdict:
            self.failed.append(os.path.basename(program))
        print(f'{os.path.basename(program):<18} {" ".join(words):<12} {result.lines:>5}  {result.strace_shape:6.2f} '
              f'{result.whytrace_shape:6.2f}{verdict}', flush=True)
        shown = result.differences if self.arguments.all else unknown
        for line in report.show(report.grouped(shown), self.arguments.show or (5 if unknown else 0)):
            print('    ' + line)


def main(words):
    arguments = parse(words)
    missing = [program for program in arguments.programs if not os.path.exists(program)]
    if missing:
        print(f'SKIPPED: not built: {", ".join(missing)}')
        return SKIPPED
    sets = [tuple(arguments.only.split())] if arguments.only is not None else OPTION_SETS
    with tempfile.TemporaryDirectory(prefix='compare.') as folder:
        judge = Judge(arguments, folder)
        print('per cent of equal lines, strace against strace and against whytrace')
        print(f'{"program":<18} {"options":<12} {"lines":>5}  strace  whytr')
        for program in arguments.programs:
            for words in sets:
                try:
                    judge.take(os.path.abspath(program), words)
                except Failure as failure:
                    print(f'{program} FAILED: {failure}', flush=True)
                    judge.failed.append(program)
    if judge.failed:
        print(f'failed: {", ".join(dict.fromkeys(judge.failed))}')
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
