// Tasks that die by SIGKILL at any moment, most of them while their tracer is about to ask for something.
// Not here: death by other signals (fatal.cpp).
// The hard part for a tracer: between a stop and the next request the task is gone (ESRCH), which is news, not an error.
#include "tracees/tracee.hpp"

#include <csignal>
#include <pthread.h>
#include <sys/wait.h>

namespace {

void* busy(void*) {
    for (;;) syscall(SYS_getppid);
    return nullptr;
}

/// A process of three threads without rest; tells when it runs.
[[noreturn]] void victim(int ready) {
    pthread_t thread;
    for (int i = 0; i < 2; i++) require(pthread_create(&thread, nullptr, busy, nullptr) == 0);
    require(write(ready, "x", 1) == 1);
    busy(nullptr);
    _exit(98);
}

}  // namespace

int main() {
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
    expect_mark(1001);
    expect(tid(), "+++ killed by SIGKILL +++");
    kill(getpid(), SIGKILL);
}
