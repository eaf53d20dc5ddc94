# The longest common subsequence of two long lists of lines, exact, with the alignment.
# Not a diff with heuristics: the comparison's percentage must not depend on luck.
# Hard part: 100,000 lines a side. One row of the table is one big integer (Hyyro's bit-parallel recurrence), so a row costs
# a few machine words per 60 lines; where the rows would not fit in memory, Hirschberg's division halves the problem.

from itertools import accumulate

ROWS_IN_MEMORY = 64 * 1024 * 1024  # bytes


def align(left, right):
    """Pairs (i, j), ascending, of a longest common subsequence of two sequences of hashable items."""
    ids = {}
    a = [ids.setdefault(item, len(ids)) for item in left]
    b = [ids.setdefault(item, len(ids)) for item in right]
    pairs = []
    _align(a, 0, b, 0, pairs)
    return pairs


def _align(a, a_at, b, b_at, pairs):
    start = 0
    shorter = min(len(a), len(b))
    while start < shorter and a[start] == b[start]:
        pairs.append((a_at + start, b_at + start))
        start += 1
    end = 0
    while end < shorter - start and a[-1 - end] == b[-1 - end]:
        end += 1
    tail = [(a_at + len(a) - k, b_at + len(b) - k) for k in range(end, 0, -1)]
    _align_middle(a[start:len(a) - end], a_at + start, b[start:len(b) - end], b_at + start, pairs)
    pairs.extend(tail)


def _align_middle(a, a_at, b, b_at, pairs):
    common = set(a) & set(b)
    if not common:
        return
    if len(common) < len(set(a) | set(b)):
        # Lines that one side alone has cannot be part of it: without them the table is smaller.
        a_places = [i for i, item in enumerate(a) if item in common]
        b_places = [j for j, item in enumerate(b) if item in common]
        found = []
        _align([a[i] for i in a_places], 0, [b[j] for j in b_places], 0, found)
        pairs.extend((a_at + a_places[i], b_at + b_places[j]) for i, j in found)
        return
    if len(a) * len(b) // 8 <= ROWS_IN_MEMORY:
        _walk_back(a, a_at, b, b_at, pairs)
        return
    half = len(b) // 2
    before = _lengths(_last_row(a, b[:half]), len(a))
    after = _lengths(_last_row(a[::-1], b[half:][::-1]), len(a))
    split = max(range(len(a) + 1), key=lambda i: before[i] + after[len(a) - i])
    _align(a[:split], a_at, b[:half], b_at, pairs)
    _align(a[split:], a_at + split, b[half:], b_at + half, pairs)


def _places(a):
    """For each item the integer that has a bit for each of its places."""
    places = {}
    for i, item in enumerate(a):
        places.setdefault(item, []).append(i)
    return {item: _bits(where, len(a)) for item, where in places.items()}


def _bits(where, size):
    if len(where) < 64:
        return sum(1 << i for i in where)
    bits = bytearray(size // 8 + 1)
    for i in where:
        bits[i >> 3] |= 1 << (i & 7)
    return int.from_bytes(bits, 'little')


def _rows(a, b):
    """After each item of b: a bit i is 0 where a[:i + 1] has one common item more than a[:i]."""
    places = _places(a)
    mask = (1 << len(a)) - 1
    row = mask
    for item in b:
        hits = row & places.get(item, 0)
        row = ((row + hits) | (row - hits)) & mask
        yield row


def _last_row(a, b):
    row = (1 << len(a)) - 1
    for row in _rows(a, b):
        pass
    return row


def _lengths(row, size):
    """The length of the common subsequence with a[:i], for i from 0 to size."""
    zeros = (1 if digit == '0' else 0 for digit in reversed(f'{row:0{size}b}'))
    return [0, *accumulate(zeros)] if size else [0]


def _walk_back(a, a_at, b, b_at, pairs):
    size = len(a) // 8 + 1
    rows = [row.to_bytes(size, 'little') for row in _rows(a, b)]
    found = []
    i, j = len(a), len(b)
    while i and j:
        if a[i - 1] == b[j - 1]:
            i, j = i - 1, j - 1
            found.append((a_at + i, b_at + j))
        elif rows[j - 1][(i - 1) >> 3] >> ((i - 1) & 7) & 1:
            i -= 1
        else:
            j -= 1
    pairs.extend(reversed(found))
