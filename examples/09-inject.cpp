// Lesson 9: changing a call: the program is told ENOSPC, and nothing is written. Fault injection in 60 lines.
// Not here: conditions, delays, signals (whytrace -e inject=).
// The hard part: a call is left out by changing its number to -1 at the entry; its result can only be set at the exit.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <elf.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

user_regs_struct get(pid_t child) {
    user_regs_struct r{};
    iovec part{&r, sizeof r};
    ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &part);
    return r;
}

void set(pid_t child, user_regs_struct r) {
    iovec part{&r, sizeof r};
    ptrace(PTRACE_SETREGSET, child, NT_PRSTATUS, &part);
}

#if defined(__x86_64__)
long number(const user_regs_struct& r) { return static_cast<long>(r.orig_rax); }
void set_number(pid_t child, user_regs_struct r, long nr) {
    r.orig_rax = static_cast<unsigned long>(nr), set(child, r);
}
void set_result(user_regs_struct& r, long value) { r.rax = static_cast<unsigned long>(value); }
#else
long number(const user_regs_struct& r) { return static_cast<long>(r.regs[8]); }
void set_number(pid_t child, user_regs_struct, long nr) {  // the kernel has copied x8 by now, and keeps it elsewhere
    int copy = static_cast<int>(nr);
    iovec part{&copy, sizeof copy};
    ptrace(PTRACE_SETREGSET, child, 0x404 /* NT_ARM_SYSTEM_CALL */, &part);
}
void set_result(user_regs_struct& r, long value) { r.regs[0] = static_cast<unsigned long>(value); }
#endif

}  // namespace

int main() {
    const pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        const bool failed = write(STDOUT_FILENO, "never seen\n", 11) == -1;
        _exit(failed ? errno : 0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD);
    while (true) {
        ptrace(PTRACE_SYSCALL, child, 0, 0);
        waitpid(child, &status, 0);
        if (WIFEXITED(status)) break;
        const auto at_entry = get(child);
        const bool is_write = number(at_entry) == SYS_write;
        if (is_write) set_number(child, at_entry, -1);
        ptrace(PTRACE_SYSCALL, child, 0, 0);
        waitpid(child, &status, 0);
        if (WIFEXITED(status)) break;
        if (!is_write) continue;
        auto at_exit = get(child);
        set_result(at_exit, -ENOSPC);
        set(child, at_exit);
    }
    std::printf("the program was told: %s\n", std::strerror(WEXITSTATUS(status)));
}
