// The smallest ptrace loop that knows every system call of a program: wait, GET_SYSCALL_INFO, resume. null_tracer [-f] CMD ARG...
// Not a tracer: it decodes and prints nothing. It is the floor against which bench.sh measures whytrace, so it stays naive.
// Hard part: launching as whytrace does (SEIZE and INTERRUPT before the exec), and leaving signals and group-stops alone.

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <linux/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

// <sys/ptrace.h> and <linux/ptrace.h> do not go together, and only the latter has ptrace_syscall_info.
long ptrace(long request, pid_t pid, void* address, long data) {
    return syscall(SYS_ptrace, request, pid, address, data);
}

[[noreturn]] void give_up(const char* what) {
    std::perror(what);
    std::exit(EXIT_FAILURE);
}

// The child waits until it is seized: the pipe's other end is closed then.
pid_t launch(char** command, long options) {
    int gate[2];
    if (pipe(gate) != 0) give_up("pipe");
    const pid_t child = fork();
    if (child < 0) give_up("fork");
    if (child == 0) {
        close(gate[1]);
        char byte;
        if (read(gate[0], &byte, 1) < 0) _exit(127);
        close(gate[0]);
        execvp(command[0], command);
        std::perror(command[0]);
        _exit(127);
    }
    close(gate[0]);
    if (ptrace(PTRACE_SEIZE, child, nullptr, options) != 0) give_up("PTRACE_SEIZE");
    if (ptrace(PTRACE_INTERRUPT, child, nullptr, 0) != 0) give_up("PTRACE_INTERRUPT");
    int status;
    if (waitpid(child, &status, __WALL) != child || !WIFSTOPPED(status)) give_up("waitpid");
    close(gate[1]);
    if (ptrace(PTRACE_SYSCALL, child, nullptr, 0) != 0) give_up("PTRACE_SYSCALL");
    return child;
}

// ESRCH is no error here: the task was killed between its stop and our request.
void resume(pid_t task, int status) {
    const int signal = WSTOPSIG(status), event = status >> 16;
    if (signal == (SIGTRAP | 0x80)) {
        ptrace_syscall_info info;
        ptrace(PTRACE_GET_SYSCALL_INFO, task, reinterpret_cast<void*>(sizeof info), reinterpret_cast<long>(&info));
        ptrace(PTRACE_SYSCALL, task, nullptr, 0);
    } else if (event == PTRACE_EVENT_STOP && signal != SIGTRAP) {
        ptrace(PTRACE_LISTEN, task, nullptr, 0);
    } else {
        ptrace(PTRACE_SYSCALL, task, nullptr, event != 0 ? 0 : signal);
    }
}

}  // namespace

int main(int, char** arguments) {
    long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC;
    char** command = arguments + 1;
    if (*command && std::strcmp(*command, "-f") == 0) {
        options |= PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;
        ++command;
    }
    if (!*command) {
        std::fputs("null_tracer [-f] CMD [ARG...]\n", stderr);
        return 2;
    }
    const pid_t first = launch(command, options);
    int exit_code = EXIT_FAILURE, status;
    for (pid_t task; (task = waitpid(-1, &status, __WALL)) > 0;) {
        if (WIFSTOPPED(status)) {
            resume(task, status);
        } else if (task == first) {
            exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        }
    }
    return exit_code;
}
