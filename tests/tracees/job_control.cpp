// A parent that stops and continues its child, as a shell does, and checks what wait tells it. With the argument
// "threads" the child has two; then it depends on the moment which of them a signal meets, and whether the tracer hears
// of a stop before SIGCONT has ended it, so nothing is expected of the trace.
// The hard part for a tracer: a stopped tracee must stay stopped, for its parent too, until SIGCONT comes (PTRACE_LISTEN).
#include "tracees/tracee.hpp"

#include <csignal>
#include <cstring>
#include <initializer_list>
#include <pthread.h>
#include <sys/wait.h>

namespace {

int from_child[2];
bool threads;

void* ticking(void*) {
    for (;;) require(write(from_child[1], "t", 1) == 1);
    return nullptr;
}

/// Writes without end.
[[noreturn]] void child() {
    require(setpgid(0, 0) == 0);
    signal(SIGTTIN, SIG_DFL);
    pthread_t thread;
    if (threads) require(pthread_create(&thread, nullptr, ticking, nullptr) == 0);
    ticking(nullptr);
    _exit(98);
}

void read_some() {
    char buffer[4096];
    for (int i = 0; i < 3; i++) require(read(from_child[0], buffer, sizeof buffer) > 0);
}

void expect_wait(pid_t pid, int options, int wanted) {
    int status;
    require(waitpid(pid, &status, options) == pid);
    require(status == wanted);
}

}  // namespace

int main(int argc, char**) {
    threads = argc > 1;
    require(pipe(from_child) == 0);
    const pid_t pid = fork();
    require(pid >= 0);
    if (pid == 0) child();
    read_some();
    // SIGTTIN and SIGTTOU stop no member of an orphaned process group (POSIX); this one has its parent in the session.
    for (int signal : {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU}) {
        require(kill(pid, signal) == 0);
        expect_wait(pid, WUNTRACED, W_STOPCODE(signal));
        if (!threads) expect(pid, "--- stopped by SIG%s ---", sigabbrev_np(signal));
        require(kill(pid, SIGCONT) == 0);
        expect_wait(pid, WCONTINUED, 0xffff);
        if (!threads) expect(pid, "--- SIGCONT {si_signo=SIGCONT, si_code=SI_USER, si_pid=%d, si_uid=*} ---", getpid());
        read_some();
    }
    require(kill(pid, SIGSTOP) == 0);
    expect_wait(pid, WUNTRACED, W_STOPCODE(SIGSTOP));
    require(kill(pid, SIGTERM) == 0);  // stays pending while it is stopped
    int status;
    require(waitpid(pid, &status, WNOHANG | WUNTRACED | WCONTINUED) == 0);
    require(kill(pid, SIGCONT) == 0);
    int waited;
    while ((waited = waitpid(pid, &status, WCONTINUED)) == pid && WIFCONTINUED(status)) {}
    require(waited == pid && WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
    expect(pid, "+++ killed by SIGTERM +++");
    expect_mark(1001);
    expect(tid(), "+++ exited with 0 +++");
}
