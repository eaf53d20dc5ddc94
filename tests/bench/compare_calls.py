# compare_calls.sh's program: the tracees that make every call in odd forms (tests/tracees/calls), under both tracers, with the
# options that change how values are written. Not the comparison of programs that people run (compare_all.py).
# Hard part: each line that differs has to be explained by a rule of comparison/known.py; enough equal lines are not enough.

import argparse
import os
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass

from comparison import known, report
from comparison.measure import measure, shape
from comparison.normalise import name_pids
from comparison.run import Failure, Options, trace

OPTION_SETS = ((), ('-v',), ('-y',), ('-X', 'raw'), ('-X', 'verbose'), ('-e', 'raw=all'), ('-xx',),
               ('-e', 'abbrev=none'), ('-e', 'verbose=none'))
ENOUGH = 99.0      # per cent of what strace reaches against itself, where it knows call and names
SKIPPED = 77


def parse(words):
    parser = argparse.ArgumentParser(prog='compare_calls.sh', description='Compares how whytrace and strace show odd calls.')
    parser.add_argument('--show', type=int, default=0, metavar='N', help='show N kinds of differing lines of each')
    parser.add_argument('--all', action='store_true', help='show those that comparison/known.py explains as well')
    parser.add_argument('--few', action='store_true', help='without the options that change how values are written')
    parser.add_argument('--raw', action='store_true', help='only with those that show numbers instead of names, or hexadecimal strings')
    parser.add_argument('--only', metavar='OPTIONS', help='this set of options, in one word')
    parser.add_argument('programs', nargs='+', metavar='PROGRAM', help='build/…/tests/tracees/calls_…')
    return parser.parse_args(words)


@dataclass
class Tally:
    """The lines of strace's run, by what became of them."""
    lines: int = 0
    strace: float = 0.0   # equal in two runs of strace
    newer: int = 0        # of what strace 6.1 has no name for
    less: int = 0         # of what it knows by its name alone
    other: int = 0        # with another difference, that a rule explains
    unknown: int = 0      # with one that none explains

    def add(self, one):
        for name, value in vars(one).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def share(self):
        """Per cent of equal lines where strace knows the call or command, of what strace reaches against itself."""
        reached = self.strace - self.newer - self.less
        return 100 * (reached - self.other - self.unknown) / reached if reached > 0 else 100.0

    def __str__(self):
        return f'{self.lines:>5} {100 * self.strace / max(self.lines, 1):7.2f} {self.newer:>6} {self.less:>5} {self.other:>5} {self.share:7.2f}'


class Judge:
    """Runs, prints and remembers; one line for a program and a set of options."""

    def __init__(self, arguments, folder):
        self.arguments = arguments
        self.folder = folder
        self.strace = [os.environ.get('STRACE', 'strace')]
        self.whytrace = [os.environ['WHYTRACE']]
        self.failed = []
        self.totals = {}            # Tally of a set of options
        self.reasons = Counter()

    def sum_up(self):
        """Of all programs together. The rules alone decide where -X and -xx change what names and addresses look like, where
        raw ids of tasks, in hexadecimal, differ from run to run, and of answers that no kernel gave."""
        for words, tally in self.totals.items():
            enough = bool({'-X', '-xx', 'raw=all', 'inject=ioctl:retval=8'} & set(words)) or tally.share >= ENOUGH
            print(f'{"together":<18} {" ".join(words):<12} {tally}{"" if enough else "  TOO FEW"}')
            if not enough:
                self.failed.append(' '.join(words) or 'without options')
        for reason, count in self.reasons.most_common():
            print(f'{count:>6} differ: {reason}')

    def take(self, program, words):
        place = os.path.join(self.folder, 'in')
        options = Options(words)

        def run(tracer, name):
            shutil.rmtree(place, ignore_errors=True)
            os.mkdir(place)
            return trace(tracer, options, [program], place, os.path.join(self.folder, name), keep_addresses=True)

        theirs, ours = [run(self.strace, 'strace.0'), run(self.strace, 'strace.1')], run(self.whytrace, 'whytrace')
        result = measure(theirs, [ours])
        tally, unknown = self._judged(result, theirs[0].run.normaliser, ours.run.normaliser)
        self.totals.setdefault(words, Tally()).add(tally)
        verdict = ''
        if unknown:
            verdict += f'  {len(unknown)} NOT EXPLAINED'
        if len(result.statuses) > 1:
            verdict += f'  EXIT STATUSES {result.statuses}'
        if verdict:
            self.failed.append(os.path.basename(program))
        print(f'{os.path.basename(program):<18} {" ".join(words):<12} {tally}{verdict}', flush=True)
        shown = result.differences if self.arguments.all else unknown
        for line in report.show(report.grouped(shown), self.arguments.show or (5 if unknown else 0)):
            print('    ' + line)

    def _judged(self, result, left_form, right_form):
        """The tally, and the differences that no rule explains; a signal between two other calls is no difference."""
        def named(form, line):
            return name_pids(form(line), None)

        lines = [(named(left_form, one.left), named(right_form, one.right)) for one in result.differences]
        moved = Counter(shape(left) for left, _ in lines) & Counter(shape(right) for _, right in lines)
        tally, unknown = Tally(result.lines, result.strace_shape * result.lines / 100), []
        for one, (left, right) in zip(result.differences, lines):
            if one.own or shape(left) in moved or shape(right) in moved:
                continue
            reasons = known.explains(one.left, one.right) or known.explains(left, right)
            if reasons is None:
                tally.unknown += 1
                unknown.append(one)
                continue
            tally.newer += reasons == {known.NEWER}
            tally.less += known.MORE in reasons and reasons <= {known.NEWER, known.MORE}
            tally.other += not reasons <= {known.NEWER, known.MORE}
            self.reasons.update(reasons)
        return tally, unknown


def main(words):
    arguments = parse(words)
    missing = [program for program in arguments.programs if not os.path.exists(program)]
    if missing:
        print(f'SKIPPED: not built: {", ".join(missing)}')
        return SKIPPED
    sets = OPTION_SETS[:3] if arguments.few else OPTION_SETS[3:7] if arguments.raw else OPTION_SETS
    if arguments.only is not None:
        sets = [tuple(arguments.only.split())]
    with tempfile.TemporaryDirectory(prefix='compare.') as folder:
        judge = Judge(arguments, folder)
        print('lines; per cent equal, strace against itself; newer than strace, unknown to it; different by a rule; per cent equal of the rest')
        print(f'{"program":<18} {"options":<12} lines  strace  newer  less other  share')
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
