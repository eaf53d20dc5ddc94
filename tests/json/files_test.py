# Files that are not whole, not ours, or too large to be held: what --read makes of them. And what a tracer leaves that is killed.
# Arguments: whytrace, a folder for what is written.
# Hard part: the tracer dies in the middle; its program must have gone on long enough for something to be lost.
import json
import os
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402

lab = lib.Lab(sys.argv[1], sys.argv[2])


def recorded():
    return lab.trace(['-f'], ['sh', '-c', 'ls / & wait; cat /nowhere'])


def read(path, *options, feed=None):
    return subprocess.run([lab.whytrace, '--read', path, *options], capture_output=True, input=feed)


def must(condition, what):
    if not condition:
        raise lib.Failure(str(what))


class Lateness(threading.Thread):
    """How late this machine wakes up who sleeps 25 ms, as the tracer's timer does; a busy one does not keep its word to us either."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen = []
        self.stopped = False

    def run(self):
        while not self.stopped:
            begun = time.monotonic()
            time.sleep(0.025)
            self.seen.append((time.monotonic(), time.monotonic() - begun - 0.025))

    def lately(self):
        """Milliseconds, in the last 300."""
        self.stopped = True
        self.join()
        return 1e3 * sum(late for at, late in self.seen if at > time.monotonic() - 0.3)


def killed():
    """One call in about two milliseconds: the file must not be more than 100 ms behind when SIGKILL comes."""
    lateness = Lateness()
    lateness.start()
    path = lab.path('killed.jsonl')
    if os.path.exists(path):
        os.remove(path)
    program = 'import os, time\nwhile True:\n    os.getppid()\n    time.sleep(0.002)\n'
    tracer = subprocess.Popen([lab.whytrace, '--format=json', '-o', path, sys.executable, '-c', program])
    try:
        deadline = time.monotonic() + 20
        while (os.path.getsize(path) if os.path.exists(path) else 0) < 500_000:
            must(time.monotonic() < deadline, 'too little is written')
            time.sleep(0.01)
        at = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
        tracer.kill()
        tracer.wait()
        late = lateness.lately()
    finally:
        with open(path, 'rb') as file:
            text = file.read()
        lines = text.split(b'\n')
        events = [json.loads(line) for line in lines[:-1]]
        tracee = next(e['tid'] for e in events if e['event'] == 'attach')
        try:
            os.kill(tracee, signal.SIGKILL)
        except ProcessLookupError:
            pass
    behind = (at - max(int(e['monotonic']) + int(e.get('duration', 0)) for e in events)) / 1e6
    print(f'SIGKILL: the file is {behind:.0f} ms behind, timers were {late:.0f} ms late')
    must(behind < 100 + late, f'{behind} ms behind, timers were {late} ms late')
    for cut in (text, text[:-5], text.rstrip(b'\n')):
        with open(path, 'wb') as file:
            file.write(cut)
        done = read(path)
        must(done.returncode == 0, done.stderr)
        calls = sum(e['event'] in ('syscall', 'enter') for e in events)
        must(calls - 2 <= done.stdout.count(b'\n') <= calls + 1, (done.stdout.count(b'\n'), calls))
        says = b'the last line is cut' if not cut.endswith((b'\n', b'}')) else b'the recording has no end'
        must(says in done.stderr, (cut[-40:], done.stderr))


def every_cut():
    """Wherever a file ends, all whole lines before are read."""
    _, recording = recorded()
    with open(recording, 'rb') as file:
        text = file.read()
    first = text.index(b'\n') + 1
    whole = read(recording).stdout.split(b'\n')
    for at in range(first, first + 3000, 37):
        done = read('-', feed=text[:at])
        must(done.returncode == 0, (at, done.stderr))
        must(done.stderr.count(b'\n') >= 1, at)
        lines = done.stdout.split(b'\n')[:-2]   # the last one may have had another beside it
        must(lines == whole[:len(lines)], at)


def not_ours():
    # Words of ours are shown as they are, so they must be like ours.
    event = b'{"event":"syscall","tid":1,"abi":"x86_64","number":3,%s,"result":1}\n'
    shown_as_it_is = [event % (b'"args":[%s]' % value) for value in (
        b'{"type":"enum","value":1,"symbol":"%s"}', b'{"type":"flags","value":1,"flags":["%s"]}',
        b'{"type":"flags","value":1,"flags":[],"rest":"%s"}', b'{"type":"enum","value":1,"unknown":"%s"}',
        b'{"type":"i32","value":1,"comment":"%s"}', b'{"type":"i32","value":1,"name":"%s","named":true}', b'{"type":"text","value":"%s"}',
        b'{"type":"struct","value":{"%s":{"type":"i32","value":1}}}')]
    shown_as_it_is.append(event % b'"args":[],"dump":"%s"')
    event = shown_as_it_is[0]
    one_line = [
        (b'hello\n', b'line 1'), (b'{"event":"syscall"}\n', b'line 1'), (b'[1,2]\n', b'not an object'), (b'{"a":\n{}\n', b'line 1'),
        (b'{"event":"start","schema":99}\n', b'later version'), (b'{"event":7}\n', b'line 1'),
        (b'{"event":"syscall","abi":"x","args":[],"result":1}\n', b'unknown abi'),
        (b'{"event":"syscall","abi":"x86_64","args":[{"type":"i99","value":1}],"result":1}\n', b'unknown type'),
        (b'{"event":"syscall","abi":"x86_64","args":[{"type":"i32"}],"result":1}\n', b'lacks'),
        (b'{"event":"syscall","abi":"x86_64","args":[' + b'{"type":"array","value":[' * 500 + b']}' * 500 + b'],"result":1}\n', b'too deeply'),
        *((event % rb'\u001b]0;owned\u0007', b'other characters') for event in shown_as_it_is), (event % b'\xc2\x9b31m', b'other characters'),
        (b'{"event":"syscall","abi":"\\u001b[31m","args":[],"result":1}\n', rb"unknown abi '\33[31m'"),
        (b'[' * 1_000_000 + b'\n', b'line 1'), (b'\x7fELF\x02\x01\x00\x00\n', b'line 1'), (os.urandom(100_000) + b'\n', b'line 1'),
    ]
    for text, says in one_line:
        done = read('-', feed=text)
        must(done.returncode == 1 and done.stderr.count(b'\n') == 1 and says in done.stderr and not done.stdout,
             (text[-120:], done.returncode, done.stderr[:300]))
    done = read(lab.path('not/there'))
    must(done.returncode == 1 and b"No such file or directory" in done.stderr, done.stderr)
    for there in ('-', os.devnull):
        done = read(there, 'ls', feed=b'')
        must(done.returncode == 1 and b'mutually exclusive' in done.stderr, done.stderr)
    must(read('-', feed=b'').returncode == 0, 'an empty file is an empty trace')


def called_like_a_set():
    """--read=3 is strace's; the file of that name has a path. (Wrong sets: tests/core/wrong_values_test.cpp.)"""
    _, recording = recorded()
    for name in ('3', '3,4', 'all', 'none', '!3'):
        os.replace(recording, lab.path(name))
        recording = lab.path(name)
        whole = read(recording)
        must(whole.returncode == 0 and whole.stdout, whole.stderr)
        again = subprocess.run([lab.whytrace, '--read=./' + name], capture_output=True, cwd=lab.scratch)
        must(again.stdout == whole.stdout, again.stderr)
        done = subprocess.run([lab.whytrace, '--read', name], capture_output=True, cwd=lab.scratch)
        must(done.returncode == 1 and b'must have PROG' in done.stderr, done.stderr)
    dumped = [subprocess.run([lab.whytrace, '-e', 'trace=read', *words, 'cat', recording], capture_output=True).stderr
              for words in (('--read=3,4',), ('--read', '3,4'), ('-e', 'read=3,4'))]
    must(b' | 00000  7b 22 65' in dumped[0], dumped[0][:1000])
    must(len({text.count(b'\n') for text in dumped}) == 1, 'not the same dumps')


