// Leaves ten orphans behind: five end before it, five only when it has ended. In a container where the tracer is PID 1,
// they become the tracer's children.
// The hard part for a tracer that is PID 1: waitpid hands it the ends of processes that it traces and of some it does not.
#include "tracees/tracee.hpp"

#include <csignal>

namespace {

int gate[2];   // closes when the parent ends: the late ones wait for that
int early[2];  // closes when the early ones have ended: the parent waits for that

void orphan(int number, bool late) {
    if (fork() != 0) return;
    if (fork() != 0) _exit(1);  // its child is an orphan now
    close(gate[1]);
    char byte;
    if (late) {
        close(early[1]);
        require(read(gate[0], &byte, 1) == 0);
    }
    expect_mark(1000 + number);
    _exit(0);
}

}  // namespace

int main() {
    signal(SIGCHLD, SIG_IGN);  // no zombies in between
    require(pipe(gate) == 0 && pipe(early) == 0);
    for (int i = 0; i < 10; i++) orphan(i, i % 2 == 0);
    close(early[1]);
    char byte;
    require(read(early[0], &byte, 1) == 0);
    expect(tid(), "+++ exited with 5 +++");
    return 5;
}
