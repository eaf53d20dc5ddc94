// Lesson 2: a stop at each entry and each exit of a system call. PTRACE_SYSCALL, PTRACE_O_TRACESYSGOOD, PTRACE_GET_SYSCALL_INFO.
// Not here: what the calls are (lessons 3 to 5).
// The hard part: entry and exit look alike to waitpid. Counting them in turn goes wrong sooner or later; asking does not.
#include <csignal>
#include <cstdio>
#include <linux/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

// <sys/ptrace.h> and <linux/ptrace.h> do not go together, and the second one has the structure.
long request(long what, pid_t tid, unsigned long addr, unsigned long data) {
    return syscall(SYS_ptrace, what, tid, addr, data);
}

}  // namespace

int main() {
    const pid_t child = fork();
    if (child == 0) {
        request(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        for (int i = 0; i < 3; ++i) syscall(SYS_getppid);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    request(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD);
    int entries = 0, exits = 0;
    while (true) {
        request(PTRACE_SYSCALL, child, 0, 0);
        waitpid(child, &status, 0);
        if (WIFEXITED(status)) break;
        if (WSTOPSIG(status) != (SIGTRAP | 0x80)) continue;  // not a syscall-stop; lesson 7 does better
        ptrace_syscall_info info{};
        request(PTRACE_GET_SYSCALL_INFO, child, sizeof info, reinterpret_cast<unsigned long>(&info));
        if (info.op == PTRACE_SYSCALL_INFO_ENTRY && info.entry.nr == SYS_getppid) {
            std::printf("status %#x  entry, ", status);
            ++entries;
        } else if (info.op == PTRACE_SYSCALL_INFO_EXIT && entries > exits) {
            std::printf("status %#x  exit: %s\n", status, info.exit.rval == getpid() ? "our own id" : "?");
            ++exits;
        }
    }
    std::printf("%d calls, %d stops\n", entries, entries + exits);
}
