// Lesson 11: a breakpoint: an instruction that traps, put over the program's own. PTRACE_POKETEXT, PTRACE_SINGLESTEP.
// Not here: symbols, lines (gdb).
// The hard part: the original instruction must run in the end; so it is put back, one step is made, and the trap is put in again.
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <elf.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

__attribute__((noinline, noclone)) void target(int n) { asm volatile("" ::"r"(n) : "memory"); }

user_regs_struct get(pid_t child) {
    user_regs_struct r{};
    iovec part{&r, sizeof r};
    ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &part);
    return r;
}

#if defined(__x86_64__)
long with_trap(long word) {
    return (word & ~0xffL) | 0xcc;
}  // INT3, one byte; the instruction pointer is behind it then
void back_to(pid_t child, std::uintptr_t at) {
    user_regs_struct r = get(child);
    r.rip = at;
    iovec part{&r, sizeof r};
    ptrace(PTRACE_SETREGSET, child, NT_PRSTATUS, &part);
}
int argument(pid_t child) { return static_cast<int>(get(child).rdi); }
#else
long with_trap(long word) { return (word & ~0xffffffffL) | 0xd4200000; }  // BRK #0, four bytes; the pointer stays on it
void back_to(pid_t, std::uintptr_t) {}
int argument(pid_t child) { return static_cast<int>(get(child).regs[0]); }
#endif

}  // namespace

int main() {
    const pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        for (int i = 1; i <= 3; ++i) target(i * 11);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    const auto at = reinterpret_cast<std::uintptr_t>(&target);
    const long original = ptrace(PTRACE_PEEKTEXT, child, at, 0);
    ptrace(PTRACE_POKETEXT, child, at, with_trap(original));
    while (true) {
        ptrace(PTRACE_CONT, child, 0, 0);
        waitpid(child, &status, 0);
        if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP) break;
        std::printf("breakpoint: target(%d)\n", argument(child));
        back_to(child, at);
        ptrace(PTRACE_POKETEXT, child, at, original);
        ptrace(PTRACE_SINGLESTEP, child, 0, 0);
        waitpid(child, &status, 0);
        ptrace(PTRACE_POKETEXT, child, at, with_trap(original));
    }
    std::printf("it ended: %s\n", WIFEXITED(status) ? "by itself" : "otherwise");
}
