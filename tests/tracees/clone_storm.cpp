// Many tasks that all create tasks at once, by every way there is: some child stops before its parent's clone event.
// Not here: CLONE_UNTRACED (clone_untraced.cpp), vfork (vfork_wait.cpp).
// The hard part for a tracer: it hears of a child that it does not know yet. With 8 parents at work both reports are
// often pending together, and then the kernel hands out the youngest tracee's first.
#include "tracees/tracee.hpp"

#include <atomic>
#include <csignal>
#include <pthread.h>
#include <sched.h>
#include <sys/wait.h>

namespace {

constexpr int parents = 8, children = 12;
std::atomic<int> next_mark{1000};

void* short_thread(void*) {
    expect_mark(next_mark++);
    return nullptr;
}

void child_of(unsigned long flags, int number) {
    const pid_t child = static_cast<pid_t>(syscall(SYS_clone, flags, nullptr, nullptr, nullptr, nullptr));
    require(child >= 0);
    if (child == 0) {
        expect_mark(number);
        expect(tid(), "+++ exited with %d +++", number % 100);
        _exit(number % 100);
    }
    int status;
    require(waitpid(child, &status, __WALL) == child && WIFEXITED(status) && WEXITSTATUS(status) == number % 100);
}

void* parent(void*) {
    for (int i = 0; i < children; i++) {
        switch (i % 3) {
        case 0: child_of(SIGCHLD, next_mark++); break;
        case 1:
            child_of(CLONE_PARENT_SETTID | CLONE_FILES, next_mark++);
            break;  // no signal at its end: a __WCLONE child
        default:
            pthread_t thread;
            require(pthread_create(&thread, nullptr, short_thread, nullptr) == 0 && pthread_join(thread, nullptr) == 0);
        }
    }
    return nullptr;
}

}  // namespace

int main() {
    pthread_t threads[parents];
    for (pthread_t& t : threads) require(pthread_create(&t, nullptr, parent, nullptr) == 0);
    for (pthread_t t : threads) require(pthread_join(t, nullptr) == 0);
    expect(tid(), "+++ exited with 0 +++");
}
