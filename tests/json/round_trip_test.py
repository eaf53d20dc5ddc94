# Text made from a recording equals the text of the trace itself, to the byte; and every line of the recording obeys the schema.
# Over every tracee of the suite, or with "programs" over those of the comparison with strace.
# Hard part: a run happens once, so text and recording are made of the same one (--record).
import argparse
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402

VARIANTS = {
    'plain': ['-f'],
    'detailed': ['-f', '-v', '-y', '-X', 'verbose', '-s', '200'],
    'timed': ['-f', '-tt', '-T', '-r', '-n', '-i', '-N', '-Y', '-xx'],
    'failed': ['-f', '-Z', '-X', 'raw', '-a', '60'],
    'of files': ['-f', '-y', '-P', '/dev/null', '-P', '/etc/ld.so.cache', '-P', '/etc', '--trace-fds=4,5,7'],
    'chosen': ['-f', '-e', 'trace=%file,%process', '-yy', '-ttt', '-e', 'signal=!SIGCHLD'],
}

# The tracee, its arguments, what is on its standard input.
TRACEES = [
    ('blocked read', b''), ('blocked sleep', b''), ('blocked poll', b''), ('blocked futex', b''), ('busy 4', b'rq'),
    ('calls_files', b''), ('calls_io', b''), ('calls_memory', b''), ('calls_misc', b''), ('calls_net', b''),
    ('calls_process', b''), ('calls_signals', b''), ('clone_storm', b''), ('clone_untraced', b''), ('counting', b'x'),
    ('engine many', b''), ('exec_thread blocked', b''), ('exec_thread exited', b''), ('fatal exit 3', b''),
    ('fatal kill 10', b''), ('fatal thread 15', b''), ('fatal segv', b''), ('fatal ill', b''), ('fatal trap', b''),
    ('fatal abort', b''), ('inherited one two', b''), ('int80', b''), ('job_control', b''), ('job_control threads', b''),
    ('killed', b''), ('leader_exits', b''), ('nested followed', b''), ('orphans', b''), ('sampler', b''), ('signals', b''),
    ('thirty_two', b''), ('vfork_wait', b''), ('descriptors', b''), ('moving', b''), ('stacked', b''), ('tampered', b''),
]
# Of these the values matter, not what tasks and signals do.
MORE = [
    *(f'calls_{area}' for area in ('ancillary', 'async', 'attributes', 'bpf', 'events', 'futex', 'interfaces', 'ioctls', 'ipc', 'keys', 'mounts', 'options', 'prctl',
                                   'sched', 'security', 'time', 'watches')),
    *(f'calls32_{area}' for area in ('files', 'io', 'memory', 'misc', 'net', 'process', 'signals')),
    'calls_ptrace',
]
# It traces its own children, so nobody else can.
ALONE = 'calls_ptrace'

# Threads that begin to read at once, and end one after the other.
READERS = '''
import os, threading, time
there, here = os.pipe()
together = threading.Barrier(81)
def reader():
    together.wait()
    os.read(there, 1)
readers = [threading.Thread(target=reader) for _ in range(80)]
for thread in readers: thread.start()
together.wait()
for _ in readers:
    time.sleep(0.005)
    os.write(here, b'x')
'''


def round_trip(lab, options, trace):
    text, recording = trace(options)
    if not os.path.exists(recording):
        raise lib.Failure('nothing was recorded')
    read, said = lab.read(recording, options)
    if said:
        raise lib.Failure('said: ' + said)
    lab.must_be_equal(' '.join(options), text, read)
    return recording


def tracee_cases(lab, folder):
    for words, feed in TRACEES + [(words, b'') for words in MORE]:
        name, *arguments = words.split()
        program = os.path.join(folder, name)
        if not os.path.exists(program):
            print(f'NOT RUN: {name} was not built')
            continue

        def case(words=words, command=(program, *arguments), feed=feed):
            for variant, options in VARIANTS.items():
                if words in MORE and variant not in ('detailed', 'timed'):
                    continue
                if words == ALONE:
                    options = [option for option in options if option != '-f']
                recording = round_trip(lab, options, lambda o: lab.trace(o, command, feed))
                if variant == 'detailed':
                    lab.validate(recording)
        yield words, case

    def other_names():
        """A call goes on under another name: an execve during which another task does something."""
        options = ['-f', '-k', '-yy', '-Y', '-e', 'read=0,3', '-e', 'write=1']
        lab.validate(round_trip(lab, options, lambda o: lab.trace(o, ['sh', '-c', 'ls / | sort | cat >/dev/null & ls / | wc'])))
    yield 'names, stacks, dumps', other_names

    def waiting():
        """The first of several that wait, or of more than are held back, ends while nothing else is seen."""
        for call, command in (('clock_nanosleep', ['sh', '-c', 'sleep 0.3 & sleep 0.4 & sleep 0.5 & wait']),
                              ('read', [sys.executable, '-c', READERS])):
            round_trip(lab, ['-f', '-e', 'trace=' + call], lambda o, command=command: lab.trace(o, command))
    yield 'waiting', waiting
    yield from changed_cases(lab, folder)


