// Lesson 3: number, arguments and result of a call, from the registers. PTRACE_GETREGSET on x86_64 and aarch64.
// Not here: PTRACE_GET_SYSCALL_INFO, which tells the same on every architecture (lesson 2).
// The hard part: x0 of aarch64 is the first argument and later the result, so arguments must be kept from the entry.
#include <csignal>
#include <cstdio>
#include <elf.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

#if defined(__x86_64__)
using registers = user_regs_struct;
long number(const registers& r) { return static_cast<long>(r.orig_rax); }  // rax itself holds -ENOSYS at the entry
long first(const registers& r) { return static_cast<long>(r.rdi); }        // then rsi, rdx, r10, r8, r9
long result(const registers& r) { return static_cast<long>(r.rax); }
#else
using registers = user_regs_struct;
long number(const registers& r) { return static_cast<long>(r.regs[8]); }
long first(const registers& r) { return static_cast<long>(r.regs[0]); }  // then x1 to x5
long result(const registers& r) { return static_cast<long>(r.regs[0]); }
#endif

registers registers_of(pid_t child) {
    registers r{};
    iovec part{&r, sizeof r};
    ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &part);
    return r;
}

}  // namespace

int main() {
    const pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        syscall(SYS_close, 77);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD);
    while (true) {
        ptrace(PTRACE_SYSCALL, child, 0, 0);
        waitpid(child, &status, 0);
        if (WIFEXITED(status)) break;
        const registers at_entry = registers_of(child);
        if (number(at_entry) != SYS_close || first(at_entry) != 77) continue;
        ptrace(PTRACE_SYSCALL, child, 0, 0);
        waitpid(child, &status, 0);
        std::printf("call number: %s\n", number(at_entry) == SYS_close ? "that of close" : "?");
        std::printf("first argument: %ld\n", first(at_entry));
        std::printf("result: %ld, which is -EBADF\n", result(registers_of(child)));
    }
}
