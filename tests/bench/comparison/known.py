# The differences between strace 6.1's text and ours that are meant, each with its reason.
# Not a filter: lines that these rules explain still count as different; what they do not explain fails the test.
# Hard part: a rule must explain one thing only, so it names both texts, and all other parts of the two lines have to be equal.

import re

from . import known_calls, known_raw, newer

NEWER = newer.NEWER
MORE = newer.MORE
RAW = known_raw.RAW

# (why, what strace 6.1 writes, what we write). Both are regular expressions.
RULES = (
    (NEWER, r'STATX_DIOALIGN\|0xffffc000',
     r'STATX_DIOALIGN\|STATX_MNT_ID_UNIQUE\|STATX_SUBVOL\|STATX_WRITE_ATOMIC\|STATX_DIO_READ_ALIGN\|0xfffc0000'),
    (NEWER, r'0x40b /\* F_\?\?\? \*/, 0x20000000', r'F_GET_RW_HINT, \[RWH_WRITE_LIFE_MEDIUM\]'),
    (NEWER, r'0x40c /\* F_\?\?\? \*/, 0x20000000', r'F_SET_RW_HINT, \[RWH_WRITE_LIFE_MEDIUM\]'),
    (NEWER, r'0x40b, 0x20000000', r'0x40b, \[0x3\]'),
    (NEWER, r'0x40c, 0x20000000', r'0x40c, \[0x3\]'),
    (NEWER, r'0x40b /\* F_\?\?\? \*/, 0x20000000', r'0x40b /\* F_GET_RW_HINT \*/, \[0x3 /\* RWH_WRITE_LIFE_MEDIUM \*/\]'),
    (NEWER, r'0x40c /\* F_\?\?\? \*/, 0x20000000', r'0x40c /\* F_SET_RW_HINT \*/, \[0x3 /\* RWH_WRITE_LIFE_MEDIUM \*/\]'),
    (NEWER, r'MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ\|0x200',
     r'MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_RSEQ\|MEMBARRIER_CMD_GET_REGISTRATIONS'),
    (NEWER, r'MSG_ZEROCOPY\|MSG_FASTOPEN\|MSG_CMSG_CLOEXEC\|MSG_CMSG_COMPAT\|0x1bf00000',
     r'MSG_SOCK_DEVMEM\|MSG_ZEROCOPY\|MSG_FASTOPEN\|MSG_CMSG_CLOEXEC\|MSG_CMSG_COMPAT\|0x19f00000'),
    (NEWER, r'IORING_SETUP_SQE128\|0x[0-9a-f]+', r'IORING_SETUP_SQE128(?:\|IORING_SETUP_\w+)*\|0x[0-9a-f]+'),
    (NEWER, r'MOVE_MOUNT_SET_GROUP\|0xfffffe88', r'MOVE_MOUNT_SET_GROUP\|MOVE_MOUNT_BENEATH\|0xfffffc88'),
    (NEWER, r'SIOCPROTOPRIVATE', r'SIOCAX25GETUID or SIOCGETLINKNAME or SIOCGETMIFCNT_IN6'),
    (NEWER, r'SIOCDEVPRIVATE', r'SIOCGETTUNNEL'),
    (NEWER, r'_IOC\(_IOC_NONE, 0x89, 0xf5, 0\)', r'SIOCADDPRL'),
    ('the request that SIOCETHTOOL points to', r'SIOCETHTOOL, 0x20000000', r'SIOCETHTOOL, \{ifr_name="lo", ifr_data=NULL\}'),
    (NEWER, r'0x8 /\* FSCONFIG_\?\?\? \*/', r'FSCONFIG_CMD_CREATE_EXCL'),
    (NEWER, r'0x8 /\* FSCONFIG_\?\?\? \*/', r'0x8 /\* FSCONFIG_CMD_CREATE_EXCL \*/'),
    (NEWER, r'0x([12])00000 /\* MOUNT_ATTR_\?\?\? \*/', r'(?:0x[12]00000 /\* )?MOUNT_ATTR_(?:IDMAP|NOSYMFOLLOW)(?: \*/)?'),
    (NEWER, r'MOUNT_ATTR_NODIRATIME\|0xffffff40', r'MOUNT_ATTR_NODIRATIME\|MOUNT_ATTR_IDMAP\|MOUNT_ATTR_NOSYMFOLLOW\|0xffcfff40'),
    (NEWER, r'FAN_REPORT_TARGET_FID\|0xffffe000', r'FAN_REPORT_TARGET_FID\|FAN_REPORT_FD_ERROR\|FAN_REPORT_MNT\|0xffff8000'),
    (NEWER, r'FAN_DIR_MODIFY\|FAN_ONDIR\|FAN_EVENT_ON_CHILD\|FAN_RENAME\|0xffffffffa7f02000',
     r'FAN_DIR_MODIFY\|FAN_PRE_ACCESS\|FAN_MNT_ATTACH\|FAN_MNT_DETACH\|FAN_ONDIR\|FAN_EVENT_ON_CHILD\|FAN_RENAME\|0xffffffffa4e02000'),
    (NEWER, r'nla_type=0x[0-9a-f]+ /\* (IFLA|RTA|FRA|NDA|IFA|TCA)_\?\?\? \*/', r'nla_type=(IFLA|RTA|FRA|NDA|IFA|TCA)_\w+'),
    (NEWER, r'0x[0-9a-f]+ /\* (SO|IP|IPV6|TCP|PACKET|UDP|SO_VM)_\?\?\? \*/(?=, )', r'\b(?:0x[0-9a-f]+ /\* )?(SO|IP|IPV6|TCP|PACKET|UDP|IP6T)_\w+(?: \*/)?(?=, )'),
    ('MS_MGC_VAL is of Linux before 2.4', r'"tmpfs", MS_MGC_VAL(\|MS_RDONLY)?, "size=1m"', r'0x20000080, MS_MGC_VAL(\|MS_RDONLY)?, 0x200000c0'),
    ('data of a mount whose flags contradict each other', r'"size=1m"(?=\) = -1 E)', r'0x200000c0(?=\) = -1 E)'),
    ('the comment for unknown flags stands only where nothing has a name', r'0x40000000 /\* FAN_\?\?\? \*/', r'0x40000000(?=,)'),
    ('of a structure that is cut inside of a field, whole fields are shown', r'\{(l_onoff|pid|tp_packets)="\\x00"\}', r'\{\}'),
    ('a structure of one size ends there, whatever the length says', r'0x20000000(?=, 40\) = )', r'\{(?:len|mr_ifindex|tp_block_size)=[^{}]*\}(?=, 40\) = )'),
    ('arguments behind a pointer', r'mmap\((NULL, 0, PROT_NONE, MAP_FILE, 0(?:<[^>]*>)?, 0)\)', r'mmap\(\{NULL, 0, PROT_NONE, MAP_FILE, 0(?:<[^>]*>)?, 0\}\)'),
    ('two names of one number', r'FS_IOC32_GETFLAGS', r'FS_IOC32_GETFLAGS or FS_IOC_GETFLAGS'),
    ('of a generic netlink message, the header behind netlink\'s', r'"\\x03\\x01\\x00\\x00(?:\\x[0-9a-f]{2})*"', r'\{cmd=CTRL_CMD_GETFAMILY, version=1\}'),
    ('states of sockets by their bits', r'udiag_states=1<<[A-Z_0-9|<]+\|0x1', r'udiag_states=0xff'),
    ('types of netlink protocols that have their names elsewhere', r'(?:NFNL_SUBSYS_\w+<<8\|)?(?:0x[0-9a-f]+ /\* \w+_MSG_\?\?\? \*/|OSF_MSG_REMOVE)', r'0x[0-9a-f]+ /\* NLMSG_\?\?\? \*/'),
    ('the header of a netfilter message', r'\{nfgen_family=0x61 /\* AF_\?\?\? \*/, version=0x62 /\* NFNETLINK_\?\?\? \*/, res_id=htons\(25444\)\}', r'"\\x61\\x62\\x63\\x64"'),
    ('what a call that only counts has written', r'\{ifc_len=(80|64) /\* 2 \* sizeof\(struct ifreq\) \*/, ifc_buf=NULL\}\) = 0', r'\{ifc_len=400[^{]*=> (80|64) /\* 2 \* sizeof\(struct ifreq\) \*/, ifc_buf=NULL\}\) = 0'),
    (NEWER, r'FUTEX_PRIVATE_FLAG\|0x368', r'FUTEX2_SIZE_U8\|FUTEX2_MPOL\|FUTEX2_PRIVATE\|0x360'),
    (NEWER, r', \.\.\.\}, 24', r', handled_access_net=LANDLOCK_ACCESS_NET_BIND_TCP, scoped=LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET\}, 24'),
    (NEWER, r', \.\.\.\}, 24', r', handled_access_net=0x1, scoped=0x1\}, 24'),
    (NEWER, r', \.\.\.\}, 24',
     r', handled_access_net=0x1 /\* LANDLOCK_ACCESS_NET_BIND_TCP \*/, scoped=0x1 /\* LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET \*/\}, 24'),
    ('-xx is about strings, and this is none', r'inet_addr\("(?:\\x[0-9a-f]{2})+"\)', r'inet_addr\("[\d.]+"\)'),
    (RAW, r'sin6_addr="(?:\\x[0-9a-f]{2}){16}"(?: /\* inet_pton\(AF_INET6, "::1"\) \*/)?', r'inet_pton\(AF_INET6, "::1", &sin6_addr\)'),
    (RAW, r'htons\(0x3\)', r'"\\x00\\x03"'),
    (RAW, r'htons\(0x3 /\* ETH_P_ALL \*/\)', r'"\\x00\\x03" /\* htons\(ETH_P_ALL\) \*/'),
    (RAW, r'0 /\* PER_LINUX \*/\|0x40000 /\* ADDR_NO_RANDOMIZE \*/', r'0x40000 /\* PER_LINUX\|ADDR_NO_RANDOMIZE \*/'),
    (RAW, r'\(0\|0x40000\)', r'\(0x40000\)'),
    (RAW, r'77 /\* SYSLOG_ACTION_\?\?\? \*/', r'\b77\b'),
    (RAW, r'\b000\b', r'\b0(?: /\* 000 \*/)?(?=\))'),
    ('-xx is about strings, and this is none', r'inet_pton\(AF_INET6, "(?:\\x[0-9a-f]{2})+"', r'inet_pton\(AF_INET6, "[0-9a-f:]+"'),
    (RAW, r'flags=0xf{14}00 /\* CLONE_[^*]* \*/\|255', r'flags=0xf{16} /\* CLONE_[^*]* \*/'),
    ('-xx is about strings, and this is none', r'if_nametoindex\("(?:\\x[0-9a-f]{2})+"\)', r'if_nametoindex\("\w+"\)'),
    ('-xx: the NUL that a value ends in', r'(xattr\(.*"(?:\\x00)+)\\x00"\.\.\.', r'(xattr\(.*"(?:\\x00)+)"'),
    ('-xx: names and labels are cut to -s', r'"(?:\\xff){256}"', r'"(?:\\xff){32}"\.\.\.'), ('-xx: names and labels are cut to -s', r'"(?:\\x78){16}"', r'"(?:\\x78){15}"\.\.\.'),
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

# (why, what strace writes, what we write for it): of strace's line alone.
REWRITTEN = (
    ('flags without a flag: strace leaves a bar with nothing behind it', r'\|(?=[,}])', ''),
    ('flags without a flag: strace writes nothing at all', r'c_([il])flag=(?=,)', r'c_\1flag=0'),
    ('flags without a flag: strace writes nothing at all', r'", , ', '", 0, '),
    ('the length that was asked with', r'(info_len=)\d+ => (?=\d+, info=)', r'\1'),
    ('a bit by its number', r'1<<(?=BR_BOOLOPT_|_UFFDIO_)', ''),
)

# Calls that strace 6.1 shows by number.
NEWER_CALLS = ('file_getattr', 'file_setattr', 'getxattrat', 'listmount', 'listxattrat', 'removexattrat', 'setxattrat', 'statmount')

_COMPILED = [(re.compile(theirs), re.compile(ours), why) for why, theirs, ours in RULES + known_calls.RULES + known_raw.RULES]

# With -X, strace shows a field that is a part of an argument as a number of its own ("0x1|0x80000"); we show the argument's
# number, as the program passed it. The parts of strace's line must make up the number of ours.
_SHIFT = r'<<(?:0x[0-9a-f]+|\d+)(?: /\* [A-Z]+SHIFT \*/)?'
_PART = rf'(?:0x[0-9a-f]+|0[0-7]*|[1-9]\d*)(?:{_SHIFT})?(?: /\* [^*]*\*/)?(?:{_SHIFT})?'
_PARTS = re.compile(rf'(?<![\w|<]){_PART}(?:\|{_PART})+\|?(?=[,)}}])')
_PIECE = re.compile(r'(0x[0-9a-f]+|\d+)(?:<<(0x[0-9a-f]+|\d+))?(?: /\* ([^*]*) \*/)?(?:<<(0x[0-9a-f]+|\d+)(?: /\* ([A-Z]+SHIFT) \*/)?)?')


# Flags with the size of a page: strace shows the unknown ones in front of it, and of 64 bits the lower half.
_PAGE_SIZE = re.compile(r'\|(\d+<<MAP_HUGE_SHIFT)\|0x([0-9a-f]+)')
REST = 'the unknown rest of flags stands at their end, with all its bits'


def page_size_last(line):
    """Our line in strace's order."""
    def lower(found):
        rest = int(found[2], 16) & 0xffffffff
        return (f'|{rest:#x}' if rest else '') + '|' + found[1]
    return _PAGE_SIZE.sub(lower, line)


def without_empty(line):
    """The line without what strace writes of flags that are not set, and why."""
    reasons = set()
    for why, theirs, ours in REWRITTEN:
        line, times = re.subn(theirs, ours, line)
        reasons |= {why} if times else set()
    return line, reasons


def joined(line, zeros=False, comments=True):
    """The line with such parts as one number and one comment, which names parts that are zero or not, or without it."""
    def name(piece):
        text, shift, comment, behind, how_far = piece.groups()
        shifted = '<<' + (how_far or shift or behind) if shift or behind else ''
        if shift and comment and comment.endswith('_SHIFT'):
            return f'{text}<<{comment}'
        return text + shifted + f' /* {comment} */' if comment and '???' in comment else (comment or text) + shifted

    def whole(found):
        pieces = list(_PIECE.finditer(found[0]))
        number = 0
        for piece in pieces:
            text = piece[1]
            number |= int(text, 8 if re.fullmatch(r'0[0-7]+', text) else 0) << int(piece[2] or piece[4] or '0', 0)
        parts = '|'.join(name(piece) for piece in pieces if zeros or piece[0] != '0')
        comment = f' /* {parts} */' if comments and '/*' in found[0] else ''
        return (hex(number) if number else '0') + comment
    return _PARTS.sub(whole, line)


_FORMS = (lambda line: line, joined, lambda line: joined(line, zeros=True), lambda line: joined(line, comments=False))


def number(text):
    """As 64 bits, whatever its base."""
    return (0 if text == 'NULL' else int(text, 0)) & (1 << 64) - 1


def alike(theirs, ours):
    """What a rule has in brackets on both sides is the same; where the brackets have a name, the same number."""
    names = theirs.groupdict()
    left, right = ([text for place, text in enumerate(found.groups(), 1) if place not in found.re.groupindex.values()] for found in (theirs, ours))
    if len(left) == len(right) and not all(one == other or None in (one, other) for one, other in zip(left, right)):
        return False
    return all(number(names[name]) == number(text) for name, text in ours.groupdict().items())


def explains(theirs, ours):
    """The reasons for which both lines differ; None if they differ elsewhere, too."""
    if not theirs and ours.startswith(NEWER_CALLS):
        return {NEWER}
    if newer.explains(theirs, ours):
        return {newer.explains(theirs, ours)}
    rewritten, empty = without_empty(theirs)
    if page_size_last(ours) != ours:
        ours, empty = page_size_last(ours), {*empty, REST}
    for form in _FORMS:
        left, right = form(rewritten), ours
        reasons = set(empty) if left == rewritten else {RAW, *empty}
        if left == right and reasons:
            return reasons
        for place, (strace, whytrace, why) in enumerate(_COMPILED):
            one, other = strace.search(left), whytrace.search(right)
            if one and other and alike(one, other):
                left, right = strace.sub(f'<{place}>', left), whytrace.sub(f'<{place}>', right)
                reasons.add(why)
            if left == right:   # no further rule, which might speak of another part of one of the two
                return reasons
        if newer.explains(left, right):
            return reasons | {newer.explains(left, right)}
    return None
