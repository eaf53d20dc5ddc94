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
    ('thirty_two', b''), ('vfork_wait', b''),
]


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
    for words, feed in TRACEES:
        name, *arguments = words.split()
        program = os.path.join(folder, name)
        if not os.path.exists(program):
            print(f'NOT RUN: {name} was not built')
            continue

        def case(command=(program, *arguments), feed=feed):
            for variant, options in VARIANTS.items():
                recording = round_trip(lab, options, lambda o: lab.trace(o, command, feed))
                if variant == 'detailed':
                    lab.validate(recording)
        yield words, case

    def other_names():
        """A call goes on under another name: an execve during which another task does something."""
        options = ['-f', '-k', '-yy', '-Y', '-e', 'read=0,3', '-e', 'write=1']
        lab.validate(round_trip(lab, options, lambda o: lab.trace(o, ['sh', '-c', 'ls / | sort | cat >/dev/null & ls / | wc'])))
    yield 'names, stacks, dumps', other_names


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
