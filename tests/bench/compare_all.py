# compare_all.sh's program: every program of programs/ under both tracers, with each set of options, against strace's own
# yardstick. Not the comparison of one command of your own; that is compare.sh.
# Hard part: what strace reaches against itself is a measurement too, so programs with threads are run several times.

import argparse
import os
import shutil
import sys
import tempfile

from comparison import program, report
from comparison.measure import measure
from comparison.run import Failure, Options

OPTION_SETS = (('-f',), ('-f', '-y'), ('-f', '-v', '-s', '200'))
ENOUGH = 0.99      # of what strace reaches against itself
SKIPPED = 77


def parse(words):
    parser = argparse.ArgumentParser(prog='compare_all.sh', description='Compares whytrace with strace over many programs.')
    parser.add_argument('--runs', type=int, help='trace so many times with each tracer (what the program says, or 2)')
    parser.add_argument('--exact-addresses', action='store_true',
                        help='switch address randomisation off, and compare addresses too')
    parser.add_argument('--show', type=int, default=0, metavar='N', help='show N kinds of differing lines of each')
    parser.add_argument('--differences', metavar='FILE', help='write all kinds of differing lines, of all programs together')
    parser.add_argument('programs', nargs='*', metavar='PROGRAM', help=' '.join(program.names()) + ' (all)')
    arguments = parser.parse_args(words)
    unknown = set(arguments.programs) - set(program.names())
    if unknown:
        parser.error(f'no program {", ".join(sorted(unknown))}')
    return arguments


class Judge:
    """Runs, prints and remembers; one line for a program and a set of options."""

    def __init__(self, arguments):
        self.arguments = arguments
        self.strace = [os.environ.get('STRACE', 'strace')]
        self.whytrace = [os.environ['WHYTRACE']]
        self.failed = []
        self.skipped = []
        self.found = []

    def take(self, name, folder):
        traced = program.Program(name, folder)
        missing = traced.missing()
        if missing:
            print(f'{name:<18} SKIPPED: this machine has no {", ".join(missing)}', flush=True)
            self.skipped.append(name)
            return
        try:
            for words in OPTION_SETS:
                self._compare(traced, Options(words), self.arguments.runs or traced.runs())
        except Failure as failure:
            print(f'{name:<18} FAILED: {failure}', flush=True)
            self.failed.append(name)
        finally:
            traced.close()

    @staticmethod
    def _too_few(result):
        return result.whytrace < ENOUGH * result.strace or result.whytrace_shape < ENOUGH * result.strace_shape

    @staticmethod
    def _always_too_few(result):
        return result.best < ENOUGH * result.strace or result.best_shape < ENOUGH * result.strace_shape

    def _compare(self, traced, options, runs):
        straces, whytraces = [], []

        def more():
            for _ in range(runs):
                straces.append(traced.trace(self.strace, options, self.arguments.exact_addresses))
                whytraces.append(traced.trace(self.whytrace, options, self.arguments.exact_addresses))
            return measure(straces, whytraces)

        result = more()
        # What is near the limit is measured again: threads and clocks have their part in it. Still too few, the most alike pair
        # of runs decides: a wrong text is in each of them, and an order of threads that only one tracer's timing makes is not.
        for _ in range(2):
            if not self._too_few(result):
                break
            result = more()
        self.found.extend(result.differences)
        verdict = ''
        if self._too_few(result):
            verdict += f'  TOO FEW (best pair {result.best:.2f} {result.best_shape:.2f})'
        if len(result.statuses) > 1:
            verdict += f'  EXIT STATUSES {result.statuses}'
        if self._always_too_few(result) or len(result.statuses) > 1:
            self.failed.append(traced.name)
        print(f'{traced.name:<18} {" ".join(options.words):<13} {result.lines:>6}  {result.strace:6.2f} {result.whytrace:6.2f}  '
              f'{result.strace_shape:6.2f} {result.whytrace_shape:6.2f}{verdict}', flush=True)
        for line in report.show(report.grouped(result.differences), self.arguments.show) if self.arguments.show else ():
            print('    ' + line)


def main(words):
    arguments = parse(words)
    judge = Judge(arguments)
    # One CPU for all: which of several threads comes first is then less of a matter of chance.
    os.sched_setaffinity(0, [max(os.sched_getaffinity(0))])
    folder = tempfile.mkdtemp(prefix='compare.')
    os.chmod(folder, 0o755)   # nginx's worker is another user
    try:
        print('per cent of equal lines, strace against strace and against whytrace; then with all longer numbers taken as one')
        print(f'{"program":<18} {"options":<13} {"lines":>6}  strace  whytr  strace  whytr')
        for name in arguments.programs or program.names():
            judge.take(name, folder)
    finally:
        shutil.rmtree(folder)
    if arguments.differences:
        with open(arguments.differences, 'w', encoding='utf-8', errors='surrogateescape') as file:
            file.writelines(line + '\n' for line in report.show(report.grouped(judge.found), 10_000))
    if judge.failed:
        print(f'failed: {", ".join(dict.fromkeys(judge.failed))}')
        return 1
    return SKIPPED if judge.skipped else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
