// The kernel's answers on which both entry/exit paths of the tracer rest, asked of the kernel that runs: one traced child, one call.
// Not a test of whytrace: it shows what a machine does, and that programs and exit codes get in and out of it.
// The hard part is aarch64's x7: 0 at the syscall-enter-stop, 1 at the exit (arch/arm64/kernel/ptrace.c, report_syscall).
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <elf.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

#if defined(__aarch64__)
std::uint64_t number(const user_regs_struct& r) { return r.regs[8]; }
std::int64_t value(const user_regs_struct& r) { return static_cast<std::int64_t>(r.regs[0]); }
bool at_entry(const user_regs_struct& r) { return r.regs[7] == 0; }
#elif defined(__x86_64__)
std::uint64_t number(const user_regs_struct& r) { return r.orig_rax; }
std::int64_t value(const user_regs_struct& r) { return static_cast<std::int64_t>(r.rax); }
bool at_entry(const user_regs_struct& r) { return value(r) == -ENOSYS; }
#endif

[[noreturn]] void fail(const char* what) {
    std::printf("%s: errno %d\n", what, errno);
    std::exit(1);
}

void expect(bool condition, const char* what) {
    std::printf("%s: %s\n", condition ? "holds" : "DOES NOT HOLD", what);
    if (!condition) std::exit(1);
}

user_regs_struct registers_of(pid_t child) {
    user_regs_struct registers{};
    iovec into{&registers, sizeof registers};
    if (ptrace(PTRACE_GETREGSET, child, NT_PRSTATUS, &into) != 0) fail("PTRACE_GETREGSET");
    return registers;
}

__ptrace_syscall_info info_of(pid_t child) {
    __ptrace_syscall_info info{};
    if (ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info) <= 0) fail("PTRACE_GET_SYSCALL_INFO");
    return info;
}

/// Lets the child run to its next stop and returns the stop's signal; 0 after its end.
int next_stop(pid_t child) {
    int status = 0;
    if (ptrace(PTRACE_SYSCALL, child, 0, 0) != 0) fail("PTRACE_SYSCALL");
    if (waitpid(child, &status, 0) != child) fail("waitpid");
    return WIFSTOPPED(status) ? WSTOPSIG(status) : 0;
}

}  // namespace

int main() {
    const pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        syscall(SYS_getppid);
        _exit(0);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) fail("the first stop");
    if (ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) != 0) fail("PTRACE_SETOPTIONS");

    // Before our call the rest of raise() may be seen; it is not looked at.
    do {
        if (next_stop(child) != (SIGTRAP | 0x80)) fail("no stop in getppid");
    } while (number(registers_of(child)) != SYS_getppid);

    const auto entry = info_of(child);
    const auto entry_registers = registers_of(child);
    expect(entry.op == PTRACE_SYSCALL_INFO_ENTRY, "GET_SYSCALL_INFO calls the first stop an entry");
    expect(entry.entry.nr == SYS_getppid, "and names the call that the registers name");
    expect(at_entry(entry_registers), "the registers show an entry");
    expect(entry.stack_pointer == entry_registers.
#if defined(__aarch64__)
                                  sp,
#else
                                  rsp,
#endif
           "both give one stack pointer");

    if (next_stop(child) != (SIGTRAP | 0x80)) fail("no second stop");
    const auto exit = info_of(child);
    const auto exit_registers = registers_of(child);
    expect(exit.op == PTRACE_SYSCALL_INFO_EXIT, "GET_SYSCALL_INFO calls the second stop an exit");
    expect(!at_entry(exit_registers), "the registers show an exit");
    expect(exit.exit.rval == getpid() && value(exit_registers) == getpid(), "both give the result");
    expect(number(exit_registers) == SYS_getppid, "the number register outlives the call");
}
