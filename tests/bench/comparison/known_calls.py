# More rules for known.py: keys, IPC, io_uring, bpf, prctl, ptrace, ioctl, and calls with wild arguments.
# Not what strace 6.1 is too old for (newer.py).
# Hard part: as in known.py, a rule explains one thing, and the rest of the lines has to be equal.

QUIRK = 'strace 6.1 writes this in a way of its own'
LESS = 'we leave this as it is in memory; strace knows more of it'
MORE = 'we show more'

RULES = (
    ('the payload of a key is shown in hexadecimal, as later versions of strace do', r'(?<=, )"(?:[^"\\x]|\\\d)*"(?:\.\.\.)?(?=, \d+, -?[\w]+\) = )',
     r'(?<=, )"(?:\\x[0-9a-f]{2})+"(?:\.\.\.)?(?=, \d+, -?[\w]+\) = )'),
    (QUIRK, r'FUTEX_32', r'FUTEX2_SIZE_U32'), (QUIRK, r'FUTEX_PRIVATE_FLAG', r'FUTEX2_PRIVATE'), (QUIRK, r'uaddr=NULL, flags=0', r'uaddr=NULL, flags=FUTEX2_SIZE_U8'),
    (QUIRK, r'FUTEX_32\|FUTEX_PRIVATE_FLAG\|0xffffff7d', r'FUTEX2_SIZE_U64\|FUTEX2_NUMA\|FUTEX2_MPOL\|FUTEX2_PRIVATE\|0xffffff70'),
    (QUIRK, r'FUTEX_32\|0x7d', r'FUTEX2_SIZE_U64\|FUTEX2_NUMA\|FUTEX2_MPOL\|0x70'),
    (MORE, r'mtext="a message "', r'mtext="a mes"'),
    (QUIRK, r'0x([0-9a-f]+)(0\d\d\d|000)(?=\) = )', r'0x([0-9a-f]+)\|(0\d\d\d|000)(?=\) = )'),
    (QUIRK, r'\[0 1 \.\.\.\]', r'\[0 1 \d+ \d+\]'),
    (QUIRK, r'keyctl\(KEYCTL_CAPABILITIES, \[(.*)\]', r'keyctl\(KEYCTL_CAPABILITIES, (?:\{(.*)\}|0x[0-9a-f]+)'),
    (LESS, r'keyctl\(KEYCTL_WATCH_KEY, .*\) =', r'keyctl\(KEYCTL_WATCH_KEY, .*\) ='),
    (LESS, r'"a-text", "hello", (?:"[\\0]*"|0x20000384)', r'"a-text", 0x20000280, 0x20000384'),
    (LESS, r', resv=\[0, 0x5, 0\]\}', r'\}'),
    (LESS, r'(, resv=0x\w+), resv2=\[0, 0x8, 0\]', r'(, resv=0x\w+)'), (QUIRK, r'last_op=128', r'last_op=0x80'),
    (QUIRK, r' /\* op: (0x1|0) \*/', r', op=(0x1|0)'), (LESS, r'IORING_REGISTER_FILES_SKIP', r'-2'),
    (LESS, r'\[\[IO_WQ_BOUND\]=(\d+), (?:\[IO_WQ_UNBOUND\]=)?(.*)\](?: => 0x[0-9a-f]+)?, ', r'(?:\[\d+, \d+\]|0x20000ffc), '),
    (LESS, r' /\* NUMA_NO_NODE \*/', r'(?<=4294967295)(?=,)'), (LESS, r', log_buf=(?:0x1008|"")\}, 36', r'\}, 36'), (LESS, r', ctx_in=NULL, ctx_out=NULL', r'(?<=ctx_size_out=4107)'),
    (LESS, r'size=0xffffffff /\* PERF_ATTR_SIZE_\?\?\? \*/ => 0x88 /\* PERF_ATTR_SIZE_\?\?\? \*/', r'size=0xffffffff /\* PERF_ATTR_SIZE_\?\?\? \*/'),
    ('newer bits of perf_event_attr have names', r'__reserved_1=0x3ffffff /\* Bits 63\.\.38 \*/', r'defer_callchain=1, defer_output=1, __reserved_1=0xffffff /\* Bits 63\.\.40 \*/'),
    ('newer bits of perf_event_attr have names', r'__reserved_1=0x2 /\* Bits 63\.\.38 \*/', r'defer_output=1'),
    (QUIRK, r'0x11223344<<32\|0x55667788', r'0x1122334455667788'), (QUIRK, r'0x11223344<<32\|0x55<<24', r'0x1122334455<<24'),
    (QUIRK, r'PR_SET_TAGGED_ADDR_CTRL, [^,]*', r'PR_SET_TAGGED_ADDR_CTRL, [^,]*'), (QUIRK, r'18446744073709551615\) = -1 EINVAL', r'-1\) = -1 EINVAL'),
    (QUIRK, r'"a-name-that-is-"\.\.\.', r'"a-name-that-is-"'),
    (LESS, r'(?:8\*R1[45](?:\+1)?|offsetof\(struct user, u_fpstate\))', r'(?:NULL|0x[0-9a-f]+)'), (LESS, r'\{iov_base=0x[0-9a-f]+, iov_len=64\}', r'0x20000040'),
    (QUIRK, r'(?<=, )0(?=\) = )', r'(?<=, )NULL(?=\) = )'), (QUIRK, r'(?<=, )NULL(?=\) = )', r'(?<=, )0(?=\) = )'),
    (MORE, r'TIOCSSERIAL\) =', r'TIOCSSERIAL, .*\) ='), (QUIRK, r'TUNSETOFFLOAD, 0x[0-9a-f]+', r'TUNSETOFFLOAD, [^)]*'),
    (LESS, r'lo_encrypt_key="[^"]*"', r'lo_encrypt_key="[^"]*"'), (LESS, r', __reserved=\[[^\]]*\]', r'(?<=\.\.\.\})(?=\})'),
    (LESS, r'sipx_port=.*?\}\}', r'sa_data=.*?\}\}'), (QUIRK, r', 0x[0-9a-f]+\) = -1 EBADF', r'\) = -1 EBADF'),
    (QUIRK, r'0x20 /\* SOCK_\?\?\? \*/', r'0x20'), (QUIRK, r'(SOCK_\w+\|0x[0-9a-f]+) /\* SOCK_\?\?\? \*/, \d+', r'(SOCK_\w+\|0x[0-9a-f]+), \d+'),
    (QUIRK, r'0xfff7f7ff, 18446744073709551615', r'0xfff7f7ff, 4294967295'),
    (QUIRK, r'-819516427', r'3475450869'),
    ('a size that the kernel would refuse: strace does not read so much', r'0x20000040(?=, 5368)', r'"(?:\\0)+"\.\.\.(?=, 5368)'),
    ('a size that the kernel would refuse: we do not read so much', r'\[0{16}, .*\], \w+', r'0x20000040, \w+'),
    (QUIRK, r'0x20005000\) = -1 EINVAL', r'0x20005000 /\* LANDLOCK_RESTRICT_SELF_\?\?\? \*/\) = -1 EINVAL'),
    ('flags of 64 bits', r'MAP_\w+\|0x1600000\|14<<MAP_HUGE_SHIFT', r'MAP_\w+\|14<<MAP_HUGE_SHIFT\|0xb6249a7c01600000'),
    ('flags of 64 bits', r'\|0x3e00680\|63<<MAP_HUGE_SHIFT', r'\|63<<MAP_HUGE_SHIFT\|0xffffffff03e00680'),
    ('a name of a newer kernel', r'MSG_ZEROCOPY\|MSG_FASTOPEN\|MSG_CMSG_CLOEXEC\|MSG_CMSG_COMPAT\|0x1(?:a0|bf)00000', r'MSG_ZEROCOPY\|MSG_SOCK_DEVMEM\|MSG_FASTOPEN\|MSG_CMSG_CLOEXEC\|MSG_CMSG_COMPAT\|0x1(?:80|9f)00000'),
    (QUIRK, r'0xffffffffffffffff, -1\) = ', r'0xffffffffffffffff, 4294967295\) = '),
    ('a name of a newer kernel', r'0x8 /\* MAP_\?\?\? \*/', r'MAP_DROPPABLE'),
    ('flags of 64 bits', r'\|0x2400480\|30<<MAP_HUGE_SHIFT', r'\|30<<MAP_HUGE_SHIFT\|0x78bb600802400480'),
    ('an address is read as far as one may be long (128 bytes)', r'sa_data="(?:\\0)+"', r'sa_data="(?:\\0)+"'),
)
