# Counts the forms of each call in the tracees that make calls in odd forms (tests/tracees/calls): count_forms.py WHYTRACE TRACEE...
# Not the judge of what a form looks like (compare_calls.py).
# Hard part: a form is a line that no other equals but for the number that came back, so that what a loop repeats counts once.

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict

from comparison.run import Options, trace

ENOUGH = 4
CALL = re.compile(r'(\w+)\((.*?)(?: = (?:\d+|0x[0-9a-f]+))?$')

# Calls with fewer forms, and why.
FEWER = {
    'it takes no argument': 'fork vfork getpid getppid gettid getuid geteuid getgid getegid getpgrp setsid munlockall pause sched_yield sync '
                            'vhangup restart_syscall rseq_slice_yield inotify_init',
    'it takes what lies on the stack, and must be right': 'rt_sigreturn',
    'who calls it is no more': 'exit exit_group',
    'who calls it, and is no probe of the kernel, is killed': 'uretprobe',
}
NEVER = ('uretprobe',)


def forms(whytrace, programs):
    """The distinct lines of each call."""
    found = defaultdict(set)
    with tempfile.TemporaryDirectory(prefix='forms.') as folder:
        place = os.path.join(folder, 'in')
        for program in programs:
            os.mkdir(place)
            traced = trace([whytrace], Options(()), [program], place, os.path.join(folder, 'trace'), keep_addresses=True)
            for line in traced.run.log.root.lines:
                call = CALL.match(line)
                if call:
                    found[call[1]].add(call[2])
            shutil.rmtree(place)
    return found


def known(whytrace):
    """The calls of this machine's ABI, by the program's own list."""
    head, *rows = subprocess.run([whytrace, '--list'], check=True, capture_output=True, text=True).stdout.splitlines()
    column = head.split().index(os.uname().machine)
    return [row.split()[0] for row in rows if len(row.split()) > column and row.split()[column].isdigit()]


def faults(found, calls):
    fewer = {name: why for why, names in FEWER.items() for name in names.split()}
    for name in calls:
        count = len(found[name])
        if name not in fewer and count < ENOUGH:
            yield f'{name}: {count} forms: {sorted(found[name])}'
        if name in fewer and count == 0 and name not in NEVER:
            yield f'{name}: never called, although its one form is no matter of arguments ({fewer[name]})'
        if name in fewer and count >= ENOUGH:
            yield f'{name}: {count} forms, so FEWER need not name it'


def main(whytrace, *programs):
    found = forms(os.path.abspath(whytrace), [os.path.abspath(program) for program in programs])
    calls = known(whytrace)
    wrong = list(faults(found, calls))
    print(*wrong, sep='\n')
    print(f'{len(calls)} calls, {sum(len(found[name]) >= ENOUGH for name in calls)} of them in at least {ENOUGH} forms, '
          f'{sum(len(found[name]) for name in calls)} forms in all; {len(wrong)} faults')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
