# The situations of tests/container: one row each, for every runtime. Data; container_test.py goes through it.
# Not here: how a runtime is told (runtimes.py).
# A row: what it shows; what is wished for; the command in the container; its exit status; texts that it must print, where a word in braces is the
# runtime's own. Wishes:
#   old         the profile that refuses ptrace to who lacks CAP_SYS_PTRACE      cap     CAP_SYS_PTRACE added
#   user        an ordinary user                                                drop    no capability at all
#   unconfined  no seccomp filter                                               nnp     no_new_privs
#   userns      a user namespace of its own                                     first   the command is PID 1
TRACE = ["/whytrace", "-f", "sh", "-c", "exit 3"]
TRACED = "+++ exited with 3 +++"
WITHOUT = ["/usr/bin/setpriv", "--bounding-set=-sys_ptrace", "--inh-caps=-sys_ptrace"]
# A process sleeps, or is about to; whytrace attaches, and has shown the call in which it sleeps when the process is ended.
ATTACH = ["sh", "-c", """
    d=$(mktemp -d); sleep 1000000 & p=$!; /whytrace -o $d/trace -p $p & t=$!
    until grep -qE '(restart_syscall|nanosleep)[(]' $d/trace 2>/dev/null || ! kill -0 $t 2>/dev/null; do sleep 0.01; done
    kill $p; wait; cat $d/trace"""]
ATTACHED = "+++ killed by SIGTERM +++"
DIAGNOSE = ["/whytrace", "--diagnose"]


def beside_another_user(command):
    """Runs it with a process of user 1000 beside it, whose number stands for PID."""
    return ["sh", "-c", f"""
    /usr/bin/setpriv --reuid=1000 --regid=1000 --clear-groups sleep 1000000 & PID=$!
    until grep -q '^Uid:.1000' /proc/$PID/status || ! kill -0 $PID; do sleep 0.01; done
    {command}; r=$?; kill $PID; exit $r"""]


FAMOUS = "ptrace(PTRACE_TRACEME, ...): Operation not permitted"
PROVED = "refused: seccomp (proved)"

ROWS = [
    ("a child", "", TRACE, 3, [TRACED]),
    ("attached to another process", "", ATTACH, 0, [ATTACHED]),
    ("--diagnose, and where we are", "", DIAGNOSE, 0, ["allowed: a child of ours may be traced", "{place}", "{looks}"]),
    ("an ordinary user: a child", "user", TRACE, 3, [TRACED]),
    ("an ordinary user: attached", "user", ATTACH, 0, [ATTACHED]),
    ("no capability: a child", "drop", TRACE, 3, [TRACED]),
    ("no capability: attached", "drop", ATTACH, 0, [ATTACHED]),
    ("no-new-privileges", "nnp", TRACE, 3, [TRACED]),
    ("unconfined", "unconfined", TRACE, 3, [TRACED]),
    ("a user namespace", "userns", TRACE, 3, [TRACED]),
    ("the capability added", "cap", TRACE, 3, [TRACED]),
    ("the old profile: strace's line", "old", ["strace", "true"], 1, [FAMOUS]),
    ("the old profile: whytrace proves seccomp", "old", ["/whytrace", "true"], 1, [PROVED, "{place}", "{remedy}"]),
    ("the old profile, asked", "old", DIAGNOSE, 1, [PROVED, "{old_looks}"]),
    ("the old profile and the capability", "old cap", TRACE, 3, [TRACED]),
    ("the same, the capability dropped again inside", "old cap", WITHOUT + TRACE, 3, [TRACED]),
    ("the same as an ordinary user", "old cap user", TRACE, 3, [TRACED]),
    ("PID 1: the program's exit code", "first", ["/whytrace", "sh", "-c", "exit 3"], 3, [TRACED]),
    ("PID 1: a death by signal is 128 + its number", "first", ["/whytrace", "sh", "-c", "kill -SEGV $$"], 139,
     ["+++ killed by SIGSEGV"]),
    ("PID 1: orphans are traced to their end", "first", ["/whytrace", "-f", "sh", "-c", '(sh -c "exit 4" &) ; true'], 0,
     ["exited with 4"]),
]

# What is refused, and asked again after each remedy that whytrace names: what is wished for, the question.
REFUSED = [
    ("the old profile", "old", DIAGNOSE),
    ("another user's process", "", beside_another_user("/whytrace --diagnose -p $PID")),
]

# A process that lives until it is ended, and answers each line in one pipe with what /etc/passwd holds in another.
TARGET = ["sh", "-c", "rm -f /tmp/answer; mkfifo /tmp/answer /tmp/go; while read line </tmp/go; do cat /etc/passwd >/tmp/answer; done"]
# From the host, attached to it: what is shown, options, what must come.
FROM_HOST = [
    ("-p", ["-f"], ["openat(AT_FDCWD, \"/etc/passwd\""]),
    ("-k", ["-f", "-k"], ["openat(AT_FDCWD, \"/etc/passwd\"", " > /bin/busybox("]),
    ("-P, a link that only the container has", ["-f", "-P", "/etc/alias"], ["openat(AT_FDCWD, \"/etc/passwd\""]),
    ("pids of both namespaces", ["-f", "--decode-pids=pidns"], ["in strace's PID NS"]),
]
