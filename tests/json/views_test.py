# What is made of a recording, and of a trace directly: the timeline and the stacks have every call, and say what failed.
# Arguments: whytrace, the folder of the tracees, a folder for what is written.
# Nothing hard here; the same run is looked at in many ways.
import collections
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402

lab = lib.Lab(sys.argv[1], sys.argv[3])
SAMPLER = os.path.join(sys.argv[2], 'sampler')
STORM = os.path.join(sys.argv[2], 'clone_storm')


def must(condition, what):
    if not condition:
        raise lib.Failure(str(what))


def events(recording):
    with open(recording, encoding='ascii') as lines:
        return [json.loads(line) for line in lines]


def calls_by_name(recording):
    return collections.Counter(e['name'] for e in events(recording) if e['event'] == 'syscall')


def timeline_of(path):
    with open(path, encoding='ascii') as file:
        return json.load(file)


def timeline(program):
    def case():
        _, recording = lab.trace(['-f', '-v', '-y'], [program])
        path, _ = lab.read(recording, ['--format=perfetto'], 'timeline.json')
        slices = [e for e in timeline_of(path) if e['ph'] == 'X']
        must(collections.Counter(e['name'] for e in slices) == calls_by_name(recording), 'not the same calls')
        recorded = events(recording)
        failed = sum('error' in e for e in recorded if e['event'] == 'syscall')
        must(sum('error' in e['cat'].split(',') and e['cname'] == 'terrible' for e in slices) == failed, 'errors')
        # Slices of a thread do not overlap, to the nanosecond.
        last = {}
        for e in sorted(slices, key=lambda e: e['ts']):
            must(e['ts'] >= last.get(e['tid'], 0) - 0.0005, ('overlap', e))
            last[e['tid']] = e['ts'] + e['dur']
        forks = [e for e in recorded if e['event'] == 'fork']
        arrows = [e for e in timeline_of(path) if e['ph'] in 'sf']
        must(forks and len(arrows) == 2 * len(forks), 'arrows')
        ends = {e['id']: e['tid'] for e in arrows if e['ph'] == 'f'}
        starts = {e['id']: e['tid'] for e in arrows if e['ph'] == 's'}
        must(sorted((starts[i], ends[i]) for i in ends) == sorted((e['parent'], e['child']) for e in forks), 'whose arrows')
        names = [e['args']['name'] for e in timeline_of(path) if e['ph'] == 'M' and e['name'] == 'process_name']
        must(os.path.basename(program)[:15] in names, names)
        signals = sum(e['event'] == 'signal' for e in recorded)
        must(sum(e['ph'] == 'i' and e['name'].startswith('SIG') for e in timeline_of(path)) == signals, 'signals')
    return case


def timeline_of_a_cut_one():
    """A call that was running when the recording stopped."""
    _, recording = lab.trace([], ['sleep', '0.2'])
    lines = open(recording, encoding='ascii').readlines()
    at = next(i for i, line in enumerate(lines) if '"event":"enter"' in line and 'nanosleep' in line)
    with open(lab.path('running.jsonl'), 'w', encoding='ascii') as file:
        file.writelines(lines[:at + 1])
    path, _ = lab.read(lab.path('running.jsonl'), ['--format=perfetto'], 'timeline.json')
    running = [e for e in timeline_of(path) if e['ph'] == 'X' and e['args'].get('unfinished')]
    must([e['name'] for e in running] == ['clock_nanosleep'], running)


def stacks():
    _, recording = lab.trace(['-f'], [SAMPLER])
    path, _ = lab.read(recording, ['--format=folded-count'], 'folded')
    lines = open(path, encoding='ascii').read().splitlines()
    must(all(re.fullmatch(r'[^;]+(;[^;]+)+ [1-9][0-9]*', line) for line in lines), lines)
    by_name = collections.Counter()
    for line in lines:
        stack, count = line.rsplit(' ', 1)
        by_name[stack.rsplit(';', 1)[1]] += int(count)
    must(by_name == calls_by_name(recording), by_name)
    path, _ = lab.read(recording, ['--format=folded'], 'folded')
    total = sum(int(line.rsplit(' ', 1)[1]) for line in open(path, encoding='ascii'))
    spent = sum(int(e.get('duration', 0)) for e in events(recording) if e['event'] == 'syscall') / 1000
    must(abs(total - spent) <= 0.01 * spent + len(lines), (total, spent))


