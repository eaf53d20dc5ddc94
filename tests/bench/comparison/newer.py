# What strace 6.1 cannot say, since it does not know the call, the command, the name or the structure: we say more there, and nothing else differs.
# Not for notations that differ where both know: those are single rules (known.py).
# Hard part: the lines are compared piece by piece, so that one piece that is newer explains no other that is wrong.

import ast
import re

NEWER = 'strace 6.1 does not know the call, the command or the name'
MORE = 'strace 6.1 shows a number or bytes where we show what they stand for'

_UNKNOWN_CALL = re.compile(r'^syscall_0x[0-9a-f]+\(')
_UNKNOWN = re.compile(r'(?:0x[0-9a-f]+|-?\d+) /\* [A-Z_0-9]*\?\?\? \*/')
_NAME = re.compile(r'^[A-Z_][A-Za-z0-9_]*(?:\([A-Z_0-9a-z]+\))?(?: or [A-Z_0-9]+)*$')
_NUMBER = re.compile(r'^(?:0x[0-9a-f]+|\d+|-1|NULL)$')
# With -X verbose: a number, and what it stands for behind it.
_VERBOSE = re.compile(r'^(?:0x[0-9a-f]+|-?\d+) /\* (.*) \*/$')
_VERBOSE_NUMBER = re.compile(r'^(0x[0-9a-f]+) /\* .* \*/$')
_LED_BY = re.compile(r'^(0x[0-9a-f]+)(?: /\* .* \*/)?$')
_BYTES = re.compile(r'^"(?:\\x[0-9a-f]{2})+"(?:\.\.\.)?$')
# Where strace does not know what an ioctl's argument is, it writes 0 for no pointer.
_NO_POINTER = re.compile(r'^(ioctl\(.*), (0|NULL)(\) += .*)$')
# Commands choose what the other arguments are: where one is unknown to strace, they cannot be compared.
_COMMAND = re.compile(r'^(?:bpf|prctl|arch_prctl|ptrace|io_uring_register|ioctl|keyctl|fcntl|semctl|shmctl|msgctl|membarrier|futex|[gs]etsockopt)\(')


def arguments(text):
    """The pieces between the commas of the outermost level."""
    pieces, depth, quoted, start = [], 0, False, 0
    place = 0
    while place < len(text):
        c = text[place]
        if quoted:
            place += c == '\\'
            quoted = c != '"'
        elif c == '"':
            quoted = True
        elif text.startswith('/*', place):
            place = text.find('*/', place) + 1
        elif c in '([{':
            depth += 1
        elif c in ')]}':
            depth -= 1
        elif c == ',' and depth == 0:
            pieces.append(text[start:place].strip())
            start = place + 1
        place += 1
    pieces.append(text[start:].strip())
    return pieces


def split(line):
    """Name, arguments, and what follows them."""
    found = re.match(r'(\w+)\((.*)\) += (.*)$', line, re.S)
    return (found[1], arguments(found[2]), found[3]) if found else None


def plain(text):
    """Without the number in front of a name; what has no name keeps it."""
    found = _VERBOSE.match(text)
    return found[1] if found and not found[1].endswith('???') else text


def names(text):
    """A sum of flags: the names in it, and the number that is left."""
    parts = re.sub(r' /\* \w*\?\?\?\w* \*/', '', text).split('|')
    left = 0
    found = []
    for part in parts:
        if re.fullmatch(r'0x[0-9a-f]+|\d+', part):
            left |= int(part, 8 if re.fullmatch(r'0[0-7]+', part) else 0)
        elif re.fullmatch(r'[A-Z_]\w*(?:<<\w+)?|\d+<<\w+', part):
            found.append(part)
        else:
            return None
    return found, left


def content(quoted):
    """The bytes of a string, whichever way they are written."""
    return ast.literal_eval('b' + quoted.removesuffix('...'))


def newer_flags(theirs, ours):
    left, right = names(theirs), names(ours)
    if left is None or right is None or '(' in theirs + ours:
        return False
    more = [name for name in right[0] if name not in left[0]]
    return bool(more) and [name for name in right[0] if name in left[0]] == left[0] and right[1] & ~left[1] == 0


def reason(theirs, ours):
    """Why one piece is more than the other: '' if they are equal, None if there is no such reason."""
    if theirs == ours:
        return ''
    numbers = _LED_BY.match(theirs), _VERBOSE_NUMBER.match(ours)
    if all(numbers) and int(numbers[0][1], 0) != int(numbers[1][1], 0):
        return None
    theirs, ours = plain(theirs), plain(ours)
    if _UNKNOWN.fullmatch(theirs) and _NAME.match(ours):
        return NEWER
    if newer_flags(theirs, ours):
        return NEWER
    if _NUMBER.match(theirs) and ours[:1] in ('{', '[', '"') or _BYTES.match(theirs) and not ours.startswith('"'):
        return MORE
    if _BYTES.match(theirs) and ours.startswith('"') and content(theirs) == content(ours):
        return MORE
    for opening, closing in ('{}', '[]'):
        if theirs[:1] == ours[:1] == opening and theirs[-1:] == ours[-1:] == closing:
            return fields(theirs[1:-1], ours[1:-1])
    left, right = theirs.partition('='), ours.partition('=')
    if left[0] == right[0] == 'cmsg_type' and _NUMBER.match(left[2]):
        return MORE
    if left[1] and left[0] == right[0] and re.fullmatch(r'\w+', left[0]):
        return reason(left[2], right[2])
    return None


def fields(theirs, ours):
    """A structure's or array's fields: some of ours may be new, or stand for the three points of strace."""
    left, right = arguments(theirs), arguments(ours)
    why = ''
    while left or right:
        if left and right:
            one = reason(left[0], right[0])
            if one is not None:
                why = one or why
                left, right = left[1:], right[1:]
                continue
        if len(left) == 1 and left[0].startswith('sa_data="'):
            return MORE
        if left == ['...'] or len(left) == 1 and left[0].startswith('extra_data='):
            return NEWER if right else why
        if not right or not re.match(r'\w+=', right[0]):
            return None
        why, right = NEWER, right[1:]
    return why


def same_result(theirs, ours):
    """What a descriptor is, strace says only of calls that it knows."""
    left, right = theirs.partition(' '), ours.partition(' ')
    if left[2] and not right[2]:   # a note that we have not got
        return False
    return re.sub(r'^(\d+)<[^<>]*>$', r'\1', ours) == theirs or reason(left[0], right[0]) is not None


def explains(theirs, ours):
    """The reason, or None."""
    left, right = _NO_POINTER.match(theirs), _NO_POINTER.match(ours)
    if left and right and left[2] == '0' and right[2] == 'NULL' and left[1] + left[3] == right[1] + right[3]:
        return MORE
    left, right = split(theirs), split(ours)
    if left is None or right is None:
        return None
    if _UNKNOWN_CALL.match(theirs):
        return NEWER if not _UNKNOWN_CALL.match(ours) else None
    if left[0] != right[0] or not same_result(left[2], right[2]):
        return None
    if _COMMAND.match(theirs):
        for mine, other in zip(map(plain, left[1][:3]), map(plain, right[1][:3])):
            if (_UNKNOWN.fullmatch(mine) or mine.startswith('_IOC(')) and _NAME.match(other):
                return NEWER
    if len(left[1]) != len(right[1]):
        return None
    why = ''
    for mine, other in zip(left[1], right[1]):
        one = reason(mine, other)
        if one is None:
            return None
        why = one or why
    return why or NEWER
