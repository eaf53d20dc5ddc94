# Which task of one run is which of the other, and how many of their lines are equal.
# Not a comparison of the order between tasks: that is the scheduler's, and differs between any two runs.
# Hard part: children that a parent creates in another order, and threads that share out the work differently; what stays
# unmatched counts as different, nothing is dropped.

from collections import Counter
from dataclasses import dataclass

from . import lcs
from .normalise import name_pids


@dataclass
class Run:
    """One traced run: its log, its normalised lines by task, and the ids that are not tasks."""
    log: object
    normaliser: object
    outside: dict        # pid -> name, for the tracer

    def shapes(self, task):
        return [name_pids(self.normaliser(line), None) for line in task.lines]


@dataclass
class TaskPair:
    left: object         # a Task, or None
    right: object
    pairs: list          # (i, j): equal lines


@dataclass
class Comparison:
    tasks: list          # TaskPair
    equal: int
    left_lines: int
    right_lines: int

    @property
    def percentage(self):
        """Equal lines of all lines of the longer log."""
        longer = max(self.left_lines, self.right_lines)
        return 100.0 * self.equal / longer if longer else 100.0


def compare(left, right, form=lambda line: line):
    """form: what is compared of a normalised line."""
    tasks = _match_tasks(left, right)
    left_names, right_names = _names(left, right, tasks)
    result = []
    for a, b in tasks:
        pairs = []
        if a and b:
            pairs = lcs.align([form(name_pids(left.normaliser(line), left_names)) for line in a.lines],
                              [form(name_pids(right.normaliser(line), right_names)) for line in b.lines])
        result.append(TaskPair(a, b, pairs))
    return Comparison(result, sum(len(task.pairs) for task in result), sum(len(task.lines) for task in left.log.tasks),
                      sum(len(task.lines) for task in right.log.tasks))


def _match_tasks(left, right):
    shapes = {id(task): Counter(run.shapes(task)) for run in (left, right) for task in run.log.tasks}
    matched = []
    waiting = [(left.log.root, right.log.root)]
    while waiting:
        a, b = waiting.pop(0)
        matched.append((a, b))
        waiting.extend(_match_children(a.children if a else [], b.children if b else [], shapes))
    return matched


def _match_children(left, right, shapes):
    """Pairs of children: the same ones first, then what is most alike; an even score goes to the order of creation."""
    pairs = []
    left, right = list(left), list(right)
    for a in list(left):
        same = next((b for b in right if shapes[id(b)] == shapes[id(a)]), None)
        if same:
            left.remove(a)
            right.remove(same)
            pairs.append((a, same))
    scores = sorted(((-_likeness(shapes[id(a)], shapes[id(b)]), abs(i - j), i, j)
                     for i, a in enumerate(left) for j, b in enumerate(right)))
    taken_left, taken_right = set(), set()
    for _, _, i, j in scores:
        if i not in taken_left and j not in taken_right:
            taken_left.add(i)
            taken_right.add(j)
            pairs.append((left[i], right[j]))
    pairs.extend((a, None) for i, a in enumerate(left) if i not in taken_left)
    pairs.extend((None, b) for j, b in enumerate(right) if j not in taken_right)
    return pairs


def _likeness(a, b):
    return sum((a & b).values()) / max(1, a.total(), b.total())


def _names(left, right, tasks):
    """pid -> name in each run, the same name for the two tasks of a pair."""
    names = dict(left.outside), dict(right.outside)
    places = {id(task): place for place, pair in enumerate(tasks) for task in pair if task}
    for run, known in zip((left, right), names):
        known.update((pid, f'TASK{places[id(task)]}') for pid, task in run.log.by_pid.items())
        known.update((pid, f'CHILD{rank}') for pid, rank in run.log.unseen.items())
    return names
