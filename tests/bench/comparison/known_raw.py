# More rules for known.py: -X raw and -X verbose, where strace writes some texts by hand and we write each number in the base of its kind.
# Not what differs without -X (known.py, known_calls.py).
# Hard part: commands stand there by number, with the name behind it or without, so a rule speaks of both.

from .newer import MORE, NEWER

RAW = '-X: strace leaves or takes this name by the way it makes its text, we by what the value is'
LESS = 'we leave this as it is in memory; strace knows more of it'


N = r'(?:0x[0-9a-f]+|-?\d+)'   # a number in any base


def command(number, name):
    return rf'{number}(?: /\* {name} \*/)?'


# A group with a name holds the same number on both sides.
RULES = (
    (LESS, r'\[\[0(?: /\* IO_WQ_BOUND \*/)?\]=(?P<bound>\d+), \[1(?: /\* IO_WQ_UNBOUND \*/)?\]=(?P<unbound>\d+)\] => 0x[0-9a-f]+(?=, 2\))', r'\[(?P<bound>\d+), (?P<unbound>\d+)\](?=, 2\))'),
    (LESS, r'\[\[0(?: /\* IO_WQ_BOUND \*/)?\]=0, \.\.\. /\* 0x20001000 \*/\](?=, 4294967295\))', r'0x20000ffc(?=, 4294967295\))'),
    (RAW, r'last_op=(?P<op>\d+)', r'last_op=(?P<op>0x[0-9a-f]+)'), (LESS, r'-2 /\* IORING_REGISTER_FILES_SKIP \*/', r'-2(?=\])'),
    (RAW, r'config=(0x\w+<<.*?)(?=, sample_period)', r'config=0x\w+ /\* (0x\w+<<.*?) \*/(?=, sample_period)'), (LESS, r'size=0xffffffff => 0x88', r'size=0xffffffff'),
    (RAW, r'(0x[0-9a-f]+) /\* \1 /\* (\w+_\?\?\?) \*/ \*/', r'(0x[0-9a-f]+) /\* (\w+_\?\?\?) \*/'),
    (RAW, r'(0[0-7]{2,3}) /\* \1 \*/(?=\))', r'(0[0-7]{2,3})(?=\))'),
    (RAW, r'(swapon\(\w+, )(?P<flags>\d+)(?=\))', r'(swapon\(\w+, )(?P<flags>0x[0-9a-f]+)(?: /\* \d+ \*/)?(?=\))'),
    (RAW, r'(SWAP_FLAG_\?\?\? \*/)\|0', r'(SWAP_FLAG_\?\?\? \*/)'),
    (MORE, rf'({command("0x541f", "TIOCSSERIAL")})(?=\) = )', rf'({command("0x541f", "TIOCSSERIAL")}), (?:\{{type=[^{{}}]*\}}|0x[0-9a-f]+|NULL)(?=\) = )'),
    (LESS, r', \[\{version=\[4294967295, 4294967295, 4294967295\](?: /\* unsupported device mapper ABI version \*/)?\}\]', r', 0x20000000'),
    (RAW, r'sipx_network=htonl\(0x5000000\)', r'sipx_network="\\x05\\x00\\x00\\x00"(?: /\* htonl\(0x5000000\) \*/)?'),
    (MORE, r'(TUNSETOFFLOAD \*/, 0x[0-9a-f]+)', r'(TUNSETOFFLOAD \*/, 0x[0-9a-f]+) /\* [^*]* \*/'),
    ('what the call has yet to fill in', r'(fm_flags=[^,]*, )fm_extent_count=(\d+)\}', r'(fm_flags=[^,]*, )fm_mapped_extents=\d+, fm_extent_count=(\d+), \.\.\.\}'),
    ('names and labels are cut to -s', r'"(?:\\(?:377|xff)){33,}"(?:\.\.\.)?', r'"(?:\\(?:377|xff)){32}"\.\.\.'),
    (LESS, r'\{kb_table=0(?: /\* K_NORMTAB \*/)?, kb_index=0\}', r'0x20000ffe'), (LESS, r'(kb_table=0xff) /\* [A-Z_0-9<|]* \*/', r'(kb_table=0xff) /\* K_\?\?\? \*/'),
    (MORE, rf'(keyctl\({command("0x20", "KEYCTL_WATCH_KEY")}, )(?P<key>{N}), (?P<fd>{N}), (?P<watch>{N}), {N}(?=\) = )', rf'(keyctl\({command("0x20", "KEYCTL_WATCH_KEY")}, )(?P<key>{N}), (?P<fd>{N}), (?P<watch>{N})(?=\) = )'),
    (RAW, r'(keyctl\(0x1f(?: /\* KEYCTL_CAPABILITIES \*/)?, )\[(.+)\](?=, \d+\))', r'(keyctl\(0x1f(?: /\* KEYCTL_CAPABILITIES \*/)?, )\{(.+)\}(?=, \d+\))'),
    (RAW, r'(keyctl\(0x1f(?: /\* KEYCTL_CAPABILITIES \*/)?, )\[\](?=, 0\))', r'(keyctl\(0x1f(?: /\* KEYCTL_CAPABILITIES \*/)?, )0x[0-9a-f]+(?=, 0\))'),
    (RAW, r'/\* !PR_TAGGED_ADDR_ENABLE\|', r'/\* (?=PR_MTE_TCF_)'),
    (NEWER, rf'(prctl\(0x4[5-9a-f], )(?P<first>{N})(?:, {N})*(?=\) = )', rf'(prctl\(0x4[5-9a-f], )(?P<first>{N})(?:, {N})*(?=\) = )'),
    (NEWER, rf'(prctl\(0x46)(?:, {N}){{4}}', r'(prctl\(0x46)'),
    (RAW, rf'({command("0x1", "PR_SET_PDEATHSIG")}, )18446744073709551615', rf'({command("0x1", "PR_SET_PDEATHSIG")}, )-1'),
    (NEWER, r'(arch_prctl\(0x4002, )(?P<features>0x[0-9a-f]+)', r'(arch_prctl\(0x4002, )(?P<features>\d+)'), (NEWER, r'(prctl\(0x43, )0x5', r'(prctl\(0x43, )5'),
    (RAW, r'(ptrace\(0x(?:3|6|4210)\b.*)NULL( /\* 8\*R15 \*/)?(?=, )', r'(ptrace\(0x(?:3|6|4210)\b.*)\b0( /\* 8\*R15 \*/)?(?=, 0x)'),
    (NEWER, rf'(ptrace\(0x421[12], -?\d+, )(?P<size>NULL|{N}), (0x[0-9a-f]+|NULL)(?=\) = )', rf'(ptrace\(0x421[12], -?\d+, )(?P<size>{N}), (?:(0x[0-9a-f]+|NULL)|\{{[^{{}}]*\}})(?=\) = )'),
    (RAW, r'(ioprio_set\([^=]*, \d+, )(?P<value>\d+)(?: /\* IOPRIO_PRIO_VALUE\(.*\) \*/)?(?=\) = )', r'(ioprio_set\([^=]*, \d+, )(?P<value>0x[0-9a-f]+)(?: /\* IOPRIO_PRIO_VALUE\(.*\) \*/)?(?=\) = )'),
    (RAW, r'\{effective=[^{}=]*, permitted=[^{}=]*, inheritable=[^{}=]*\}(?=\) = )', r'\{effective=[^{}=]*, permitted=[^{}=]*, inheritable=[^{}=]*\}(?=\) = )'),
    (RAW, r'(syslog\()(-?\d+) /\* SYSLOG_ACTION_\?\?\? \*/', r'(syslog\()(-?\d+)(?=,)'),
    (NEWER, r'(0x8004b70[6-9], )(?P<value>0x[0-9a-f]+)', r'(0x8004b70[6-9], )(?P<value>\d+)'),
)
