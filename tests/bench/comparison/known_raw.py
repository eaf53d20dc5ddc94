# More rules for known.py: -X raw and -X verbose, where strace writes some texts by hand and we write each number in the base of its kind.
# Not what differs without -X (known.py, known_calls.py).
# Hard part: commands stand there by number, with the name behind it or without, so a rule speaks of both.

from .newer import MORE, NEWER

RAW = '-X: strace leaves or takes this name by the way it makes its text, we by what the value is'
LESS = 'we leave this as it is in memory; strace knows more of it'


def command(number, name):
    return rf'{number}(?: /\* {name} \*/)?'


def whole(call, command_number, name=''):
    """All that stands behind the command."""
    return rf'({call}\((?:-?\d+, )?{command(command_number, name)}, ).*(?=\) = )'


RULES = (
    (LESS, whole('io_uring_register', '0x13', 'IORING_REGISTER_IOWQ_MAX_WORKERS'), whole('io_uring_register', '0x13', 'IORING_REGISTER_IOWQ_MAX_WORKERS')),
    (RAW, r'last_op=\d+', r'last_op=0x[0-9a-f]+'), (LESS, r'-2 /\* IORING_REGISTER_FILES_SKIP \*/', r'-2(?=\])'),
    (RAW, r'config=0x\w+<<.*?(?=, sample_period)', r'config=0x\w+ /\* 0x\w+<<.*?(?=, sample_period)'), (LESS, r'size=0xffffffff => 0x88', r'size=0xffffffff'),
    (RAW, r'(0x[0-9a-f]+) /\* \1 /\* (\w+_\?\?\?) \*/ \*/', r'(0x[0-9a-f]+) /\* (\w+_\?\?\?) \*/'),
    (RAW, r'(0[0-7]{2,3}) /\* \1 \*/(?=\))', r'(0[0-7]{2,3})(?=\))'),
    (RAW, r'(swapon\(\w+, )(\d+)(?=\))', r'(swapon\(\w+, )0x[0-9a-f]+(?: /\* (\d+) \*/)?(?=\))'),
    (RAW, r'(SWAP_FLAG_\?\?\? \*/)\|0', r'(SWAP_FLAG_\?\?\? \*/)'),
    (MORE, rf'({command("0x541f", "TIOCSSERIAL")})(?=\) = )', rf'({command("0x541f", "TIOCSSERIAL")}), .*(?=\) = )'),
    (LESS, r', \[\{version=\[4294967295[^)]*\}\]', r', 0x20000000'),
    (RAW, r'c_oflag=0x\w+ ?[^,]*\|.*?, c_cflag=0x.*?, c_lflag=', r'c_oflag=0x.*?, c_cflag=0x.*?, c_lflag='),
    (RAW, r'sipx_network=htonl\((0x[0-9a-f]+)\)', r'sipx_network="[^"]*"(?: /\* htonl\((0x[0-9a-f]+)\) \*/)?'),
    (MORE, r'(TUNSETOFFLOAD \*/, 0x[0-9a-f]+)', r'(TUNSETOFFLOAD \*/, 0x[0-9a-f]+) /\* [^*]* \*/'),
    ('what the call has yet to fill in', r'(fm_flags=[^,]*, )fm_extent_count=\d+\}', r'(fm_flags=[^,]*, )fm_mapped_extents=\d+, fm_extent_count=\d+, \.\.\.\}'),
    (LESS, r'(0x4008ae90[^,]*), \{nent=\d+, entries=\[.*\]\}', r'(0x4008ae90[^,]*), 0x20000000'),
    ('names and labels are cut to -s', r'"(?:\\(?:377|xff)){33,}"(?:\.\.\.)?', r'"(?:\\(?:377|xff)){32}"\.\.\.'),
    (LESS, whole('ioctl', '0x4b46', 'KDGKBENT'), whole('ioctl', '0x4b46', 'KDGKBENT')),
    (MORE, whole('keyctl', '0x20', 'KEYCTL_WATCH_KEY'), whole('keyctl', '0x20', 'KEYCTL_WATCH_KEY')),
    (RAW, whole('keyctl', '0x1f', 'KEYCTL_CAPABILITIES'), whole('keyctl', '0x1f', 'KEYCTL_CAPABILITIES')),
    (RAW, r'/\* !PR_TAGGED_ADDR_ENABLE\|', r'/\* (?=PR_MTE_TCF_)'),
    (NEWER, r'(prctl\(0x4[5-9a-f]).*(?=\) = )', r'(prctl\(0x4[5-9a-f]).*(?=\) = )'),
    (RAW, rf'({command("0x1", "PR_SET_PDEATHSIG")}, )18446744073709551615', rf'({command("0x1", "PR_SET_PDEATHSIG")}, )-1'),
    (NEWER, r'(arch_prctl\(0x4002, )0x[0-9a-f]+', r'(arch_prctl\(0x4002, )\d+'), (NEWER, r'(prctl\(0x43, )0x5', r'(prctl\(0x43, )5'),
    (RAW, r'(ptrace\(0x(?:3|6|4210)\b.*)NULL( /\* 8\*R15 \*/)?(?=, )', r'(ptrace\(0x(?:3|6|4210)\b.*)\b0( /\* 8\*R15 \*/)?(?=, 0x)'),
    (NEWER, whole('ptrace', '0x421[12]'), whole('ptrace', '0x421[12]')),
    (RAW, r'(ioprio_set\([^=]*, \d+, )\d+.*(?=\) = )', r'(ioprio_set\([^=]*, \d+, )0x[0-9a-f]+.*(?=\) = )'),
    (RAW, r'\{effective=.*\}(?=\) = )', r'\{effective=.*\}(?=\) = )'),
    (RAW, r'(syslog\()(-?\d+) /\* SYSLOG_ACTION_\?\?\? \*/', r'(syslog\()(-?\d+)(?=,)'),
    (NEWER, r'(0x8004b70[6-9], )0x[0-9a-f]+', r'(0x8004b70[6-9], )\d+'),
)
