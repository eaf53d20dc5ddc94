# Makes the lines of two runs comparable: addresses, task ids and times become names. Nothing else does.
# Not a filter: inode numbers, random bytes, sizes and names of temporary files stay, and differ between two runs of strace too.
# Hard part: a number is a time only if it lies within the run (or is a remainder that no program chose), and a task's id only
# where a call speaks of tasks; so that a constant that is decoded wrongly is never hidden.

import re
from dataclasses import dataclass, field
from datetime import datetime, timezone

# A call's numbers may be task ids only here: elsewhere 4096 is a size, whatever the ids of a run are.
PID_CALLS = frozenset('''
    capget capset clone clone3 fcntl fork futex get_robust_list getpgid getpgrp getpid getppid getpriority getsid gettid ioctl
    ioprio_get ioprio_set kcmp kill migrate_pages move_pages perf_event_open pidfd_open pidfd_send_signal prctl prlimit64
    process_madvise process_mrelease process_vm_readv process_vm_writev ptrace rt_sigqueueinfo rt_sigreturn rt_tgsigqueueinfo
    sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr
    sched_setparam sched_setscheduler set_tid_address setpgid setpriority setsid tgkill tkill vfork wait4 waitid waitpid
'''.split())

STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
CALL = re.compile(r'(\w+)\(')
ADDRESS = re.compile(r'\b0x[0-9a-f]{6,16}\b')
NUMBER = re.compile(r'(?<![\w.\x01])\d+\b(?!\x02)')
NUMBER_IN_TEXT = re.compile(r'(?<![\d\\])\d{3,}(?!\d)')
PID_FIELD = re.compile(r'(pid=)(\d+)')
INODE = re.compile(r'\b(socket|pipe):\[\d+\]')   # of what a program without a peer makes: each has its own
PATH = re.compile(r'(?<=[\dD])<[^<>]*>')

TIMESPEC = re.compile(r'\{tv_sec=(-?\d+), tv_([nu])sec=(\d+)\}')
STAT_TIME = re.compile(r'(st_[acm]time=)(\d+)((?: /\* [^*]* \*/)?)(, st_[acm]time_nsec=)(\d+)')
CPU_TIME = re.compile(r'((?:si_[us]time|tms_c?[us]time)=)\d+(?: /\* [\d.]+ s \*/)?')
USAGE = re.compile(r'(ru_[us]time=)\{tv_sec=\d+, tv_usec=\d+\}')
USAGE_COUNT = re.compile(r'(ru_(?:maxrss|minflt|majflt|nvcsw|nivcsw)=)\d+')   # of a child that was killed: has it begun?
DATE_COMMENT = re.compile(r'/\* (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)[^*]* \*/')
EPOCH = re.compile(r'(?<![\w.])\d{10}(?:\d{3}){0,3}\b')
EPOCH_IN_HEX = re.compile(r'\b0x[0-9a-f]{8}\b')   # as -e raw=all shows what time(2) returned
CLOCK = re.compile(r'\b(\d\d):(\d\d):(\d\d)(?:\.\d+)?\b')
NEIGHBOUR_AGE = re.compile(r'(ndm_(?:confirmed|used|updated)=)\d+')
MACHINE = re.compile(r'((?:uptime|procs)=)\d+')   # what else runs there comes and goes
POLL_TIMEOUT = re.compile(r'((?:poll|epoll_p?wait)\(.*?(?:\]|ADDRESS|NULL), \d+, )(\d+)(?=[,)])')
EPOLL_DATA = re.compile(r'\{u32=(\d+), u64=(\d{10,})\}')
TICKS = re.compile(r'(times\(.*\) = )\d+')
DURATION = re.compile(r' <\d+\.\d+>(?= @ |$)')

PID_MARK = re.compile('\x01(\\d+)\x02')
HOUR = 3600


@dataclass(frozen=True)
class Window:
    """When a run began and ended, by the clocks that programs read."""
    wall: tuple      # seconds since 1970, as CLOCK_REALTIME
    uptime: tuple    # seconds, as CLOCK_MONOTONIC

    def has_wall(self, seconds):
        return self.wall[0] - 1 <= seconds <= self.wall[1] + 1

    def has(self, seconds):
        """Also for a deadline, which lies behind the end."""
        return any(began - 1 <= seconds <= ended + HOUR for began, ended in (self.wall, self.uptime))

    def has_clock(self, hours, minutes, seconds):
        start = int(self.wall[0] - 1)
        since = (hours * HOUR + minutes * 60 + seconds - start) % (24 * HOUR)
        return since <= self.wall[1] + 1 - start