INJECTIONS = ['fault=openat:error=EACCES:path=/etc/passwd', 'inject=close:retval=7:when=3+5', 'inject=write:delay_exit=1000',
              'inject=read:poke_exit=@arg2=4142:when=2', 'inject=openat:poke_enter=@arg2=00:path=copy:when=2', 'inject=dup2:error=EIO:syscall=getpid:when=50',
              'inject=brk:signal=SIGCONT:when=2', 'inject=mmap:delay_enter=1ms:when=2+5', 'inject=exit_group:retval=3:when=1']


def changed_cases(lab, folder):
    """What options of a trace add to its lines: each kind must be there, and come through."""
    def shows(options, command, words, validated=True):
        recording = round_trip(lab, options, lambda o: lab.trace(o, command))
        text = open(lab.path('direct.txt'), encoding='utf-8', errors='surrogateescape').read()
        for word in words:
            if word not in text:
                raise lib.Failure(f'{options}: no "{word}"')
        if validated:
            lab.validate(recording)

    def injected():
        rules = [word for rule in INJECTIONS for word in ('-e', rule)]
        command = ['sh', '-c', 'ls / >copy; sort copy; cat copy copy /etc/passwd; while read -r x; do echo "$x"; done <copy; exit 1']
        notes = [' (INJECTED)', ' (INJECTED: args)', ' (DELAYED)', '--- SIGCONT ', '= 7 (INJECTED)', 'EACCES (Permission denied) (INJECTED)']
        for more in ([], ['-T', '-y', '-N'], ['-k']):
            shows(['-f', *more, *rules], command, notes)
    yield 'injected', injected

    def dumped():
        for size in ('0', '3', '2000'):
            shows(['-s', size, '-e', 'read=all', '-e', 'write=all'], [os.path.join(folder, 'moving')], [' | 00000  '])
            shows(['-s', size, '-xx', '--read=!0', '-e', 'write=1000'], [os.path.join(folder, 'moving')], [' | 00000  '])
    yield 'dumped', dumped

    def with_stacks():
        for options in (['-k'], ['-kk'], ['-f', '-k', '--stack-trace-frame-limit=2']):
            shows(options, [os.path.join(folder, 'sampler')], [' > '])
            shows(options, [os.path.join(folder, 'stacked')], [' > '])
    yield 'stacks', with_stacks

    def contexts():
        path = lab.path('labelled')
        open(path, 'w', encoding='ascii').close()
        try:
            os.setxattr(path, 'security.selinux', b'system_u:object_r:thing_t:s0:c1')
        except OSError as error:
            print(f'NOT RUN: contexts: {error}')
            return
        command = ['cat', path]
        for options in (['--secontext'], ['-y', '--secontext'], ['-yy', '-v']):
            shows(options, command, ['[thing_t]'] if '--secontext' in options else [])
        shows(['-y', '--secontext=full'], command, [' [system_u:object_r:thing_t:s0:c1]>'])
        # Recorded whole, looked at in every way.
        _, recording = lab.trace(['--secontext=full', '-y'], command)
        for options, word in ((['--secontext'], ' [thing_t], O_RDONLY) = 3 [thing_t]'), (['-y'], f' = 3<{path}>'), ([], 'O_RDONLY) = 3\n')):
            text = open(lab.read(recording, options)[0], encoding='utf-8').read()
            if word not in text or ('thing_t' in text) != ('--secontext' in options):
                raise lib.Failure(f'{options}: {text[-1500:]}')
    yield 'contexts', contexts


def program_cases(lab, bench):
    sys.path.insert(0, bench)
    from comparison import program as programs
    from comparison import run
    for name in programs.names():
        def case(name=name):
            traced = programs.Program(name, lab.scratch)
            missing = traced.missing()
            if missing:
                print(f'NOT RUN: {name} needs {" ".join(missing)}')
                return
            try:
                for options in (VARIANTS['timed'][:-2] + ['-xx'], VARIANTS['detailed']):   # the comparison knows no -Y
                    def trace(options):
                        recording = lab.path(name + '.jsonl')
                        traced.trace([lab.whytrace], run.Options((*options, '--record=' + recording)))
                        return traced.log, recording
                    recording = round_trip(lab, options, trace)
                if name != 'gcc':   # the validator needs milliseconds a line
                    lab.validate(recording)
            finally:
                traced.close()
        yield name, case


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('what', choices=('tracees', 'programs'))
    parser.add_argument('whytrace')
    parser.add_argument('folder', help='of the tracees; or of the comparison')
    parser.add_argument('scratch')
    parser.add_argument('--only')
    given = parser.parse_args()
    lab = lib.Lab(given.whytrace, given.scratch)
    cases = tracee_cases if given.what == 'tracees' else program_cases
    lib.run([(name, case) for name, case in cases(lab, given.folder) if not given.only or given.only in name])


main()
