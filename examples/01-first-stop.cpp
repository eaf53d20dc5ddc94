// Lesson 1: a child asks to be traced, and stops by itself. fork, PTRACE_TRACEME, waitpid, PTRACE_CONT.
// Not here: system calls (lesson 2). The page beside this file says what to look at.
// The hard part: who stops the child? The kernel, when execve succeeds: ptrace(2), "PTRACE_TRACEME".
#include <csignal>
#include <cstdio>
#include <cstring>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

void tell(const char* when, int status) {
    if (WIFSTOPPED(status))
        std::printf("%s: status %#x: stopped by %s\n", when, status, sigabbrev_np(WSTOPSIG(status)));
    else if (WIFEXITED(status))
        std::printf("%s: status %#x: exited with %d\n", when, status, WEXITSTATUS(status));
    else
        std::printf("%s: status %#x: killed by %s\n", when, status, sigabbrev_np(WTERMSIG(status)));
}

}  // namespace

int main() {
    const pid_t child = fork();
    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, 0, 0) != 0) {
            std::perror("PTRACE_TRACEME");  // lesson 12 is about this
            _exit(1);
        }
        execlp("sh", "sh", "-c", "exit 3", nullptr);
        _exit(127);
    }
    int status = 0;
    waitpid(child, &status, 0);
    tell("first stop", status);

    // The shell's program is in memory, but not one instruction of it has run. It waits for us.
    ptrace(PTRACE_CONT, child, 0, 0);
    waitpid(child, &status, 0);
    tell("then", status);
}
