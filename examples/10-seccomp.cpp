// Lesson 10: seccomp-bpf as an accelerator: only the calls that are wanted stop the program.
// Not here: a filter for any set of calls on every ABI (src/trace).
// The hard part: the filter must stand before the program runs, and lives in it; so it is installed by the child, between fork and exec.
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

void stop_at(unsigned wanted) {
    sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, wanted, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{sizeof code / sizeof code[0], code};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);  // else only root may (seccomp(2))
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

int stops_of(bool filtered) {
    const pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        if (filtered) stop_at(SYS_chdir);
        for (int i = 0; i < 1000; ++i) syscall(SYS_getppid);
        syscall(SYS_chdir, "/");
        _exit(0);
    }
    int status = 0, stops = 0;
    waitpid(child, &status, 0);
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACESECCOMP);
    while (true) {
        // With a filter the program runs until the filter says so; without, it stops at every door.
        ptrace(filtered ? PTRACE_CONT : PTRACE_SYSCALL, child, 0, 0);
        waitpid(child, &status, 0);
        if (WIFEXITED(status)) return stops;
        ++stops;
    }
}

}  // namespace

int main() {
    std::printf("more than 2000 stops without a filter: %s\n", stops_of(false) > 2000 ? "yes" : "no");
    std::printf("stops with a filter for chdir: %d\n", stops_of(true));
}
