#!/usr/bin/env python3
# compare_logs.py COMPARISON FOLDER OPTIONS NEWER: whether the logs that trace_thrice.sh left in FOLDER are equal: not more than 1 %
# of the lines differ beyond what differs between two runs of strace, or NEWER lines, whose names this strace is too old for; and the
# exit status is the same.
# Not the comparison: that is tests/bench/comparison. Hard part: a line with a number that changes from run to run (an inode,
# random bytes) is excused if it is otherwise the same; what a process has used (getrusage(2)) is no number to compare.

import os
import re
import sys

LOGS = ('strace.0', 'strace.1', 'whytrace.0')
ALLOWED = 0.01
USED = re.compile(r'(ru_n(?:iv|v)csw=|ru_maxrss=|ru_[us]time=)(?:\d+|\{[^}]*\})')


def readings(folder, name):
    """Wall clock and uptime at the beginning and at the end of a run."""
    with open(os.path.join(folder, name + '.when'), encoding='ascii') as file:
        return [tuple(float(word) for word in line.split()) for line in file]


def clock_window(folder):
    """From the start of the machine, which made its devices and files then, to the end of the last run."""
    from comparison.normalise import Window
    (wall, uptime), (wall_end, uptime_end) = readings(folder, LOGS[0])[0], readings(folder, LOGS[-1])[1]
    return Window((wall - uptime, wall_end), (uptime, uptime_end))


def status(path):
    with open(path, encoding='ascii') as file:
        return int(file.read())


def load(folder, name, options):
    from comparison import trace_log
    from comparison.match import Run
    from comparison.normalise import Normaliser
    path = os.path.join(folder, name)
    log = trace_log.read(path, options.has('f', '--follow-forks'), options.column())
    for task in log.tasks:
        task.lines = [USED.sub(r'\1USED', line) for line in task.lines]
    return Run(log, Normaliser(clock_window(folder), frozenset([*log.by_pid, *log.unseen])), {})


def excused(difference):
    return difference.own and difference.key[1] != 'changed'


def main(comparison, folder, words, newer):
    sys.path.insert(0, os.path.dirname(comparison))
    from comparison import report
    from comparison.match import compare
    from comparison.run import Options
    skipped = os.path.join(os.path.dirname(os.path.dirname(folder)), 'skipped')
    if os.path.exists(skipped):
        with open(skipped, encoding='utf-8') as file:
            print('skipped:', file.read().strip())
        return 77
    options = Options(tuple(words.split()))
    first, second, ours = (load(folder, name, options) for name in LOGS)
    yardstick, result = compare(first, second), compare(first, ours)
    found = [one for one in report.differences(result, first, ours, report.noisy_places([yardstick])) if not excused(one)]
    for line in report.show(report.grouped(found), 30):
        print(line)
    print(f'{result.left_lines} lines, {len(found)} differ; strace and strace: {yardstick.percentage:.2f} %, '
          f'strace and whytrace: {result.percentage:.2f} %')
    statuses = [status(os.path.join(folder, name + '.status')) for name in LOGS]
    print('exit statuses:', *statuses)
    return 0 if len(found) <= max(ALLOWED * result.left_lines, int(newer)) and len(set(statuses)) == 1 else 1


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
