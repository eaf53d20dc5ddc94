// What a wait status says, as a value: decided here once, for everybody.
// Not here: what only a request can tell (entry or exit, the event's message, the signal's siginfo): loop.cpp adds that.
// The hard part: the same 16 bits mean different stops, told apart by the event above them (ptrace(2), "Stopped states").
#pragma once

#include <csignal>
#include <linux/ptrace.h>
#include <sys/wait.h>
#include <variant>

namespace whytrace::trace {

namespace status {

struct exited {
    int code;
};
struct killed {
    int signal;
    bool core;
};
struct syscall_stop {};
struct signal_stop {
    int signal;
};  ///< signal-delivery-stop; without SEIZE perhaps a group-stop
struct group_stop {
    int signal;
};  ///< SEIZE only
struct event_stop {
    int event;
};  ///< PTRACE_EVENT_*; PTRACE_EVENT_STOP: newborn, interrupted, or continued

}  // namespace status

using wait_status = std::variant<status::exited, status::killed, status::syscall_stop, status::signal_stop,
                                 status::group_stop, status::event_stop>;

constexpr wait_status classify(int s) {
    if (WIFEXITED(s)) return status::exited{WEXITSTATUS(s)};
    if (WIFSIGNALED(s)) return status::killed{WTERMSIG(s), WCOREDUMP(s) != 0};
    const int signal = WSTOPSIG(s), event = s >> 16;
    if (signal == (SIGTRAP | 0x80)) return status::syscall_stop{};
    if (event == PTRACE_EVENT_STOP && signal != SIGTRAP) return status::group_stop{signal};
    if (event != 0) return status::event_stop{event};
    return status::signal_stop{signal};
}

namespace status::checks {

constexpr int stopped(int signal, int event = 0) { return event << 16 | signal << 8 | 0x7f; }
template <class T> constexpr T as(int s) { return std::get<T>(classify(s)); }

static_assert(as<exited>(3 << 8).code == 3);
static_assert(as<killed>(SIGSEGV | 0x80).signal == SIGSEGV && as<killed>(SIGSEGV | 0x80).core);
static_assert(as<killed>(SIGKILL).signal == SIGKILL && !as<killed>(SIGKILL).core);
static_assert(std::holds_alternative<syscall_stop>(classify(stopped(SIGTRAP | 0x80))));
static_assert(as<signal_stop>(stopped(SIGTRAP)).signal == SIGTRAP, "a breakpoint of the program's own");
static_assert(as<signal_stop>(stopped(SIGSTOP)).signal == SIGSTOP);
static_assert(as<group_stop>(stopped(SIGTSTP, PTRACE_EVENT_STOP)).signal == SIGTSTP);
static_assert(as<event_stop>(stopped(SIGTRAP, PTRACE_EVENT_STOP)).event == PTRACE_EVENT_STOP);
static_assert(as<event_stop>(stopped(SIGTRAP, PTRACE_EVENT_EXEC)).event == PTRACE_EVENT_EXEC);
static_assert(as<event_stop>(stopped(SIGTRAP, PTRACE_EVENT_CLONE)).event == PTRACE_EVENT_CLONE);

}  // namespace status::checks

}  // namespace whytrace::trace
