// The table of explanations, in the words of the manual pages.
// Not here: layout (page.hpp).
// The hard part: to say what is the kernel's rule, and not what is often blamed.
#include "refusal/explanations.hpp"

#include "refusal/page.hpp"

#include <algorithm>

namespace whytrace::refusal {

namespace {

struct row {
    mechanism who;
    std::string_view decides, see, reproduce;
};

constexpr row rows[] = {
    {mechanism::seccomp,
     "A seccomp filter is a small program that a process carries, hands down to its children and can never take off. "
     "It sees the number and the "
     "arguments of every system call before the kernel does, and its verdict (allow, fail with an errno, SIGSYS, kill, "
     "ask a supervisor) is final: "
     "a ptrace that a filter answers never reaches any of the other checks. Capabilities do not pass it. With a "
     "container runtime, "
     "--cap-add=SYS_PTRACE helps only because the runtime writes another filter when it sees that capability.",
     "grep Seccomp /proc/self/status: 2 means there are filters. ptrace on a pid that cannot exist must say ESRCH; any "
     "other answer was given before the "
     "kernel looked. One filter more, with a known verdict, tells how the others rank against it, since the strictest "
     "verdict wins (seccomp(2)).",
     "whytrace --reproduce=docker-18.09 strace ls"},
    {mechanism::emulator,
     "qemu-user, Rosetta, WSL 1 and gVisor answer system calls themselves. What they do not implement they answer by "
     "ENOSYS, ptrace often among it. "
     "No privilege changes that.",
     "ptrace on a pid that cannot exist says ENOSYS and there is no seccomp filter; /proc/version and /proc/cpuinfo "
     "name the emulator or another "
     "machine.",
     "qemu-aarch64 ./an-arm64-program that calls ptrace"},
    {mechanism::kernel_support,
     "PTRACE_SEIZE exists since Linux 3.4; before, and on WSL 1, it is an unknown request (EIO or EINVAL).",
     "uname -r; whytrace --traceme PROGRAM works.", "not on a newer kernel"},
    {mechanism::no_such_process,
     "The kernel looks the number up in the caller's own pid namespace, before any check of rights: ESRCH.",
     "kill -0 PID says the same.", "whytrace --reproduce=no_such_process strace -p {}"},
    {mechanism::pid_namespace,
     "Every pid namespace numbers its processes anew. A container's process has one number inside and another one "
     "outside; ptrace takes the number of "
     "the caller's namespace, whatever /proc is mounted.",
     "grep NSpid /proc/PID/status lists all its numbers, outermost first.",
     "whytrace --reproduce=pid_namespace strace -p {}"},
    {mechanism::kernel_thread, "A kernel thread has no user space: EPERM for everybody, root included.",
     "grep Kthread /proc/PID/status (Linux 6.8); ps shows its name in brackets.",
     "whytrace --reproduce=kernel_thread strace -p {}"},
    {mechanism::self,
     "A process cannot trace a thread of its own thread group: it could not stop itself and act at the same time.",
     "grep Tgid /proc/PID/status", "whytrace --reproduce=self strace -p {}"},
    {mechanism::credentials,
     "The tracer's real uid must equal the target's real, effective and saved uid, and its real gid all three gids; "
     "supplementary groups do not count. "
     "Otherwise CAP_SYS_PTRACE in the target's user namespace is needed. Root in a container has no CAP_SYS_PTRACE by "
     "default, and is refused here.",
     "grep -E '[UG]id|CapEff' /proc/self/status /proc/PID/status",
     "whytrace --reproduce=credentials strace -p {}  (as root)"},
    {mechanism::dumpable,
     "A process may be closed even to its own user: after prctl(PR_SET_DUMPABLE, 0), after it changed its ids, or when "
     "its program is set-id, has file "
     "capabilities or is not readable. Then CAP_SYS_PTRACE is needed in the user namespace in which the program was "
     "executed.",
     "ls -ld /proc/PID /proc/PID/status: the files are root's although the directory is the user's (proc_pid(5)).",
     "whytrace --reproduce=dumpable gdb -p {}"},
    {mechanism::user_namespace,
     "A capability counts in the user namespace that it was given in, and in those below. Root inside a rootless "
     "container is an ordinary user outside. "
     "A tracer and its own child share one, so it never matters for strace PROGRAM.",
     "compare /proc/self/uid_map with /proc/PID/uid_map; readlink /proc/PID/ns/user.",
     "whytrace --reproduce=user_namespace strace -p {}"},
    {mechanism::capabilities,
     "Within one user namespace, the target's permitted capabilities must be among the tracer's, or CAP_SYS_PTRACE is "
     "needed. A forked child has the "
     "tracer's own, so nobody needs CAP_SYS_PTRACE to trace a child: an ordinary user without any capability can.",
     "grep CapPrm /proc/self/status /proc/PID/status; capsh --decode=MASK.",
     "whytrace --reproduce=capabilities strace -p {}  (as root)"},
    {mechanism::yama,
     "kernel.yama.ptrace_scope: 0 no objection; 1 only descendants, those that named the tracer with "
     "prctl(PR_SET_PTRACER), or with CAP_SYS_PTRACE; 2 "
     "only with CAP_SYS_PTRACE; 3 nobody, until the machine is started anew. It looks at ATTACH only: with 1, strace "
     "PROGRAM is never refused, and files like "
     "/proc/PID/exe stay readable.",
     "cat /proc/sys/kernel/yama/ptrace_scope (no such file: no Yama, whatever a message says)",
     "sysctl kernel.yama.ptrace_scope=1, which is the whole machine's setting"},
    {mechanism::landlock,
     "A process that has restricted itself with Landlock, and all that it starts, may trace only what is in its own "
     "domain or below. Root is not exempt. A "
     "sandboxed tracer can trace its children, and nothing that was there before.",
     "landlock_restrict_self(2) works at most 16 times: what still fits tells how many domains there are already. "
     "readlink /proc/PID/exe is refused as "
     "well.",
     "whytrace --reproduce=landlock strace -p {}"},
    {mechanism::apparmor,
     "Both profiles have to agree: the tracer's needs ptrace (trace) with the target's label, the target's ptrace "
     "(tracedby) with the tracer's. EACCES, and a "
     "line in the kernel's log.",
     "cat /proc/self/attr/current /proc/PID/attr/current; dmesg | grep 'operation=\"ptrace\"'",
     "a profile without a ptrace rule, and aa-exec -p"},
    {mechanism::selinux,
     "The policy allows or does not allow process:ptrace from the tracer's domain to the target's; the boolean "
     "deny_ptrace takes it from all. EACCES.",
     "cat /proc/self/attr/current /proc/PID/attr/current; getsebool deny_ptrace; ausearch -m avc",
     "setsebool deny_ptrace 1, which is the whole machine's setting"},
    {mechanism::smack,
     "The labels' rules decide, or /smack/ptrace: 1 the same label or CAP_SYS_PTRACE, 2 the same label. EACCES.",
     "cat /proc/self/attr/current /proc/PID/attr/current /sys/fs/smackfs/ptrace", "labels without a rule between them"},
    {mechanism::bpf_lsm,
     "A BPF program attached to ptrace_access_check or ptrace_traceme may refuse for any reason (Tetragon, KubeArmor "
     "and others do). From inside only this "
     "can be seen: everything else is in order, and yet the kernel refuses.",
     "bpftool prog list (as root): programs of type lsm; tr , '\\n' </sys/kernel/security/lsm | grep bpf",
     "a program of type lsm that returns -EPERM"},
    {mechanism::zombie,
     "A process that has ended and waits for its parent cannot be traced: EPERM, after all other checks have passed.",
     "grep State /proc/PID/status: Z", "whytrace --reproduce=zombie strace -p {}"},
    {mechanism::already_traced,
     "A task has one tracer at most. This is checked last: whoever is refused for this reason would have been allowed "
     "otherwise. Children of a traced process are "
     "traced from their birth if its tracer follows forks.",
     "grep TracerPid /proc/PID/status. A tracer outside our pid namespace is shown as 0; then process_vm_readv(2) "
     "works while ptrace does not.",
     "whytrace --reproduce=already_traced strace ls"},
    {mechanism::unknown,
     "None of the tests recognises what refused. The facts are listed; a security module that whytrace does not know, "
     "a hardened kernel or a patch may be behind "
     "it.",
     "whytrace --diagnose --json lists all that was seen.", "not known"},
};
static_assert(std::size(rows) == mechanism_count);

}  // namespace

std::optional<mechanism> mechanism_named(std::string_view name) {
    const auto found = std::ranges::find(mechanism_names, name);
    if (found == mechanism_names.end()) return std::nullopt;
    return static_cast<mechanism>(found - mechanism_names.begin());
}

std::string explanation(mechanism m, int columns, bool colour) {
    const row& r = *std::ranges::find(rows, m, &row::who);
    page p(columns, colour);
    p.heading(name_of(m));
    p.section("how the kernel decides", r.decides);
    p.section("how to see it", r.see);
    p.section("how to reproduce it", r.reproduce);
    return p.take();
}

}  // namespace whytrace::refusal
