// The tracer's own signals and its one timer.
// Not here: when the timer is wanted (loop.cpp).
// The hard part is described in the header. setitimer(2) is a bare system call, hence safe in a handler.
#include "trace/signals.hpp"

#include <algorithm>
#include <cerrno>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

namespace whytrace::trace {

namespace {

constexpr std::chrono::milliseconds again{5};  // how long a signal that slipped in before waitpid stays unnoticed

timeval as_timeval(std::chrono::nanoseconds d) {
    const auto us = std::chrono::ceil<std::chrono::microseconds>(d).count();
    return {static_cast<time_t>(us / 1'000'000), static_cast<suseconds_t>(us % 1'000'000)};
}

void set_timer(std::chrono::nanoseconds first, std::chrono::nanoseconds then) {
    const itimerval v{as_timeval(then), as_timeval(first)};
    ::setitimer(ITIMER_REAL, &v, nullptr);
}

monotonic read_clock(clockid_t clock) {
    timespec t{};
    ::clock_gettime(clock, &t);
    return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
}

}  // namespace

volatile std::sig_atomic_t own_signals::pending_ = 0;
volatile std::sig_atomic_t own_signals::fatal_ = 0;
volatile std::sig_atomic_t own_signals::fatal_count_ = 0;

monotonic now() { return read_clock(CLOCK_MONOTONIC); }
monotonic now_coarse() { return read_clock(CLOCK_MONOTONIC_COARSE); }

own_signals::own_signals(interruptible mode) : mode_(mode) {
    pending_ = 0;
    fatal_ = 0;
    fatal_count_ = 0;
}

void own_signals::set_fatal(int signal) {
    if (fatal_ == 0) fatal_ = signal;
    fatal_count_ = fatal_count_ + 1;
    pending_ = 1;
}

void own_signals::on_fatal(int signal, siginfo_t* info, void*) {
    // Our own write to a reader that is gone: that is told by EPIPE and does not end the program.
    if (signal == SIGPIPE && info->si_pid == ::getpid()) return;
    set_fatal(signal);
    set_timer(again, again);
}

void own_signals::on_tick(int, siginfo_t*, void*) { pending_ = 1; }

void own_signals::set(int signal, const struct sigaction& action) {
    saved& s = saved_[count_++];
    s.number = signal;
    ::sigaction(signal, &action, &s.before);
}

// Without SA_RESTART, so that it interrupts waitpid.
void own_signals::set(int signal, void (*handler)(int, siginfo_t*, void*)) {
    struct sigaction action {};
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO;
    set(signal, action);
}

void own_signals::set(int signal, void (*handler)(int), int flags) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = flags;
    set(signal, action);
}

void own_signals::install() {
    if (installed_) return;
    installed_ = true;
    ::sigprocmask(SIG_SETMASK, nullptr, &mask_before_);

    set(SIGALRM, on_tick);
    // -I 1 and -I 2 are one here: a handler only leaves a note, wherever it interrupts.
    for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE}) {
        if (mode_ == interruptible::never || mode_ == interruptible::never_tstp)
            set(signal, SIG_IGN);
        else
            set(signal, on_fatal);
    }
    // A traced shell takes the terminal; we write to it from the background.
    set(SIGTTOU, SIG_IGN);
    set(SIGTTIN, SIG_IGN);
    if (mode_ == interruptible::never_tstp) set(SIGTSTP, SIG_IGN);
    // Ignored, children would vanish without a report; and a report by signal for each stop is a waste: we wait anyway.
    set(SIGCHLD, SIG_DFL, SA_NOCLDSTOP);

    sigset_t ours;
    ::sigemptyset(&ours);
    ::sigaddset(&ours, SIGALRM);
    ::sigprocmask(SIG_UNBLOCK, &ours, nullptr);
}

void own_signals::restore() {
    if (!installed_) return;
    installed_ = false;
    set_timer({}, {});
    armed_.reset();
    while (count_ > 0) {
        const saved& s = saved_[--count_];
        ::sigaction(s.number, &s.before, nullptr);
    }
    ::sigprocmask(SIG_SETMASK, &mask_before_, nullptr);
}

// Blocked, a signal is kept even if its default is to be ignored (sigaction(2), and signal(7)).
void own_signals::announce_stops(bool wish) {
    sigset_t child;
    ::sigemptyset(&child);
    ::sigaddset(&child, SIGCHLD);
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    action.sa_flags = wish ? 0 : SA_NOCLDSTOP;
    ::sigaction(SIGCHLD, &action, nullptr);
    ::sigprocmask(wish ? SIG_BLOCK : SIG_UNBLOCK, &child, nullptr);
}

waited own_signals::next_stop(const timespec* limit) {
    sigset_t child;
    ::sigemptyset(&child);
    ::sigaddset(&child, SIGCHLD);
    siginfo_t info;
    if (::sigtimedwait(&child, &info, limit) == SIGCHLD) return {info.si_pid, 0, 0};
    return {-1, 0, errno};
}

void own_signals::take_tick() {
    pending_ = 0;
    armed_.reset();
    set_timer({}, {});
}

void own_signals::arm(monotonic when) {
    if (!installed_ || (armed_ && *armed_ <= when)) return;
    armed_ = when;
    const auto left = when - now();
    set_timer(std::max<std::chrono::nanoseconds>(left, std::chrono::microseconds(1)), again);
}

}  // namespace whytrace::trace