def direct():
    """Without a recording, to standard output, which the program has as well."""
    for shape in ('json', 'perfetto', 'folded', 'folded-count'):
        done = subprocess.run([lab.whytrace, '--format=' + shape, 'sleep', '0'], capture_output=True, text=True)
        must(done.returncode == 0 and not done.stderr and 'execve' in done.stdout, (shape, done.stderr))
        if shape == 'perfetto':
            json.loads(done.stdout)
    # A file for each task.
    prefix = lab.path('each')
    for old in os.listdir(lab.scratch):
        if old.startswith('each.'):
            os.remove(lab.path(old))
    subprocess.run([lab.whytrace, '-ff', '--format=json', '-o', prefix, SAMPLER], stdout=subprocess.DEVNULL)
    files = [name for name in os.listdir(lab.scratch) if name.startswith('each.')]
    must(len(files) == len({e['tid'] for e in events(lab.trace(['-f'], [SAMPLER])[1]) if 'tid' in e}), files)
    for name in files:
        lab.validate(lab.path(name))
        first, *_, last = events(lab.path(name))
        must(first['event'] == 'start' and last['event'] == 'end', name)


def same_program_twice(program, wanted, whole=('-v', '-y', '-s', '500')):
    """A recording with everything, looked at with less, is what a trace with less has shown: of a program that does the same again."""
    def case():
        command = ['setarch', '-R', os.path.join(sys.argv[2], program)]

        def plain(path):
            """Behind the program's own execve; without ids, which are in lines and in values, and times of the processor."""
            with open(path, encoding='ascii') as file:
                text = file.read()
            text = text[text.index('\n', list(re.finditer(r' execve\(', text))[1].start()) + 1:]
            text = re.sub(r'^(\d+) +', r'\1 ', text, flags=re.M)  # short ids are padded
            ids = {}
            for found in re.findall(r'^(\d+)', text, re.M):
                ids.setdefault(found, f'TASK{len(ids)}')
            text = re.sub(r'\b\d+\b', lambda m: ids.get(m.group(), m.group()), text)
            # What was left of a time limit differs from run to run, and kernel objects are numbered anew, terminals as well.
            text = re.sub(r'left \{tv_sec=\d+, tv_([un]sec)=\d+\}', r'left {tv_\1}', text)
            text = re.sub(r'getrandom\("[^"]*"(\.\.\.)?, 8, GRND_NONBLOCK', 'getrandom(8', text)   # malloc's, of glibc
            text = re.sub(r'(TIOCGPTN, \[|/dev/pts/)\d+', r'\1', text)
            return re.sub(r'((pipe|socket|anon_inode|eventfd):\[|shmget.* = |shm\w+\()\d+', r'\1', text).splitlines()

        one = plain(lab.trace(['-f', *wanted], command)[0])
        _, recording = lab.trace(['-f', *whole], command)
        two = plain(lab.read(recording, ['-f', *wanted])[0])
        for a, b in zip(one, two):
            must(a == b, f'{wanted} of {whole}\n  trace {a[:300]}\n  read  {b[:300]}')
        must(len(one) == len(two), (len(one), len(two)))
    return case


BORN = """
import ctypes, os, platform, threading
libc = ctypes.CDLL(None)
def child(pid):
    if pid == 0:
        os._exit(0)
child(os.fork())
os.posix_spawn('/bin/true', ['true'], {})
thread = threading.Thread(target=lambda: None)
thread.start()
thread.join()
child(libc.syscall(220 if platform.machine() == 'aarch64' else 56, 0, 0, 0, 0, 0))
"""


def kinds_of_birth():
    _, recording = lab.trace(['-f'], [sys.executable, '-c', BORN])
    kinds = [e['kind'] for e in events(recording) if e['event'] == 'fork']
    must(kinds == ['fork', 'vfork', 'thread', 'clone'], kinds)
    path, _ = lab.read(recording, ['--format=perfetto'], 'timeline.json')
    must([e['name'] for e in timeline_of(path) if e['ph'] == 's'] == kinds, 'arrows')


def types_have_names():
    _, recording = lab.trace(['-v'], ['sh', '-c', 'cd /; test -d etc; kill -0 $$; : </dev/null'])
    values = {}

    def look(value):
        if isinstance(value, dict):
            if 'type_name' in value:
                values.setdefault(value['type_name'], set()).add(value['type'])
            for one in value.values():
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)
    for event in events(recording):
        look(event)
    must(values.get('open_flags') == {'flags'} and values.get('stat') == {'struct'}, values)
    must(all(len(types) == 1 for types in values.values()), values)


def recording_of_a_recording():
    """Read with everything and recorded again, it is the same."""
    options = ['-f', '-v', '-yy', '-Y', '-s', '500', '-k']
    for command in ([SAMPLER], [os.path.join(sys.argv[2], 'calls_net')], [os.path.join(sys.argv[2], 'exec_thread'), 'blocked']):
        _, recording = lab.trace([*options, '-e', 'inject=close:retval=3:when=2+3'], command)
        again, _ = lab.read(recording, ['--format=json', *options], 'again.jsonl')
        one, two = events(recording), events(again)
        must(len(one) == len(two), (len(one), len(two)))
        for a, b in zip(one, two):
            must(a == b or a['event'] in ('start', 'end'), f'{a}\n{b}')


