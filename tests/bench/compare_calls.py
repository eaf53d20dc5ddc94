# compare_calls.sh's program: the tracees that make every call in odd forms (tests/tracees/calls), under both tracers, with the
# options that change how values are written. Not the comparison of programs that people run (compare_all.py).
# Hard part: each line that differs has to be explained by a rule of comparison/known.py; enough equal lines are not enough.

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections import Counter

from comparison import known, report
from comparison.measure import measure, shape
from comparison.normalise import name_pids
from comparison.run import Failure, Options, trace

OPTION_SETS = ((), ('-v',), ('-y',), ('-X', 'raw'), ('-X', 'verbose'), ('-e', 'raw=all'), ('-xx',))
ENOUGH = 0.99      # of what strace reaches against itself, where it knows the call
SKIPPED = 77
INODE = re.compile(r'(socket|pipe):\[\d+\]')


def parse(words):
    parser = argparse.ArgumentParser(prog='compare_calls.sh', description='Compares how whytrace and strace show odd calls.')
    parser.add_argument('--show', type=int, default=0, metavar='N', help='show N kinds of differing lines of each')
    parser.add_argument('--all', action='store_true', help='show those that comparison/known.py explains as well')
    parser.add_argument('--few', action='store_true', help='without the options that change how values are written')
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
        self.totals = {}   # of a set of options: lines, those that strace has twice, those that both have or strace does not know

    def sum_up(self):
        """Of all programs together. The rules alone decide where -X and -xx change what names and addresses look like, and where
        raw ids of tasks, in hexadecimal, differ from run to run."""
        for words, (lines, strace, whytrace) in self.totals.items():
            enough = bool({'-X', '-xx', 'raw=all'} & set(words)) or whytrace >= ENOUGH * strace
            print(f'{"together":<18} {" ".join(words):<12} {lines:>5}  {100 * strace / lines:6.2f} {100 * whytrace / lines:6.2f}'
                  f'{"" if enough else "  TOO FEW"}')
            if not enough:
                self.failed.append(' '.join(words) or 'without options')

    def take(self, program, words):
        place = os.path.join(self.folder, 'in')
        options = Options(words)

        def run(tracer, name):
            shutil.rmtree(place, ignore_errors=True)
            os.mkdir(place)
            return trace(tracer, options, [program], place, os.path.join(self.folder, name), keep_addresses=True)

        theirs, ours = [run(self.strace, 'strace.0'), run(self.strace, 'strace.1')], run(self.whytrace, 'whytrace')
        result = measure(theirs, [ours])
        unknown, newer = self._unexplained(result.differences, theirs[0].run.normaliser, ours.run.normaliser)
        verdict = ''
        total = self.totals.setdefault(words, [0, 0.0, 0.0])
        total[0] += result.lines
        total[1] += result.strace_shape * result.lines / 100
        total[2] += result.whytrace_shape * result.lines / 100 + newer
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

    @staticmethod
    def _unexplained(differences, left_form, right_form):
        """Those that no rule explains, and how many are of a newer kernel; a signal between two other calls is no difference."""
        def named(form, line):
            return INODE.sub(r'\1:[N]', name_pids(form(line), None))

        lines = [(named(left_form, one.left), named(right_form, one.right)) for one in differences]
        moved = Counter(shape(left) for left, _ in lines) & Counter(shape(right) for _, right in lines)
        unknown, newer = [], 0
        for one, (left, right) in zip(differences, lines):
            reasons = known.explains(one.left, one.right)
            if reasons is None:
                reasons = known.explains(left, right)
            newer += reasons == {known.NEWER}
            if reasons is None and not one.own and shape(left) not in moved and shape(right) not in moved:
                unknown.append(one)
        return unknown, newer


def main(words):
    arguments = parse(words)
    missing = [program for program in arguments.programs if not os.path.exists(program)]
    if missing:
        print(f'SKIPPED: not built: {", ".join(missing)}')
        return SKIPPED
    sets = OPTION_SETS[:3] if arguments.few else OPTION_SETS
    if arguments.only is not None:
        sets = [tuple(arguments.only.split())]
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
        judge.sum_up()
    if judge.failed:
        print(f'failed: {", ".join(dict.fromkeys(judge.failed))}')
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
