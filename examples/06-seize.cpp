// Lesson 6: SEIZE against ATTACH. Both make us tracer of a process that runs already; one of them leaves a mark on it.
// Not here: attaching to all threads (src/trace/attach.cpp).
// The hard part: ATTACH sends a SIGSTOP, which may come after another signal, or be taken for somebody else's.
#include <csignal>
#include <cstdio>
#include <cstring>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

pid_t start_a_sleeper() {
    const pid_t child = fork();
    if (child == 0) {
        while (true) pause();
    }
    return child;
}

void tell(const char* how, int status) {
    std::printf("%-22s status %#8x: %s", how, status, sigabbrev_np(WSTOPSIG(status)));
    std::printf("%s\n", status >> 16 == PTRACE_EVENT_STOP ? ", PTRACE_EVENT_STOP" : "");
}

void end(pid_t child) {
    int status = 0;
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
}

}  // namespace

int main() {
    int status = 0;
    const pid_t attached = start_a_sleeper();
    ptrace(PTRACE_ATTACH, attached, 0, 0);
    waitpid(attached, &status, 0);
    tell("PTRACE_ATTACH:", status);  // a real SIGSTOP: the program may see it, and it may come late
    end(attached);

    const pid_t seized = start_a_sleeper();
    ptrace(PTRACE_SEIZE, seized, 0, PTRACE_O_TRACESYSGOOD);
    std::printf("%-22s %s\n", "PTRACE_SEIZE:", waitpid(seized, &status, WNOHANG) == 0 ? "it runs on" : "it stopped?");
    ptrace(PTRACE_INTERRUPT, seized, 0, 0);
    waitpid(seized, &status, 0);
    tell("PTRACE_INTERRUPT:", status);  // no signal at all: an event
    ptrace(PTRACE_CONT, seized, 0, 0);

    // A SIGSTOP of somebody else's can be told from ours now: it is delivered first, and then it stops the process.
    kill(seized, SIGSTOP);
    waitpid(seized, &status, 0);
    tell("SIGSTOP, asked first:", status);
    ptrace(PTRACE_CONT, seized, 0, SIGSTOP);
    waitpid(seized, &status, 0);
    tell("SIGSTOP, delivered:", status);
    end(seized);
}