@dataclass
class Normaliser:
    """For one run; `pids` are the ids that stand for tasks of the run, the tracer's included."""
    window: Window
    pids: frozenset
    keep_addresses: bool = False
    timed: bool = False       # -T
    cache: dict = field(default_factory=dict)

    def __call__(self, line):
        """The line with addresses and times named, and ids marked for `name_pids`."""
        known = self.cache.get(line)
        if known is None:
            known = self.cache[line] = self._normalised(line)
        return known

    def _normalised(self, line):
        if self.timed:
            line = DURATION.sub(lambda found: re.sub(r'\d', 'N', found[0]), line)
        call = CALL.match(line)
        about_pids = call and call[1] in PID_CALLS or not call
        about_exec = bool(call) and call[1] == 'execve'   # of a launch: the tracer's own memory
        pieces = []
        at = 0
        for string in STRING.finditer(line):
            pieces.append(self._outside(line[at:string.start()], about_pids, about_exec))
            pieces.append(self._inside(string[0]))
            at = string.end()
        pieces.append(self._outside(line[at:], about_pids, about_exec))
        line = ''.join(pieces)
        line = POLL_TIMEOUT.sub(self._poll_timeout, line)
        return TICKS.sub(r'\1TIME', line)

    def _outside(self, text, about_pids, about_exec):
        if '<' in text:
            text = PATH.sub(lambda path: self._inside(path[0]), text)
        if 'time' in text or 'tv_' in text or '/*' in text:
            text = self._times(text)
        if 'u64=' in text and not self.keep_addresses:
            text = EPOLL_DATA.sub(self._epoll_data, text)
        if 'ndm_' in text:
            text = NEIGHBOUR_AGE.sub(r'\1TIME', text)
        text = EPOCH.sub(self._epoch, text)
        text = EPOCH_IN_HEX.sub(self._epoch_in_hex, text)
        if self.keep_addresses:
            text = INODE.sub(r'\1:[N]', text)
        if not self.keep_addresses or about_exec:
            text = ADDRESS.sub('ADDRESS', text)
        if 'pid=' in text:
            text = PID_FIELD.sub(self._pid_field, text)
        return NUMBER.sub(self._pid, text) if about_pids else text

    def _inside(self, text):
        text = NUMBER_IN_TEXT.sub(self._pid, text)
        if ':' in text:
            text = CLOCK.sub(self._clock, text)
        text = EPOCH.sub(self._epoch, text)
        if '0x' in text and not self.keep_addresses:
            text = ADDRESS.sub('ADDRESS', text)
        return text

    def _times(self, text):
        text = USAGE.sub(r'\1TIME', text)
        text = USAGE_COUNT.sub(r'\1N', text)
        text = CPU_TIME.sub(r'\1TIME', text)
        text = STAT_TIME.sub(self._stat_time, text)
        text = TIMESPEC.sub(self._timespec, text)
        text = DATE_COMMENT.sub(self._date, text)
        return MACHINE.sub(r'\1TIME', text)

    def _timespec(self, found):
        seconds, unit, fraction = int(found[1]), found[2], int(found[3])
        # Nobody chooses a timeout that is not a whole number of milliseconds: that is what was left, or a clock's value.
        odd = fraction % (1_000_000 if unit == 'n' else 1000) != 0
        return '{TIME}' if odd and seconds < 1_000_000 or self.window.has(seconds) else found[0]

    def _stat_time(self, found):
        if not self.window.has_wall(int(found[2])):
            return found[0]
        return f"{found[1]}TIME{' /* DATE */' if found[3] else ''}{found[4]}TIME"

    def _date(self, found):
        seconds = datetime.fromisoformat(found[1]).replace(tzinfo=timezone.utc).timestamp()
        return '/* DATE */' if self.window.has_wall(seconds) else found[0]

    def _clock(self, found):
        return 'TIME' if self.window.has_clock(*(int(part) for part in found.groups())) else found[0]

    def _epoch(self, found):
        return 'TIME' if self.window.has(int(found[0][:10])) else found[0]

    def _epoch_in_hex(self, found):
        return 'TIME' if self.window.has_wall(int(found[0], 16)) else found[0]

    @staticmethod
    def _poll_timeout(found):
        # As with TIMESPEC: what is no whole number of seconds was computed from a clock.
        return found[0] if int(found[2]) % 1000 == 0 else found[1] + 'TIME'

    @staticmethod
    def _epoll_data(found):
        low, whole = int(found[1]), int(found[2])
        return '{ADDRESS}' if low == whole & 0xffffffff else found[0]

    def _pid_field(self, found):
        # A task that is not of the run, such as a client that sends a signal; 0 is none, and 1 is no chance.
        known = int(found[2]) in self.pids or int(found[2]) < 2
        return found[1] + (self._mark(found[2]) if known else 'OUTSIDE')

    def _pid(self, found):
        return self._mark(found[0])

    def _mark(self, number):
        return f'\x01{number}\x02' if int(number) in self.pids else number


def name_pids(line, names):
    """The marks of a normalised line, replaced by the names of the tasks; without names, by one word for all."""
    if '\x01' not in line:
        return line
    if names is None:
        return PID_MARK.sub('PID', line)
    return PID_MARK.sub(lambda found: names.get(int(found[1]), 'PID'), line)
