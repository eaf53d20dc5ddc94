# Runs a tracer under a tracer of our own that lets one of its calls fail, or sends it a signal there, and says what became of everybody.
# Not a test; not here: which faults (table.py), what must hold (judge.py).
# The hard part: all that is started ends up as our child (PR_SET_CHILD_SUBREAPER), so its end and its exit status are seen, and nothing
# outlives a run.
import collections
import ctypes
import os
import re
import signal
import time

LIMIT = 60  # seconds that a run may take on a busy machine: it takes a fraction of one
PR_SET_CHILD_SUBREAPER = 36

Run = collections.namedtuple('Run', 'status program_status others output messages trace log problem')
Scene = collections.namedtuple('Scene', 'name options attaches', defaults=[False])


def as_shell(status):
    """The exit status, or minus the signal."""
    return os.waitstatus_to_exitcode(status)


def stat_of(pid):
    """Name, state and parent; nothing if it is gone."""
    try:
        with open(f'/proc/{pid}/stat', encoding='latin-1') as file:
            name, rest = file.read().rsplit(')', 1)
    except OSError:
        return None
    fields = rest.split()
    return name.split('(', 1)[1], fields[0], int(fields[1])


def descendants():
    parents = {int(entry): stat for entry in os.listdir('/proc') if entry.isdigit() and (stat := stat_of(entry))}
    found = {os.getpid()}
    while more := {pid for pid, stat in parents.items() if stat[2] in found} - found:
        found |= more
    return {pid: parents[pid] for pid in found if pid != os.getpid()}


class Lab:
    def __init__(self, whytrace, tracees, scratch):
        self.whytrace = os.path.abspath(whytrace)
        self.program = [os.path.join(os.path.abspath(tracees), 'every_stop')]
        self.scratch = os.path.abspath(scratch)
        os.makedirs(self.scratch, exist_ok=True)
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})

    def path(self, name):
        return os.path.join(self.scratch, name)

    def text(self, name):
        try:
            with open(self.path(name), encoding='utf-8', errors='replace') as file:
                return file.read()
        except FileNotFoundError:
            return ''

    def start(self, argv, output, errors, feed=None):
        """Its standard input is what `feed`, the reading end of a pipe, gives."""
        new = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        actions = [(os.POSIX_SPAWN_DUP2, feed, 0)] if feed is not None else [(os.POSIX_SPAWN_OPEN, 0, '/dev/null', os.O_RDONLY, 0)]
        actions += [(os.POSIX_SPAWN_OPEN, 1, self.path(output), new, 0o600), (os.POSIX_SPAWN_OPEN, 2, self.path(errors), new, 0o600)]
        deadly = {s for s in signal.valid_signals() if s not in (signal.SIGKILL, signal.SIGSTOP)}
        return os.posix_spawn(argv[0], argv, {}, file_actions=actions, setsigmask=[], setsigdef=deadly)

    def outer(self, tampering):
        """The tracer of the tracer. Without -f, so that what the inner one starts is free to be traced by it."""
        return [self.whytrace, '-qqq', '--seccomp-bpf=off', '--cpu-handoff=never', '-o', self.path('log'), *tampering]

    def inner(self, scene, pid):
        named = {'TRACE': self.path('trace'), 'PID': str(pid)}
        words = [self.whytrace] + [named.get(word, word.replace('TRACE', named['TRACE'])) for word in scene.options]
        return words if scene.attaches else words + self.program + [self.path('file')]

    def play(self, scene, tampering=()):
        for name in os.listdir(self.scratch):
            os.remove(self.path(name))
        ends, target, feed = {}, 0, None
        if scene.attaches:
            reading, feed = os.pipe()
            target = self.start([*self.program, self.path('file'), 'wait'], 'output', 'target-errors', reading)
            os.close(reading)
            self.until(lambda: self.text('output'), ends)
        tracer = self.start(self.outer(tampering) + self.inner(scene, target), 'tracer-output' if target else 'output', 'errors')
        if target:
            self.until(lambda: ' attached' in self.text('errors') or tracer in ends, ends)
            os.write(feed, b'x')
            os.close(feed)
        problem = self.reap_all(ends)
        others = {as_shell(status) for pid, status in ends.items() if pid != tracer}
        return Run(status=as_shell(ends[tracer]),
                   program_status=as_shell(ends[target]) if target else 3 if 3 in others else None,
                   others=others, output=self.text('output'), messages=self.messages(), trace=self.traces(), log=self.text('log'),
                   problem=problem)

    def messages(self):
        """All that was said, but that somebody was attached or let go."""
        said = self.text('errors') + self.text('target-errors')
        return re.sub(r'^\S+: Process \d+ (attached|detached)[^\n]*\n', '', said, flags=re.M)

    def traces(self):
        return {name: self.text(name) for name in os.listdir(self.scratch) if name.startswith('trace') and name != 'tracer-output'}

    def until(self, predicate, ends):
        limit = time.monotonic() + LIMIT
        while not predicate() and time.monotonic() < limit:
            self.reap(ends)
            time.sleep(0.001)

    def reap(self, ends):
        """Whether there is anybody left."""
        try:
            while (ended := os.waitpid(-1, os.WNOHANG)) != (0, 0):
                ends[ended[0]] = ended[1]
            return True
        except ChildProcessError:
            return False

    def reap_all(self, ends):
        """What is wrong: somebody has not ended in time. Then everybody is killed."""
        limit = time.monotonic() + LIMIT
        while self.reap(ends):
            if time.monotonic() > limit:
                left = ', '.join(f'{name} ({state})' for name, state, _ in descendants().values())
                self.kill_all(ends)
                return f'left after {LIMIT} s: {left}'
            signal.sigtimedwait({signal.SIGCHLD}, 0.05)
        return ''

    def kill_all(self, ends):
        while self.reap(ends):
            for pid in descendants():
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            signal.sigtimedwait({signal.SIGCHLD}, 0.05)
