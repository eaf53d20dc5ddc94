// Lesson 7: signals under a tracer: delivered only if it says so; a stopped process stays stopped with PTRACE_LISTEN.
// Not here: signals for the tracer itself (src/trace/signals.cpp).
// The hard part: resuming with signal 0 eats the signal. It is the mistake that most small tracers make.
#include <csignal>
#include <cstdio>
#include <cstring>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

int handled = 0;

int next(pid_t child) {
    int status = 0;
    waitpid(child, &status, 0);
    return status;
}

bool is_group_stop(int status) { return status >> 16 == PTRACE_EVENT_STOP && WSTOPSIG(status) != SIGTRAP; }

}  // namespace

int main() {
    int ready[2];
    if (pipe(ready) != 0) return 1;
    const pid_t child = fork();
    if (child == 0) {
        std::signal(SIGUSR1, [](int) { ++handled; });
        char go = 0;
        if (read(ready[0], &go, 1) != 1) _exit(99);
        raise(SIGUSR1);
        raise(SIGUSR1);
        raise(SIGSTOP);
        _exit(handled);
    }
    ptrace(PTRACE_SEIZE, child, 0, 0);
    if (write(ready[1], "", 1) != 1) return 1;

    int status = next(child);
    std::printf("%s is about to be delivered: eaten\n", sigabbrev_np(WSTOPSIG(status)));
    ptrace(PTRACE_CONT, child, 0, 0);

    status = next(child);
    std::printf("%s is about to be delivered: passed on\n", sigabbrev_np(WSTOPSIG(status)));
    ptrace(PTRACE_CONT, child, 0, WSTOPSIG(status));

    status = next(child);
    std::printf("%s is about to be delivered: passed on\n", sigabbrev_np(WSTOPSIG(status)));
    ptrace(PTRACE_CONT, child, 0, WSTOPSIG(status));

    status = next(child);
    std::printf("group-stop: %s. It stays so, and we listen\n", is_group_stop(status) ? "yes" : "no");
    ptrace(PTRACE_LISTEN, child, 0, 0);
    kill(child, SIGCONT);
    status = next(child);
    std::printf("the group-stop is over: status %#x\n", status);
    while (!WIFEXITED(status)) {
        ptrace(PTRACE_CONT, child, 0, status >> 16 ? 0 : WSTOPSIG(status));
        status = next(child);
    }
    std::printf("the program handled %d of the two SIGUSR1\n", WEXITSTATUS(status));
}
