// The front: forwards signals, waits for the outcome, ends like it.
// Not here: when it is worth a fork (run.cpp).
// The hard part: a terminal sends its signals to both of us, so only those that somebody sent to the front alone are passed on.
#include "cli/front.hpp"

#include "whytrace/error.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace whytrace::cli {

namespace {

pid_t tracer_behind;

void pass_on(int signal, siginfo_t* info, void*) {
    if (info->si_code <= 0)
        kill(tracer_behind, signal);  // SI_USER and the like (sigaction(2)); a terminal's is SI_KERNEL
}

void pass_on_signals() {
    for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGUSR1, SIGUSR2}) {
        struct sigaction action {};
        sigaction(signal, nullptr, &action);
        if (action.sa_handler == SIG_IGN) continue;  // by the wish of whoever started us; the tracer inherits it
        action.sa_sigaction = pass_on;
        action.sa_flags = SA_SIGINFO | SA_RESTART;
        sigaction(signal, &action, nullptr);
    }
}

[[noreturn]] void stand_in_front(int channel) {
    outcome end;
    ssize_t got = 0;
    do got = read(channel, &end, sizeof end);
    while (got < 0 && errno == EINTR);
    if (got == sizeof end) end_like(end);
    int status = 0;
    while (waitpid(tracer_behind, &status, 0) < 0 && errno == EINTR) {}
    end_like(WIFSIGNALED(status) ? outcome{0, WTERMSIG(status)} : outcome{WEXITSTATUS(status), 0});
}

}  // namespace

front::~front() {
    if (channel_ >= 0) close(channel_);
}

void front::split() {
    std::array<int, 2> ends;
    if (pipe2(ends.data(), O_CLOEXEC) != 0) throw system_failure(std::string("pipe: ") + std::strerror(errno));
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);  // no signal between the fork and its handler
    tracer_behind = fork();
    if (tracer_behind < 0) throw system_failure(std::string("fork: ") + std::strerror(errno));
    if (tracer_behind > 0) {
        close(ends[1]);
        pass_on_signals();
        sigprocmask(SIG_SETMASK, &before, nullptr);
        stand_in_front(ends[0]);
    }
    close(ends[0]);
    channel_ = ends[1];
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // Whoever waits for the outcome may have ended before. (Its id would not do: it has none in a PID namespace that begins with us.)
    if (pollfd other_end{channel_, 0, 0}; poll(&other_end, 1, 0) > 0) _exit(1);
    sigprocmask(SIG_SETMASK, &before, nullptr);
}

void front::report(const outcome& end) {
    if (channel_ < 0) return;
    prctl(PR_SET_PDEATHSIG, 0);
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; nowhere >= 0 && fd <= 2; ++fd) dup2(nowhere, fd);
    if (nowhere > 2) close(nowhere);
    setsid();
    [[maybe_unused]] const int moved = chdir("/");
    [[maybe_unused]] const auto told = write(channel_, &end, sizeof end);
    close(channel_);
    channel_ = -1;
}

}  // namespace whytrace::cli
