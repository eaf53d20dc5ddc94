// The tracer's own signals and its one timer.
// Not here: when the timer is wanted (loop.cpp).
// The hard part is described in the header. setitimer(2) is a bare system call, hence safe in a handler.
#include "trace/signals.hpp"

#include <algorithm>
#include <sys/time.h>
#include <time.h>

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

void own_signals::on_fatal(int signal) {
    set_fatal(signal);
    set_timer(again, again);
}

void own_signals::on_tick(int) { pending_ = 1; }

void own_signals::set(int signal, void (*handler)(int), int flags) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = flags;
    saved& s = saved_[count_++];
    s.number = signal;
    ::sigaction(signal, &action, &s.before);
}

void own_signals::install() {
    if (installed_) return;
    installed_ = true;
    ::sigprocmask(SIG_SETMASK, nullptr, &mask_before_);

    // Without SA_RESTART, so that they interrupt waitpid. -I 1 and -I 2 are one: a handler only leaves a note, wherever it interrupts.
    set(SIGALRM, on_tick, 0);
    const bool never = mode_ == interruptible::never || mode_ == interruptible::never_tstp;
    for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM}) set(signal, never ? SIG_IGN : on_fatal, 0);
    // A reader that goes away is told by write's EPIPE, and does not end the program.
    set(SIGPIPE, SIG_IGN, 0);
    // A traced shell takes the terminal; we write to it from the background.
    set(SIGTTOU, SIG_IGN, 0);
    set(SIGTTIN, SIG_IGN, 0);
    if (mode_ == interruptible::never_tstp) set(SIGTSTP, SIG_IGN, 0);
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
