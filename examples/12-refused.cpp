// Lesson 12: why is ptrace refused? The Docker puzzle in five experiments, each testing one hypothesis in front of you.
// Not here: the other dozen of mechanisms; `whytrace` names the one that it was.
// The hard part: EPERM is one answer with many reasons. Only an experiment in which everything else stays the same tells them apart.
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

/// Runs `change` in a process of its own, then asks for what strace asks: to trace a child. 0, or the error.
int try_with(void (*change)()) {
    const pid_t tracer = fork();
    if (tracer == 0) {
        change();
        const pid_t child = fork();
        if (child == 0) _exit(ptrace(PTRACE_TRACEME, 0, 0, 0) == 0 ? 0 : errno);
        int status = 0;
        waitpid(child, &status, 0);
        _exit(WEXITSTATUS(status));
    }
    int status = 0;
    waitpid(tracer, &status, 0);
    return WEXITSTATUS(status);
}

void nothing() {}

void without_capabilities() {
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct none[2] = {};
    syscall(SYS_capset, &header, none);
}

void in_another_user_namespace() {
    if (unshare(CLONE_NEWUSER) != 0) _exit(77);  // not every machine lets everybody do this
}

void under_a_filter() {
    sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ptrace, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{sizeof code / sizeof code[0], code};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

const char* said(int error) {
    return error == 0 ? "allowed" : error == 77 ? "not possible here" : std::strerror(error);
}

}  // namespace

int main() {
    std::printf("1. as we are:                      %s\n", said(try_with(nothing)));
    std::printf("2. no capability at all:           %s\n", said(try_with(without_capabilities)));
    std::printf("3. in a user namespace of our own: %s\n", said(try_with(in_another_user_namespace)));
    std::printf("4. under a seccomp filter:         %s\n", said(try_with(under_a_filter)));
    // A process that cannot exist. ESRCH: the request reached the kernel's rules. EPERM: something in front of them answered.
    for (const bool filtered : {false, true}) {
        const pid_t asker = fork();
        if (asker == 0) {
            if (filtered) under_a_filter();
            _exit(ptrace(PTRACE_ATTACH, 0x3fffffff, 0, 0) == 0 ? 0 : errno);
        }
        int status = 0;
        waitpid(asker, &status, 0);
        std::printf("5. %s, impossible process: %s\n", filtered ? "with the filter" : "without it     ",
                    said(WEXITSTATUS(status)));
    }
}
