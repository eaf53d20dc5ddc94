# The differences between strace 6.1's text and ours that are meant, each with its reason.
# Not a filter: lines that these rules explain still count as different; what they do not explain fails the test.
# Hard part: a rule must explain one thing only, so it names both texts, and all other parts of the two lines have to be equal.

import re

from . import known_calls

NEWER = 'a name of a newer kernel than strace 6.1 knows'
RAW = '-X: strace leaves or takes this name by the way it makes its text, we by what the value is'

# (why, what strace 6.1 writes, what we write). Both are regular expressions.
RULES = (
    (NEWER, r'STATX_DIOALIGN\|0xffffc000',
     r'STATX_DIOALIGN\|STATX_MNT_ID_UNIQUE\|STATX_SUBVOL\|STATX_WRITE_ATOMIC\|0xfffe0000'),
    (NEWER, r'0x40b /\* F_\?\?\? \*/, 0x20000000', r'F_GET_RW_HINT, \[RWH_WRITE_LIFE_MEDIUM\]'),
    (NEWER, r'0x40c /\* F_\?\?\? \*/, 0x20000000', r'F_SET_RW_HINT, \[RWH_WRITE_LIFE_MEDIUM\]'),
    (NEWER, r'0x40b, 0x20000000', r'0x40b, \[0x3\]'),
    (NEWER, r'0x40c, 0x20000000', r'0x40c, \[0x3\]'),
    (NEWER, r'0x40b /\* F_\?\?\? \*/, 0x20000000', r'0x40b /\* F_GET_RW_HINT \*/, \[0x3 /\* RWH_WRITE_LIFE_MEDIUM \*/\]'),
    (NEWER, r'0x40c /\* F_\?\?\? \*/, 0x20000000', r'0x40c /\* F_SET_RW_HINT \*/, \[0x3 /\* RWH_WRITE_LIFE_MEDIUM \*/\]'),
    (NEWER, r'MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ\|0x200',
     r'MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ\|MEMBARRIER_CMD_GET_REGISTRATIONS'),
    (NEWER, r'MSG_ZEROCOPY\|MSG_FASTOPEN\|MSG_CMSG_CLOEXEC\|MSG_CMSG_COMPAT\|0x1a000000',
     r'MSG_ZEROCOPY\|MSG_SOCK_DEVMEM\|MSG_FASTOPEN\|MSG_CMSG_CLOEXEC\|MSG_CMSG_COMPAT\|0x18000000'),
    (NEWER, r'FUTEX_PRIVATE_FLAG\|0x368', r'FUTEX2_SIZE_U8\|FUTEX2_MPOL\|FUTEX2_PRIVATE\|0x360'),
    (NEWER, r', \.\.\.\}, 24', r', handled_access_net=LANDLOCK_ACCESS_NET_BIND_TCP, scoped=LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET\}, 24'),
    (NEWER, r', \.\.\.\}, 24', r', handled_access_net=0x1, scoped=0x1\}, 24'),
    (NEWER, r', \.\.\.\}, 24',
     r', handled_access_net=0x1 /\* LANDLOCK_ACCESS_NET_BIND_TCP \*/, scoped=0x1 /\* LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET \*/\}, 24'),
    ('the unknown rest of flags stands at their end', r'MAP_FIXED_NOREPLACE\|0x3e00680\|63<<MAP_HUGE_SHIFT',
     r'MAP_FIXED_NOREPLACE\|63<<MAP_HUGE_SHIFT\|0x3e00680'),
    ('flags that have a name for zero and no flag set: strace leaves a bar with nothing behind it', r'(\w)\|(?=[,}])', r'(?<=\w)(?=[,}])'),
    ('no flag set: strace writes nothing at all', r'c_lflag=(?=,)', r'c_lflag=0(?=,)'),
    ('no flag set: strace writes nothing at all', r'", , ', r'", 0, '),
    ('-xx is about strings, and this is none', r'inet_addr\("(?:\\x[0-9a-f]{2})+"\)', r'inet_addr\("[\d.]+"\)'),
    (RAW, r'sin6_addr="(?:\\x[0-9a-f]{2}){16}"(?: /\* inet_pton\(AF_INET6, "::1"\) \*/)?', r'inet_pton\(AF_INET6, "::1", &sin6_addr\)'),
    (RAW, r'htons\(0x3\)', r'"\\x00\\x03"'),
    (RAW, r'htons\(0x3 /\* ETH_P_ALL \*/\)', r'"\\x00\\x03" /\* htons\(ETH_P_ALL\) \*/'),
    (RAW, r'0 /\* PER_LINUX \*/\|0x40000 /\* ADDR_NO_RANDOMIZE \*/', r'0x40000 /\* PER_LINUX\|ADDR_NO_RANDOMIZE \*/'),
    (RAW, r'\(0\|0x40000\)', r'\(0x40000\)'),
    (RAW, r'\(flags O_RDWR', r'\(flags 0x[0-9a-f]+ /\* O_RDWR'),
    (RAW, r'\(flags O_[A-Z_|]+\)', r'\(flags 0x[0-9a-f]+(?: /\* O_[A-Z_|]+ \*/)?\)'),
    (RAW, r'IOPRIO_PRIO_VALUE\(0 /\* IOPRIO_CLASS_NONE \*/, 0\)', r'IOPRIO_PRIO_VALUE\(IOPRIO_CLASS_NONE, 0\)'),
    (RAW, r' = 0$', r' = 0 \(IOPRIO_PRIO_VALUE\(IOPRIO_CLASS_NONE, 0\)\)$'),
    (RAW, r'16388 /\* IOPRIO_PRIO_VALUE\(0x2 /\* IOPRIO_CLASS_BE \*/, 4\) \*/', r'0x4004 /\* IOPRIO_PRIO_VALUE\(IOPRIO_CLASS_BE, 4\) \*/'),
    (RAW, r'16388', r'0x4004'),
    (RAW, r'flags=17(?= |\))', r'flags=0x11(?= |\))'),
    (RAW, r'\{tv_sec=0, tv_nsec=1073741823\}', r'0x3fffffff'),
    (RAW, r'\{tv_sec=2147483647, tv_nsec=1073741822\}', r'0x3ffffffe'),
    (RAW, r'(?<= )0([0-7]{3})(?=\))', r'0x[0-9a-f]+(?: /\* 0([0-7]{3}) \*/)?(?=\))'),
    (RAW, r'0x2<<28 /\* FUTEX_OP_\?\?\? \*/\|0xa<<12\|0x1<<24 /\* FUTEX_OP_CMP_\?\?\? \*/\|0xb', r'0x2100a00b'),
    (RAW, r'0x2 /\* FUTEX_OP_OR \*/<<28\|0xa<<12\|0x1 /\* FUTEX_OP_CMP_NE \*/<<24\|0xb',
     r'0x2100a00b /\* FUTEX_OP_OR<<28\|0xa<<12\|FUTEX_OP_CMP_NE<<24\|0xb \*/'),
    (RAW, r'-1(?= /\* PR_SET_PTRACER_ANY|\) = )', r'0xffffffffffffffff(?= /\* PR_SET_PTRACER_ANY|\) = )'),
    ('-X: capabilities are one set of 64 bits, and not two of 32', r'=0xfeffffff(?: /\* 1<<CAP_CHOWN[^*]*\*/)?\|0x1ff(?: /\*[^*]*\*/)?',
     r'=0x1fffeffffff(?: /\* 1<<CAP_CHOWN[^*]*\*/)?'),
)

