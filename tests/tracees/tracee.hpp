// What the tracees share: calls that are easy to find in a trace, and the lines that the tracer must print about them.
// Not here: how a driver compares those lines with the trace (support/trace_text.hpp).
// The hard part: nothing here may allocate or lock, since a tracee forks, clones and dies at the worst of times.
#pragma once

#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

inline pid_t tid() { return static_cast<pid_t>(syscall(SYS_gettid)); }

/// Ends the tracee with 99 if what it relies on does not hold; the driver shows its stderr.
#define require(condition)                                                                                             \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            dprintf(STDERR_FILENO, "%s:%d: not so: %s (errno %d)\n", __FILE__, __LINE__, #condition, errno);           \
            _exit(99);                                                                                                 \
        }                                                                                                              \
    } while (false)

/// Prints "TASK LINE" on stdout: LINE must be in the trace of TASK, `*` in it stands for any text. One write, so that
/// lines of several tasks do not mix.
__attribute__((format(printf, 2, 3))) inline void expect(pid_t task, const char* format, ...) {
    char line[1024];
    int size = snprintf(line, sizeof line, "%d ", task);
    va_list arguments;
    va_start(arguments, format);
    size += vsnprintf(line + size, sizeof line - static_cast<size_t>(size) - 1, format, arguments);
    va_end(arguments);
    line[size++] = '\n';
    require(write(STDOUT_FILENO, line, static_cast<size_t>(size)) == size);
}

/// A call without effect, told from all others by its number (1000 and up).
inline void mark(int number) { syscall(SYS_close, number); }

/// A mark that the tracer must show.
inline void expect_mark(int number) {
    expect(tid(), "close(%d) = -1 EBADF (Bad file descriptor)", number);
    mark(number);
}

/// In a child: it is not to outlive this parent, which may be gone already.
inline void end_with(pid_t parent) {
    require(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0);
    if (getppid() != parent) _exit(97);
}

/// A child that stops itself and is continued by us; whether its stop was seen.
inline bool stop_and_continue() {
    const pid_t parent = getpid(), child = fork();
    require(child >= 0);
    if (child == 0) {
        end_with(parent);
        raise(SIGSTOP);
        _exit(6);
    }
    int status;
    require(waitpid(child, &status, WUNTRACED) == child);
    const bool stopped = WIFSTOPPED(status);
    if (stopped) require(kill(child, SIGCONT) == 0 && waitpid(child, &status, 0) == child);
    require(WIFEXITED(status) && WEXITSTATUS(status) == 6);
    return stopped;
}

/// In a call, since nothing else lets a task sleep.
inline bool asleep(pid_t task) {
    char path[64], text[512] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", task);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    require(fd >= 0 && read(fd, text, sizeof text - 1) > 0 && close(fd) == 0);
    const char* const state = strrchr(text, ')');
    return state && state[2] == 'S';
}

/// Waits for the driver: one byte on stdin.
inline void wait_for_driver() {
    char byte;
    require(read(STDIN_FILENO, &byte, 1) == 1);
}
