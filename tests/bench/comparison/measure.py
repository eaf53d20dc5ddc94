# How alike the two tracers' output of one command is, measured by how alike strace's own runs are.
# Not the reading or aligning of logs.
# Hard part: chance. What strace reaches against itself is a mean over all pairs of its runs, and what whytrace reaches is one
# over all pairs of a run of each, so that no single unlucky run decides.

import re
from dataclasses import dataclass, field
from itertools import combinations

from . import report
from .match import compare

STRING = re.compile(r'("(?:[^"\\]|\\.)*")')
LONG_NUMBER = re.compile(r'\d{3,}')


@dataclass
class Measured:
    lines: int             # of strace's first run
    strace: float          # per cent equal, strace against strace
    whytrace: float        # per cent equal, strace against whytrace
    strace_shape: float    # the same with all numbers of three and more digits alike, outside of strings: what inode numbers
    whytrace_shape: float  # and ports make differ in any two runs is compared in all its other parts
    best: float            # the most alike pair of strace and whytrace
    best_shape: float
    statuses: list         # exit statuses, each one once
    differences: list = field(default_factory=list)


def measure(straces, whytraces):
    """Both are lists of traced runs, at least two of strace and one of whytrace."""
    pairs = [compare(a.run, b.run) for a, b in combinations(straces, 2)]
    mixed = [[compare(a.run, b.run) for b in whytraces] for a in straces]
    shapes = [compare(a.run, b.run, shape) for a, b in combinations(straces, 2)]
    mixed_shapes = [compare(a.run, b.run, shape) for a in straces for b in whytraces]
    first = straces[0].run
    noise = report.noisy_places(pairs[:len(straces) - 1])   # those of the first run
    found = [one for ours, comparison in zip(whytraces, mixed[0])
             for one in report.differences(comparison, first, ours.run, noise)]
    return Measured(pairs[0].left_lines, _mean(pairs), _mean(sum(mixed, [])), _mean(shapes), _mean(mixed_shapes),
                    _best(sum(mixed, [])), _best(mixed_shapes),
                    sorted({run.status for run in [*straces, *whytraces]}), found)


def shape(line):
    if not any(digit in line for digit in '0123456789'):
        return line
    parts = STRING.split(line)
    return ''.join(part if place % 2 else LONG_NUMBER.sub('NUMBER', part) for place, part in enumerate(parts))


def _mean(comparisons):
    return sum(one.percentage for one in comparisons) / len(comparisons)


def _best(comparisons):
    return max(one.percentage for one in comparisons)
