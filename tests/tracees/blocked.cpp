// Blocks in one call until the driver lets it go, and checks that nobody can tell that a tracer came in between.
// Arguments: read, sleep, poll, futex, futex_timeout; spin: it makes one call and computes forever. "ready" on stdout
// comes right before the call.
// The hard part for a tracer: an interrupted call enters again, as itself or as restart_syscall.
#include "tracees/tracee.hpp"

#include <cstring>
#include <ctime>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>

namespace {

int word = 1;

long futex(int operation, int value, const timespec* timeout) {
    return syscall(SYS_futex, &word, operation, value, timeout, nullptr, 0);
}

double now() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) / 1e9;
}

/// Wakes the futex when the driver says so.
void* waker(void*) {
    wait_for_driver();
    require(futex(FUTEX_WAKE, 1, nullptr) == 1);
    return nullptr;
}

void block_in(const char* call) {
    const timespec while_attached{2, 0}, long_time{100, 0};
    if (strcmp(call, "read") == 0) {
        wait_for_driver();
    } else if (strcmp(call, "sleep") == 0) {
        const double start = now();
        require(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &while_attached, nullptr) == 0);
        require(now() - start >= 2);
    } else if (strcmp(call, "spin") == 0) {
        mark(1001);
        for (;;) asm volatile("");
    } else if (strcmp(call, "poll") == 0) {
        pollfd p{STDIN_FILENO, POLLIN, 0};
        require(syscall(SYS_ppoll, &p, 1, &long_time, nullptr, 8) == 1 && (p.revents & POLLIN) != 0);
        wait_for_driver();
    } else {
        pthread_t thread;
        require(pthread_create(&thread, nullptr, waker, nullptr) == 0);
        require(futex(FUTEX_WAIT, 1, strcmp(call, "futex") == 0 ? nullptr : &long_time) == 0);
        require(pthread_join(thread, nullptr) == 0);
    }
}

}  // namespace

int main(int argc, char** argv) {
    require(argc == 2);
    dprintf(STDOUT_FILENO, "ready\n");
    block_in(argv[1]);
    expect_mark(1001);
    expect(tid(), "+++ exited with 0 +++");
}
