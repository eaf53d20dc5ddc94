// A child made with CLONE_UNTRACED: it stays untraced, and its parent and siblings stay traced.
// The hard part for a tracer: nothing, as long as it does not count on hearing of every child. With a filter of the tracer's ("served") it
// must stay, and only nothing is to be shown.
#include "tracees/tracee.hpp"

#include <csignal>
#include <cstring>
#include <sched.h>
#include <sys/wait.h>

namespace {

int tracer() {
    char line[256];
    int pid = -1;
    FILE* status = fopen("/proc/self/status", "r");
    require(status);
    while (fgets(line, sizeof line, status))
        if (strncmp(line, "TracerPid:", 10) == 0) pid = atoi(line + 10);
    fclose(status);
    return pid;
}

void child_of(unsigned long flags, bool traced, bool has_tracer) {
    const pid_t child = static_cast<pid_t>(syscall(SYS_clone, flags, nullptr, nullptr, nullptr, nullptr));
    require(child >= 0);
    if (child == 0) {
        require((tracer() != 0) == has_tracer);
        if (traced)
            expect_mark(1002);
        else
            mark(1999);
        _exit(0);
    }
    int status;
    require(waitpid(child, &status, 0) == child && status == 0);
}

}  // namespace

int main(int argc, char**) {
    child_of(SIGCHLD | CLONE_UNTRACED, false, argc > 1);
    expect_mark(1001);
    child_of(SIGCHLD, true, true);
    expect_mark(1003);
    expect(tid(), "+++ exited with 0 +++");
}
