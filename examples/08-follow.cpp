// Lesson 8: children, threads and execve. PTRACE_O_TRACEFORK, TRACECLONE, TRACEEXEC, PTRACE_GETEVENTMSG.
// Not here: every order in which these events can come (src/trace/step.cpp).
// The hard part: a child's first stop and its parent's event come in any order; so waitpid(-1) must be ready for strangers.
#include <csignal>
#include <cstdio>
#include <map>
#include <string>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace {

const char* event_name(int event) {
    switch (event) {
    case PTRACE_EVENT_FORK: return "fork";
    case PTRACE_EVENT_VFORK: return "vfork";
    case PTRACE_EVENT_CLONE: return "clone";
    case PTRACE_EVENT_EXEC: return "exec";
    default: return "?";
    }
}

void program() {
    std::thread([] {}).join();
    const pid_t child = fork();
    if (child == 0) {
        execlp("true", "true", nullptr);
        _exit(127);
    }
    waitpid(child, nullptr, 0);
    _exit(0);
}

}  // namespace

int main() {
    const pid_t first = fork();
    if (first == 0) {
        raise(SIGSTOP);
        program();
    }
    int status = 0;
    waitpid(first, &status, WUNTRACED);
    ptrace(PTRACE_SEIZE, first, 0, PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC);
    kill(first, SIGCONT);
    std::map<pid_t, std::string> names{{first, "the program"}};
    std::map<std::string, int> seen;
    for (pid_t who; (who = waitpid(-1, &status, __WALL)) > 0;) {
        if (WIFEXITED(status)) {
            ++seen["end"];
            continue;
        }
        const int event = status >> 16;
        if (event == PTRACE_EVENT_STOP) {
            // A newborn, perhaps before its parent's event: it has no name yet. Or the first one's SIGCONT.
            ++seen[who == first ? "other stop of the program" : "first stop of a child"];
        } else if (event != 0) {
            unsigned long message = 0;
            ptrace(PTRACE_GETEVENTMSG, who, 0, &message);
            ++seen[event_name(event)];
        }
        const bool signal = event == 0 && WSTOPSIG(status) != SIGTRAP;
        ptrace(PTRACE_CONT, who, 0, signal ? WSTOPSIG(status) : 0);
    }
    for (const char* what : {"clone", "fork", "first stop of a child", "exec", "end"})
        std::printf("%-22s %d\n", what, seen[what]);
}