_COMPILED = [(re.compile(theirs), re.compile(ours)) for _, theirs, ours in RULES + known_calls.RULES]

# With -X, strace shows a field that is a part of an argument as a number of its own ("0x1|0x80000"); we show the argument's
# number, as the program passed it. The parts of strace's line must make up the number of ours.
_PART = r'(?:0x[0-9a-f]+|0[0-7]*|[1-9]\d*)(?: /\* [^*]*\*/)?'
_PARTS = re.compile(rf'(?<![\w|<]){_PART}(?:\|{_PART})+\|?(?=[,)}}])')
_PIECE = re.compile(r'(0x[0-9a-f]+|\d+)(?: /\* ([^*]*) \*/)?')


def joined(line):
    """The line with such parts as one number and one comment."""
    def whole(found):
        pieces = _PIECE.findall(found[0])
        number = 0
        for text, _ in pieces:
            number |= int(text, 8 if re.fullmatch(r'0[0-7]+', text) else 0)
        names = '|'.join(comment or text for text, comment in pieces if comment or text != '0')
        comment = f' /* {names} */' if '/*' in found[0] else ''
        return (hex(number) if number else '0') + comment
    return _PARTS.sub(whole, line)


def explains(theirs, ours):
    """Whether both lines are the same where no rule speaks."""
    for form in (lambda line: line, joined):
        left, right = form(theirs), ours
        for place, (strace, whytrace) in enumerate(_COMPILED):
            if strace.search(left) and whytrace.search(right):
                left, right = strace.sub(f'<{place}>', left), whytrace.sub(f'<{place}>', right)
        if left == right:
            return True
    return False
