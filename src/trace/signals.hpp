// The tracer's own signals: the fatal ones that end a trace in order (-I), and the timer that interrupts waitpid.
// Not here: the tracees' signals (step.cpp), what follows from a fatal one (loop.cpp).
// The hard part: a signal may arrive after the last look and before waitpid blocks. Each handler therefore leaves an interval timer
// running that interrupts again until somebody has looked; so the hot path needs no sigprocmask(2), just one load.
#pragma once

#include "trace/wait.hpp"
#include "whytrace/tracer.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <optional>

namespace whytrace::trace {

using monotonic = std::chrono::nanoseconds;  // CLOCK_MONOTONIC's reading

monotonic now();
/// A few milliseconds late, and cheap enough for every call.
monotonic now_coarse();

/// One at a time in a process: signal dispositions are the process's.
class own_signals {
  public:
    explicit own_signals(interruptible mode);
    ~own_signals() { restore(); }
    own_signals(const own_signals&) = delete;
    own_signals& operator=(const own_signals&) = delete;

    void install();
    /// As they were before install: also for a child of ours that will exec.
    void restore();

    /// True if anything has happened since take_tick.
    static bool pending() { return pending_ != 0; }
    /// Stops the timer. Look at fatal() afterwards, not before: what arrives in between stays pending.
    void take_tick();
    /// The first fatal signal, 0 if none; and how many there were.
    static int fatal() { return fatal_; }
    static int fatal_count() { return fatal_count_; }
    /// Whether the launched program is to get it as well: strace's rule for -I 2, which is what a terminal's ^C does anyway.
    bool fatal_to_program() const { return mode_ == interruptible::waiting; }
    /// Something is to be looked at although no signal came.
    static void wake() { pending_ = 1; }
    /// As if `signal` had arrived; only from the thread that traces.
    static void set_fatal(int signal);

    /// Stops of tasks are announced by SIGCHLD, for next_stop, or not at all.
    void announce_stops(bool wish);
    /// The next task that is announced, or an error: EAGAIN after `limit` (null: none), EINTR for a signal of ours.
    waited next_stop(const timespec* limit);

    /// The timer runs out at `when` at the latest, and again every few milliseconds until take_tick. Only while installed.
    void arm(monotonic when);

  private:
    static void on_fatal(int signal, siginfo_t* info, void*);
    static void on_tick(int, siginfo_t*, void*);

    struct saved {
        int number;
        struct sigaction before;
    };
    void set(int signal, void (*handler)(int, siginfo_t*, void*));
    void set(int signal, void (*handler)(int), int flags = 0);
    void set(int signal, const struct sigaction& action);

    static volatile std::sig_atomic_t pending_, fatal_, fatal_count_;

    interruptible mode_;
    bool installed_ = false;
    std::optional<monotonic> armed_;
    std::array<saved, 12> saved_{};
    std::size_t count_ = 0;
    sigset_t mask_before_{};
};

}  // namespace whytrace::trace
