// The leader of a thread group exits while its threads go on, and the last thread decides how the process ends.
// With the argument "wait", the threads start when the driver says so; the process can be attached to in between.
// The hard part for a tracer: the leader's end is reported after the last thread's, though it exited first.
#include "tracees/tracee.hpp"

#include <cstring>
#include <pthread.h>

namespace {

pid_t leader;

void* last(void* wait) {
    // The leader is a zombie from here on: it is still in /proc, but no call of it is to come.
    for (char state = 0; state != 'Z';) {
        char text[256];
        FILE* file = fopen("/proc/self/stat", "r");
        require(file && fgets(text, sizeof text, file));
        state = *(strrchr(text, ')') + 2);
        fclose(file);
    }
    if (wait) {
        dprintf(STDOUT_FILENO, "%d thread\n", tid());
        wait_for_driver();
    }
    for (int i = 0; i < 50; i++) expect_mark(1100 + i);
    expect(tid(), "exit_group(7) = ?");
    expect(tid(), "+++ exited with 7 +++");
    expect(leader, "+++ exited with 7 +++");
    syscall(SYS_exit_group, 7);
    return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
    const bool wait = argc > 1 && strcmp(argv[1], "wait") == 0;
    leader = tid();
    pthread_t thread;
    require(pthread_create(&thread, nullptr, last, wait ? argv : nullptr) == 0);
    if (!wait) expect_mark(1001);
    syscall(SYS_exit, 3);
}
