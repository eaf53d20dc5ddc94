# What differs between two compared runs, in words: grouped by call and by the part of the line that is not equal.
# Not a judgement; the percentages are that.
# Hard part: telling a difference that the tracer makes from one that two runs of strace have as well.

import re
from dataclasses import dataclass

CALL = re.compile(r'(\w+)\(')
SIGNAL = re.compile(r'(--- \w+(?: by)?|\+\+\+ \w+)')
STRING = re.compile(r'"(?:[^"\\]|\\.)*"(?:\.\.\.)?')
NUMBER = re.compile(r'\d+')
TOKEN = re.compile(r'\w+|[^\w\s]+\s*|\s+')


@dataclass
class Difference:
    left: str            # the raw line, or ''
    right: str
    own: bool            # strace has it against itself too
    key: tuple = ()


@dataclass
class Group:
    own: bool
    count: int = 0
    example: Difference | None = None


def differences(comparison, left, right, noisy):
    """All lines without a partner; noisy: per id of a left task, the places that differ between two runs of strace too."""
    for task in comparison.tasks:
        noise = noisy.get(id(task.left), frozenset())
        for i_range, j_range in _gaps(task):
            a = [(task.left.lines[i], i in noise) for i in i_range]
            b = [task.right.lines[j] for j in j_range]
            yield from _pair_up(a, b, left.normaliser, right.normaliser)


def noisy_places(comparisons):
    """For each task of a run of strace: the places without a partner in another run of strace."""
    noise = {}
    for comparison in comparisons:
        for task in comparison.tasks:
            if task.left:
                places = set(range(len(task.left.lines))) - {i for i, _ in task.pairs}
                noise.setdefault(id(task.left), set()).update(places)
    return noise


def grouped(found):
    groups = {}
    for difference in found:
        group = groups.setdefault((*difference.key, difference.own), Group(own=difference.own))
        group.count += 1
        group.example = group.example or difference
    return sorted(groups.items(), key=lambda item: -item[1].count)


def show(groups, limit):
    """Lines of text: the most frequent first, those that strace has against itself at the end."""
    real = [item for item in groups if not item[1].own]
    rest = [item for item in groups if item[1].own]
    for title, some in (('differing lines', real), ('differing lines where two runs of strace differ too', rest)):
        if some:
            yield f'{title}: {sum(group.count for _, group in some)}'
        for (call, kind, _), group in some[:limit]:
            yield f'  {group.count} x {call}: {kind}'
            example = group.example
            if example.left:
                yield f'    - {example.left}'
            if example.right:
                yield f'    + {example.right}'
        if len(some) > limit:
            yield f'  and {len(some) - limit} more kinds'


def _gaps(task):
    left_count = len(task.left.lines) if task.left else 0
    right_count = len(task.right.lines) if task.right else 0
    i = j = 0
    for next_i, next_j in [*task.pairs, (left_count, right_count)]:
        if next_i > i or next_j > j:
            yield range(i, next_i), range(j, next_j)
        i, j = next_i + 1, next_j + 1


def _pair_up(a, b, left_form, right_form):
    rest = list(b)
    for line, own in a:
        name = _name(line)
        partner = next((other for other in rest if _name(other) == name), None)
        if partner is not None:
            rest.remove(partner)
        yield _difference(line, partner or '', own, left_form, right_form)
    for line in rest:
        # Nothing on the left to ask: noise if the left gap held noise.
        yield _difference('', line, any(own for _, own in a), left_form, right_form)


def _difference(left, right, own, left_form, right_form):
    name = _name(left or right)
    if not right:
        return Difference(left, right, own, (name, 'missing'))
    if not left:
        return Difference(left, right, own, (name, 'added'))
    a, b = (TOKEN.findall(_rough(form(line))) for form, line in ((left_form, left), (right_form, right)))
    place = next((place for place, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    if place == len(a) == len(b):
        return Difference(left, right, own, (name, 'other numbers or strings'))
    before, there, here = (''.join(part) for part in (a[max(0, place - 2):place], a[place:place + 1], b[place:place + 1]))
    return Difference(left, right, own, (name, f'after "{before}" comes "{here}", not "{there}"'))


def _name(line):
    found = CALL.match(line) or SIGNAL.match(line)
    return found[1] if found else line.partition(' ')[0]


def _rough(line):
    return NUMBER.sub('N', STRING.sub('"S"', line))
