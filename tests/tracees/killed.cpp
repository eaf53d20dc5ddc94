// Tasks that die by SIGKILL at any moment, most of them while their tracer is about to ask for something.
// Not here: death by other signals (fatal.cpp).
// With an argument: children that die at their birth, some before their first stop, some before their parent's event.
// The hard part for a tracer: between a stop and the next request the task is gone (ESRCH), which is news, not an error; and a
// child whose death it has met already is still there, as its parent's zombie, when the parent's event tells of it.
#include "tracees/tracee.hpp"

#include <atomic>
#include <csignal>
#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>

namespace {

void* busy(void*) {
    for (;;) syscall(SYS_getppid);
    return nullptr;
}

/// A process of three threads without rest; tells when it runs.
[[noreturn]] void victim(int ready) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    pthread_t thread;
    for (int i = 0; i < 2; i++) require(pthread_create(&thread, nullptr, busy, nullptr) == 0);
    require(write(ready, "x", 1) == 1);
    busy(nullptr);
    _exit(98);
}

void kill_at_work() {
    for (int i = 0; i < 20; i++) {
        int ready[2];
        require(pipe(ready) == 0);
        const pid_t child = fork();
        require(child >= 0);
        if (child == 0) victim(ready[1]);
        char byte;
        require(read(ready[0], &byte, 1) == 1);
        for (int spin = 0; spin < i; spin++) syscall(SYS_getuid);  // so that the kill hits another moment each time
        require(kill(child, SIGKILL) == 0);
        int status;
        require(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        expect(child, "+++ killed by SIGKILL +++");
        close(ready[0]);
        close(ready[1]);
    }
}

constexpr int parents = 6, children = 20;
std::atomic<pid_t> born[parents];
std::atomic<bool> over;

/// Kills whoever is born; clone(2) tells the id before the child runs and before the parent's event. Untraced, to be quick.
int killer(void*) {
    while (!over)
        for (std::atomic<pid_t>& newest : born)
            if (const pid_t child = newest.exchange(0); child != 0) kill(child, SIGKILL);
    return 0;
}

void* parent(void* newest) {
    for (int i = 0; i < children; i++) {
        const pid_t child =
            static_cast<pid_t>(syscall(SYS_clone, CLONE_PARENT_SETTID | SIGCHLD, nullptr, newest, nullptr, nullptr));
        require(child >= 0);
        if (child == 0) busy(nullptr);
        int status;
        require(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        expect(child, "+++ killed by SIGKILL +++");
    }
    return nullptr;
}

void kill_at_birth() {
    alignas(16) static char stack[64 * 1024];
    const pid_t last = clone(killer, stack + sizeof stack, CLONE_VM | CLONE_UNTRACED | SIGCHLD, nullptr);
    require(last > 0);
    pthread_t threads[parents];
    for (int i = 0; i < parents; i++) require(pthread_create(&threads[i], nullptr, parent, &born[i]) == 0);
    for (pthread_t t : threads) require(pthread_join(t, nullptr) == 0);
    over = true;
    require(waitpid(last, nullptr, 0) == last);
}

}  // namespace

int main(int argc, char**) {
    argc > 1 ? kill_at_birth() : kill_at_work();
    expect_mark(1001);
    expect(tid(), "+++ killed by SIGKILL +++");
    kill(getpid(), SIGKILL);
}
