// vfork: the parent waits, uninterruptibly, until the child has called execve or _exit.
// With the argument "hold", the child waits for the driver first, so that one can attach to the waiting parent.
// The hard part for a tracer: the parent cannot be stopped all that time, not by PTRACE_INTERRUPT either.
#include "tracees/tracee.hpp"

#include <cstring>
#include <sys/wait.h>

int main(int argc, char** argv) {
    const char* mode = argc > 1 ? argv[1] : "";
    if (strcmp(mode, "after") == 0) {
        expect_mark(1003);
        expect(tid(), "+++ exited with 4 +++");
        return 4;
    }
    dprintf(STDOUT_FILENO, "%d parent\n", getpid());
    const pid_t child = vfork();
    require(child >= 0);
    if (child == 0) {
        if (strcmp(mode, "hold") == 0) wait_for_driver();
        expect_mark(1001);
        execl(argv[0], argv[0], "after", nullptr);
        _exit(98);
    }
    expect_mark(1002);
    int status;
    require(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 4);
    const pid_t second = vfork();
    require(second >= 0);
    if (second == 0) {
        expect_mark(1004);
        _exit(5);
    }
    require(waitpid(second, &status, 0) == second && WIFEXITED(status) && WEXITSTATUS(status) == 5);
    expect(second, "+++ exited with 5 +++");
    expect_mark(1005);
    expect(tid(), "+++ exited with 0 +++");
}
