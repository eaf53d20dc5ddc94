# How many instructions whytrace itself spends on a traced call, alone and among many tasks that wait, and on a start: counted by callgrind, so nearly the same on every machine and in every mood
# of it, up to the compiler. Fails above a limit: the number to watch for what creeps in.
# Hard part: start and end are not to count. Two runs differ in the number of their calls only, and the difference is what is divided.
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile

LIMITS = {   # option -> instructions a call, about a fifth above what was seen (GCC 12, -O2)
    '': 7000,
}
AMONG = 10, 600    # tasks that wait in a call while one is busy
GROWTH = 1.25      # and how much dearer its calls may be among the most of them than among the fewest; 1.05 was seen
START = 950_000   # instructions from the dynamic loader's first to the last, 28 calls and attaching included; the same
ROUNDS = 5   # of which the least counts: until its program runs, the child is valgrind's too, and on a busy machine makes calls more, all traced


def instructions(*run, rounds=ROUNDS):
    return min(collected(*run) for _ in range(rounds))


def counted(whytrace, folder, *arguments):
    return subprocess.Popen(
        ['valgrind', '--tool=callgrind', '--callgrind-out-file=' + os.path.join(folder, 'out'), whytrace,
         '--cpu-handoff=never', '-o', os.path.join(folder, 'log'), *arguments],
        # Valgrind delivers a signal later than a kernel does; the last tick of the timer must not meet its default disposition.
        preexec_fn=lambda: signal.signal(signal.SIGALRM, signal.SIG_IGN),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def result(run, before=''):
    said = before + run.communicate()[1]
    assert run.returncode == 0, said
    return int(re.search(r'Collected : (\d+)', said).group(1))


def collected(whytrace, options, command, folder):
    return result(counted(whytrace, folder, *options, *command))


# A start without a child of valgrind's, whose own calls before its program runs vary by a hundred: attached to a shell that becomes `true`.
def start(whytrace, folder):
    with subprocess.Popen(['sh', '-c', 'read go; exec ' + shutil.which('true')], stdin=subprocess.PIPE, text=True) as shell:
        run, said = counted(whytrace, folder, '-p', str(shell.pid)), ''
        while ' attached' not in said:
            said += run.stderr.readline() or sys.exit(said)
        shell.stdin.write('\n')
        shell.stdin.flush()
        return result(run, said)


def main():
    (whytrace, scale), failed = sys.argv[1:], False
    if not shutil.which('valgrind'):
        print('TEST SKIPPED: no valgrind, which counts the instructions')
        return 0
    with tempfile.TemporaryDirectory() as folder:
        for option, limit in LIMITS.items():
            few, many = (instructions(whytrace, option.split(), ['dd', 'if=/dev/zero', 'of=/dev/null', 'bs=1', f'count={count}'],
                                      folder) for count in (500, 2500))
            each = (many - few) / (2 * 2000)   # a read and a write for each
            print(f'{option or "text"}: {each:.0f} instructions a call, at most {limit}')
            failed |= each > limit
        costs = []
        for tasks in AMONG:
            few, many = (instructions(whytrace, ['-f'], [scale, 'among', str(tasks), str(calls)], folder, rounds=2)
                         for calls in (1000, 5000))
            costs.append((many - few) / 4000)
            print(f'among {tasks} that wait: {costs[-1]:.0f} instructions a call')
        failed |= costs[-1] > GROWTH * costs[0]
        begun = start(whytrace, folder)
        print(f'start: {begun} instructions, at most {START}')
        failed |= begun > START
    return int(failed)


if __name__ == '__main__':
    sys.exit(main())