def contexts_of_tasks():
    """No task of this machine may have one: made by hand."""
    _, recording = lab.trace(['-f'], ['sh', '-c', 'true; exit 3'])
    lines = [dict(e, context='u:r:shell_t:s0') if 'tid' in e and 'time' in e else e for e in events(recording)]
    with open(lab.path('labelled.jsonl'), 'w', encoding='ascii') as file:
        file.writelines(json.dumps(e) + '\n' for e in lines)
    lab.validate(lab.path('labelled.jsonl'))
    for options, word in ((['--secontext'], '[shell_t] '), (['--secontext=full'], '[u:r:shell_t:s0] '), ([], '')):
        text = open(lab.read(lab.path('labelled.jsonl'), options)[0], encoding='ascii').read().splitlines()
        must(text and all((word or '(') in line and (word != '') == ('shell_t' in line) for line in text[:-1]), (options, text[:3]))
    again, _ = lab.read(lab.path('labelled.jsonl'), ['--secontext=full', '--format=json'], 'again.jsonl')
    must([e for e in events(again) if 'tid' in e and 'time' in e and e.get('context') != 'u:r:shell_t:s0'] == [], 'lost')


CONCERNED = """
import os, select, socket
here = os.open('/etc/passwd', 0)
os.dup2(here, 9)
os.read(9, 10)
poll = select.poll()
poll.register(9)
poll.register(0)
poll.poll(0)
select.select([9], [], [], 0)
os.stat('/etc/passwd'), os.stat('/etc'), os.access('/etc/hostname', 4)
one, other = os.pipe()
os.close(one), os.close(other)
a, b = socket.socketpair()
socket.send_fds(a, [b'x'], [here])
_, (received, *_), *_ = socket.recv_fds(b, 10, 3)
os.pread(received, 5, 0)
os.close(9)
os.chdir('/etc')
os.open('passwd', 0)
os.getcwd()
os.readlink('/proc/self/cwd')
"""


def of_files_and_descriptors():
    """-P and --trace-fds, afterwards and at once: of a program that does the same again."""
    def lines(path):
        with open(path, encoding='ascii') as file:
            text = re.sub(r'\b(si_pid=)?\d{2,7}( +|, )', 'N ', file.read())   # ids, of processes (padded, the short ones) and inodes
        return re.sub(r'(pipe|socket):\[\d+\]', r'\1', text).splitlines()

    def run(*words):
        return subprocess.run(['setarch', '-R', lab.whytrace, *words, sys.executable, '-S', '-c', CONCERNED], stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, check=True, env={'PATH': os.environ['PATH'], 'PYTHONHASHSEED': '0'})
    recording, direct = lab.path('all.jsonl'), lab.path('direct.txt')
    run('-f', '-y', '-v', '--format=json', '-o', recording)
    for wanted, least in ((['-P', '/etc/passwd'], 8), (['--trace-fds=9'], 5), (['-P', '/etc', '--trace-fds=3'], 9), (['-P', '/proc/self/cwd'], 1),
                          (['-P', '/etc/passwd', '-e', 'trace=%desc', '-z'], 4), (['--trace-fds=!3,4,5'], 9), (['-P', '/etc/hostname'], 1)):
        options = ['-f', '-y', '-e', 'signal=none', *wanted]
        run(*options, '-o', direct)
        one, two = lines(direct), lines(lab.read(recording, options)[0])
        must(len(one) >= least, (wanted, one))
        for a, b in zip(one, two):
            must(a == b, f'{wanted}\n  trace {a[:300]}\n  read  {b[:300]}')
        must(len(one) == len(two), (wanted, len(one), len(two)))
    count, _ = lab.read(recording, ['-c', '-P', '/etc/hostname', '-U', 'calls,name'])
    must(re.search(r"^ +1 f?access(at2?)?$", open(count, encoding="ascii").read(), re.M), open(count, encoding="ascii").read())
    # Without -y the recording does not know.
    run('-f', '--format=json', '-o', recording)
    path, said = lab.read(recording, ['-P', '/etc/passwd'])
    must('made without -y' in said and 'stat' in open(path, encoding='ascii').read(), said)


lib.run([('timeline', timeline(SAMPLER)), ('timeline of many', timeline(STORM)), ('timeline, cut', timeline_of_a_cut_one),
         ('stacks', stacks), ('direct', direct), ('kinds of birth', kinds_of_birth), ('names of types', types_have_names),
         ('recorded again', recording_of_a_recording), ('contexts of tasks', contexts_of_tasks),
         ('of files and descriptors', of_files_and_descriptors),
         *((f'{program} with {" ".join(wanted)}', same_program_twice(program, wanted))
           for program in ('calls_files', 'calls_io', 'calls_memory', 'calls_misc', 'calls_net')
           for wanted in ((), ('-y', '-s', '7'), ('-s', '5', '-x')))])
