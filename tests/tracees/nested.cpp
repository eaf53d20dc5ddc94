// A tracee that is a tracer itself: it traces its own child with PTRACE_TRACEME and PTRACE_SYSCALL.
// The argument "followed" says that the child is traced already (-f), so PTRACE_TRACEME must fail for it with EPERM.
// The hard part for the outer tracer: its tracee waits for stops, and sees SIGTRAPs that are none of its own.
#include "tracees/tracee.hpp"

#include <csignal>
#include <cstring>
#include <sys/ptrace.h>
#include <sys/wait.h>

int main(int argc, char** argv) {
    const bool followed = argc > 1 && strcmp(argv[1], "followed") == 0;
    const pid_t child = fork();
    require(child >= 0);
    if (child == 0) {
        const long refused = ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
        require(followed ? refused == -1 && errno == EPERM : refused == 0);
        if (!followed) raise(SIGSTOP);
        if (followed)
            expect_mark(1002);
        else
            mark(1999);
        _exit(6);
    }
    int status, stops = 0;
    for (;;) {
        require(waitpid(child, &status, 0) == child);
        if (!WIFSTOPPED(status)) break;
        require(ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD) == 0);
        stops += WSTOPSIG(status) == (SIGTRAP | 0x80);
        require(ptrace(PTRACE_SYSCALL, child, nullptr, nullptr) == 0);
    }
    require(WIFEXITED(status) && WEXITSTATUS(status) == 6);
    require(followed ? stops == 0 : stops >= 3);  // entry and exit of close, entry of exit_group
    expect_mark(1001);
    expect(tid(), "+++ exited with 0 +++");
}
