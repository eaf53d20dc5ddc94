# More rules for known.py: keys, IPC, io_uring, bpf, prctl, ioctl, and calls with wild arguments.
# Not what strace 6.1 is too old for (newer.py).
# Hard part: as in known.py, a rule explains one thing, and the rest of the lines has to be equal.

from .newer import MORE, NEWER

QUIRK = 'strace 6.1 writes this in a way of its own'
LESS = 'we leave this as it is in memory; strace knows more of it'
SIZE = 'a size that the kernel would refuse: one of the two does not read so much'

RULES = (
    ('the payload of a key is shown in hexadecimal, as later versions of strace do', r'(?<=, )"(?:[^"\\x]|\\\d)*"(?:\.\.\.)?(?=, \d+, -?[\w]+\) = )',
     r'(?<=, )"(?:\\x[0-9a-f]{2})+"(?:\.\.\.)?(?=, \d+, -?[\w]+\) = )'),
    # futex_waitv: names of Linux 6.7; strace ends at the 128 that the kernel takes
    (SIZE, r'(?:, \{val=0, uaddr=NULL, flags=0\})*, \.\.\.\], 200, 0', r'(?:, \{val=0, uaddr=NULL, flags=FUTEX2_SIZE_U8\})*, \.\.\. /\* 0x20001000 \*/\], 200, 0'),
    (NEWER, r'FUTEX_32\|FUTEX_PRIVATE_FLAG\|0xffffff7d', r'FUTEX2_SIZE_U64\|FUTEX2_NUMA\|FUTEX2_MPOL\|FUTEX2_PRIVATE\|0xffffff70'),
    (NEWER, r'FUTEX_32\|0x7d', r'FUTEX2_SIZE_U64\|FUTEX2_NUMA\|FUTEX2_MPOL\|0x70'),
    (NEWER, r'FUTEX_32', r'FUTEX2_SIZE_U32'), (NEWER, r'FUTEX_PRIVATE_FLAG', r'FUTEX2_PRIVATE'), (NEWER, r'uaddr=NULL, flags=0', r'uaddr=NULL, flags=FUTEX2_SIZE_U8'),
    ('we show what was received', r'mtext="a message "', r'mtext="a mes"'),
    (QUIRK, r'0x([0-9a-f]+)(0\d\d\d|000)(?=\) = )', r'0x([0-9a-f]+)\|(0\d\d\d|000)(?=\) = )'),
    (QUIRK, r'(sched_setaffinity\(-1, 4294967295, )\[0 1 \.\.\.\]', r'(sched_setaffinity\(-1, 4294967295, )\[0 1 \d+ \d+\]'),
    (QUIRK, r'keyctl\(KEYCTL_CAPABILITIES, \[(.*)\]', r'keyctl\(KEYCTL_CAPABILITIES, (?:\{(.*)\}|0x[0-9a-f]+)'),
    (MORE, r'KEYCTL_WATCH_KEY, 0x[0-9a-f]+, \w+, \w+, \w+\)', r'KEYCTL_WATCH_KEY, -?\d+, \d+(?:<[^<>]*>)?, \d+\)'),
    (QUIRK, r'last_op=128 ', r'last_op=0x80 '), (QUIRK, r' /\* op: (0x1|0) \*/', r', op=(0x1|0)'),
    (LESS, r'(fds=\[0\S*, -1, )IORING_REGISTER_FILES_SKIP\]', r'(fds=\[0\S*, -1, )-2\]'),
    (LESS, r'IORING_REGISTER_IOWQ_MAX_WORKERS, \[\[IO_WQ_BOUND\]=(\d+), \[IO_WQ_UNBOUND\]=(\d+)\] => 0x[0-9a-f]+', r'IORING_REGISTER_IOWQ_MAX_WORKERS, \[(\d+), (\d+)\]'),
    (LESS, r'\[\[IO_WQ_BOUND\]=0, \.\.\. /\* 0x20001000 \*/\]', r'0x20000ffc'),
    ('half a pointer', r', log_buf=(?:0x1008|"")\}, 36', r'\}, 36'), ('two fields that the size leaves out', r', ctx_in=NULL, ctx_out=NULL', r'(?<=ctx_size_out=4107)'),
    (LESS, r'size=0xffffffff /\* PERF_ATTR_SIZE_\?\?\? \*/ => 0x88 /\* PERF_ATTR_SIZE_\?\?\? \*/', r'size=0xffffffff /\* PERF_ATTR_SIZE_\?\?\? \*/'),
    (NEWER, r'__reserved_1=0x3ffffff /\* Bits 63\.\.38 \*/', r'defer_callchain=1, defer_output=1, __reserved_1=0xffffff /\* Bits 63\.\.40 \*/'),
    (NEWER, r'(?<=sigtrap=0, )__reserved_1=0x2 /\* Bits 63\.\.38 \*/', r'(?<=sigtrap=0, )defer_callchain=0, defer_output=1'),
    ('half a field', r'(?<=sample_regs_user=0), sample_regs_intr=0(?=\}, 0, -1)', r'(?<=sample_regs_user=0)(?=\}, 0, -1)'),
    (QUIRK, r'sample_max_stack=(\d+) /\* bytes 110\.\.111: (0x\w+) \*/, aux_sample_size=(\d+) /\* bytes 116\.\.119: (0x\w+) \*/',
     r'sample_max_stack=(\d+), __reserved_2=(0x\w+), aux_sample_size=(\d+), aux_action=(0x\w+)'),
    (NEWER, r'__reserved_1=0x2 /\* Bits 63\.\.38 \*/', r'defer_output=1'),
    (QUIRK, r'!PR_TAGGED_ADDR_ENABLE\|', r'(?<=PR_SET_TAGGED_ADDR_CTRL, )(?=PR_MTE_TCF_)'),
    (QUIRK, r'PR_SET_PDEATHSIG, 18446744073709551615', r'PR_SET_PDEATHSIG, -1'),
    (MORE, r'(TIOCSSERIAL)\) =', r'(TIOCSSERIAL), (?:NULL|0x[0-9a-f]+|\{type=[^{}]*\})\) ='),
    (MORE, r'TUNSETOFFLOAD, 0x[0-9a-f]+', r'TUNSETOFFLOAD, (?:0x[0-9a-f]+ /\* TUN_F_\?\?\? \*/|TUN_F_[A-Z0-9_|]+\|0x[0-9a-f]+)'),
    (QUIRK, r'0x20 /\* SOCK_\?\?\? \*/', r'0x20'), (QUIRK, r'(SOCK_\w+\|0x[0-9a-f]+) /\* SOCK_\?\?\? \*/, \d+', r'(SOCK_\w+\|0x[0-9a-f]+), \d+'),
    (QUIRK, r'0xfff7f7ff, 18446744073709551615', r'0xfff7f7ff, 4294967295'),
    (QUIRK, r'-819516427', r'3475450869'),
    (SIZE, r'0x20000040(?=, 5368)', r'"(?:\\0)+"\.\.\.(?=, 5368)'), (SIZE, r'\[0{16}(?:, 0{16})*(?:, \.\.\.)?(?: /\* \w+ \*/)?\], (\w+)', r'(?:(?<=\?\?\? \*/, )|(?<=, 536891392, ))0x20000040, (\w+)'),
    (NEWER, r'MSG_ZEROCOPY\|MSG_FASTOPEN\|MSG_CMSG_CLOEXEC\|MSG_CMSG_COMPAT\|0x1(?:a0|bf)00000', r'MSG_ZEROCOPY\|MSG_SOCK_DEVMEM\|MSG_FASTOPEN\|MSG_CMSG_CLOEXEC\|MSG_CMSG_COMPAT\|0x1(?:80|9f)00000'),
    (QUIRK, r'0xffffffffffffffff, -1\) = ', r'0xffffffffffffffff, 4294967295\) = '),
    (NEWER, r'0x8 /\* MAP_\?\?\? \*/', r'MAP_DROPPABLE'),
    ('an address is read as far as one may be long (128 bytes)', r'sa_data="(?:\\0)+"', r'sa_data="(?:\\0)+"'),
    (QUIRK, r'(landlock_restrict_self\(\d+, 0x[0-9a-f]+)\)', r'(landlock_restrict_self\(\d+, 0x[0-9a-f]+) /\* LANDLOCK_RESTRICT_SELF_\?\?\? \*/\)'),
    (SIZE, r'(set(?:domain|host)name\()0x20000[04]\d0, (\d+)\)', r'(set(?:domain|host)name\()"(?:\\0)+"\.\.\., (\d+)\)'),
    (QUIRK, r'(sched_setaffinity\(\d+, 53\d{7}, )\[\.\.\.\]', r'(sched_setaffinity\(\d+, 53\d{7}, )0x20000040'),
    (MORE, r'TCP_INFO, (?:"(?:[^"\\]|\\.)*"(?:\.\.\.)?|\[\d+\])(?=, \[)', r'TCP_INFO, \{tcpi_[^{}]*\}(?=, \[)'),
    (QUIRK, r'get_thread_area\(\{entry_number=0, \.\.\.\}\) = -1 ENOSYS', r'get_thread_area\(0x20000400\) = -1 ENOSYS'),
    ('strace 6.1 shows all 64 bits of what is narrower', r'rseq\((0xf{16}), 0xf{16}, 0xf{16}, 0xf{16}\)', r'rseq\((0xf{16}), 0xf{8}, 0xf{16}, 0xf{8}\)'),
    # netlink
    ('an address of the network is told by its length', r'inet_(?:addr\(|pton\(AF_INET6, )"[\da-f.:]+"\)', r'"(?:\\x[0-9a-f]{2})+"(?:\.\.\.)?'),
    ('a neighbour is of a routing protocol, not of one above IP', r'(NDA_PROTOCOL\}, )(?:0x[0-9a-f]+ /\* )?IPPROTO_[A-Z?_]+(?: \*/)?', r'(NDA_PROTOCOL\}, )RTPROT_REDIRECT'),
    (SIZE, r'(FRA_IP_PROTO\}, )0x[0-9a-f]+ /\* IPPROTO_\?\?\? \*/', r'(FRA_IP_PROTO\}, )IPPROTO_ICMP'),
    (MORE, r'(RTAX_FEATURES\}, )\d+', r'(RTAX_FEATURES\}, )[A-Z_|0-9a-fx]+'),
    (QUIRK, r'ETHER_P_\?\?\?', r'ETH_P_\?\?\?'), (QUIRK, r'(01:02:03:04:05:06:07)(?=\])', r'(01:02:03:04:05:06:07):[0-9a-f:]+(?=\])'),
    (LESS, r'htobe64\(\d+\)', r'"(?:\\x[0-9a-f]{2})+"(?:\.\.\.)?'),
    (QUIRK, r'(BRIDGE_VLAN_INFO_MASTER\|0x200, vid=1027\}), "(?:\\x[0-9a-f]{2})+"(?:\.\.\.)?', r'(BRIDGE_VLAN_INFO_MASTER\|0x200, vid=1027\})'),
    (NEWER, r'\[6 /\* ICMP6_MIB_\?\?\? \*/\]', r'\[ICMP6_MIB_RATELIMITHOST\]'), (NEWER, r'\[5[89] /\* DEVCONF_\?\?\? \*/\]', r'\[DEVCONF_(?:ACCEPT_RA_MIN_LFT|FORCE_FORWARDING)\]'),
    # ioctl
    ('what the call has yet to fill in', r'(fm_flags=[A-Z_|0-9a-fx]+, )(fm_extent_count=\d+\})', r'(fm_flags=[A-Z_|0-9a-fx]+, )fm_mapped_extents=\d+, fm_extent_count=\d+, \.\.\.\}'),
    (QUIRK, r'FS_IOC_SETFSLABEL, (?:0x20000ffe|"(?:\\377)+"\.\.\.)(?=\))', r'FS_IOC_SETFSLABEL, (?:""|"(?:\\377){32}"\.\.\.)(?=\))'),
    (LESS, r'\[0, KEY_ESC\]', r'\[0, 1\]'), (LESS, r'0xffffffff /\* KEY_\?\?\? \*/\]', r'4294967295\]'),
    ('registers that are left out: the three points stand at the end', r'(rax=\w+, )\.\.\., (rsp=\w+, rbp=\w+, )\.\.\., (rip=\w+, rflags=\w+)\}',
     r'(rax=\w+, )(rsp=\w+, rbp=\w+, )(rip=\w+, rflags=\w+), \.\.\.\}'),
    (LESS, r'KVM_SET_CPUID2, \{nent=\d+, entries=\[(?:\.\.\.|\{function=.*)?\]\}', r'KVM_SET_CPUID2, 0x20000000'),
    ('a descriptor of another process', r'(?<=pid=4096, fd=0)<[^<>]*>(?=, flags=0)', r'(?<=pid=4096, fd=0)(?=, flags=0)'),
    (SIZE, r'(?<=sched_util_max=1024, )\.\.\.(?=\} => \{size=56\})', r'(?<=sched_util_max=1024, )extra_data="\\x88\\x77\\x66\\x55\\x44\\x33\\x22\\x11[^"]*" /\* bytes 56\.\.4095 \*/(?=\} => \{size=56\})'),
    (QUIRK, r'(\]\}\}) => 0x20000000(\) = -1 EBADF)', r'(\]\}\})(\) = -1 EBADF)'),
    (LESS, r'(DM_\w+), \[\{version=\[4294967295, 4294967295, 4294967295\] /\* unsupported device mapper ABI version \*/\}\]', r'(DM_\w+), 0x20000000'),
    (LESS, r'KDGKBENT, \{kb_table=(?:K_NORMTAB|1<<[A-Z<|1_]+), (kb_index=\d+)\}', r'KDGKBENT, (?:0x20000ffe|\{kb_table=0xff /\* K_\?\?\? \*/, (kb_index=\d+)\})'),
)