def what_is_not_known():
    """Events and keys of later versions are passed over."""
    _, recording = recorded()
    with open(recording, 'rb') as file:
        lines = file.read().split(b'\n')
    more = b'\n'.join(line[:-1] + b',"news":{"a":[1]}}\n{"event":"news","x":1}' if line else line for line in lines)
    must(read('-', feed=more).stdout == read(recording).stdout, 'not the same')


def selections():
    """What another tool has selected, and what our own options select."""
    text, recording = lab.trace([], ['cat', '/nowhere', '/etc/passwd'])
    with open(text, 'rb') as file:
        lines = file.read().split(b'\n')[:-1]
    quiet = ['-e', 'signal=none', '-qq']
    for options, keep in ((['-e', 'trace=openat'], lambda l: l.startswith(b'openat(')), (['-Z'], lambda l: b' = -1 E' in l),
                          (['-z', '-e', 'trace=execve,openat'], lambda l: l.split(b'(')[0] in (b'execve', b'openat') and b' = -1 ' not in l)):
        want = [line for line in lines if keep(line)]
        got = read(recording, *options, *quiet).stdout.split(b'\n')[:-1]
        must(want and got == want, (options, want, got))
    with open(recording, 'rb') as file:
        chosen = b''.join(line for line in file if b'"name":"openat"' in line)
    must(read('-', feed=chosen).stdout.split(b'\n')[:-1] == [l for l in lines if l.startswith(b'openat(')], 'selected outside')


def large():
    """100,000 calls take no more memory than 5,000."""
    _, recording = lab.trace([], ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', 'count=5000'])
    with open(recording, 'rb') as file:
        part = file.read()

    def peak(parts):
        # The address sanitizer, where there is one, would keep what was freed.
        reader = subprocess.Popen([lab.whytrace, '--read', '-', '-o', '/dev/null'], stdin=subprocess.PIPE,
                                  env={**os.environ, 'ASAN_OPTIONS': 'quarantine_size_mb=1'})
        for _ in range(parts):
            reader.stdin.write(part)
        reader.stdin.close()
        _, status, usage = os.wait4(reader.pid, 0)
        must(status == 0, 'it failed')
        return usage.ru_maxrss / 1024

    few, many = peak(1), peak(20)
    must(many < 1.1 * few + 4, f'{few} MB, {many} MB')


lib.run([('killed', killed), ('every cut', every_cut), ('not ours', not_ours), ('called like a set', called_like_a_set), ('what is not known', what_is_not_known),
         ('selections', selections), ('large', large)])
