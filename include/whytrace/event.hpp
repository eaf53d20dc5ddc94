// What happens to tracees, in the order in which the tracer sees it: the closed list of events that every consumer handles.
// Not here: ptrace's stops (src/trace), decoded values (value.hpp).
// The hard part: an event refers to its task by tid only; the task may be gone by the time the event is shown.
#pragma once

#include "whytrace/call.hpp"

#include <csignal>
#include <cstdint>
#include <optional>
#include <sys/types.h>
#include <variant>

namespace whytrace {

enum class birth : std::uint8_t { launched, attached, forked };

/// How a forked task was made, as the kernel tells it: by its event, and whether the task belongs to its parent's process. (A
/// clone that signals SIGCHLD at its end is a fork to the kernel, one with CLONE_VFORK a vfork.)
enum class fork_kind : std::uint8_t { fork, vfork, clone, thread };

namespace events {

// clang-format off
struct task_started  { pid_t tid, tgid, parent; birth how; fork_kind kind; };  ///< "Process N attached"; parent: 0 unless forked
struct syscall_enter { pid_t tid; const whytrace::call* call; };       ///< at the syscall-enter-stop: memory may be read
struct syscall_exit  { pid_t tid; const whytrace::call* call; whytrace::result result; };
struct syscall_lost  { pid_t tid; const whytrace::call* call; };       ///< the exit will not be seen (death): shown as "= ?"
struct signal        { pid_t tid; const siginfo_t* info; };            ///< signal-delivery-stop
struct group_stop    { pid_t tid; int signal; };
struct exec          { pid_t tid, former; };                           ///< PTRACE_EVENT_EXEC; former != tid: a thread that was not the leader called it
struct superseded    { pid_t tid, by; };                               ///< the leader whose place another thread's exec took
struct exited        { pid_t tid; int code; };
struct killed        { pid_t tid; int signal; bool core; };
struct detached      { pid_t tid; const whytrace::call* call; };       ///< call: the one it was in, or null
// clang-format on

}  // namespace events

using event = std::variant<events::task_started, events::syscall_enter, events::syscall_exit, events::syscall_lost,
                           events::signal, events::group_stop, events::exec, events::superseded, events::exited,
                           events::killed, events::detached>;

/// What a listener may ask of the tracer at a syscall-enter-stop or syscall-exit-stop; empty members leave things alone.
struct tampering {
    std::optional<std::uint64_t> nr;                   ///< entry only: another call instead, -1 for none
    std::optional<std::array<std::uint64_t, 6>> args;  ///< entry only
    std::optional<result> outcome;                     ///< exit only: the result that the tracee will see
    std::optional<int> signal;                         ///< delivered with the resumption
    std::uint64_t hold_ns{};                           ///< keep this task stopped so long while others run
    bool let_go{};                                     ///< at events::exec: the task goes on untraced

    bool empty() const { return !nr && !args && !outcome && !signal && hold_ns == 0 && !let_go; }
};

/// Consumer of events. One virtual function sees everything; the other is what an action needs.
struct listener {
    virtual ~listener() = default;
    /// False: this call is neither decoded nor shown, and its exit is not told either. Must be cheap: asked at every entry.
    virtual bool wants(pid_t, const call&) { return true; }
    virtual tampering on(const event&) = 0;
    /// Called when nothing happened for a while, or a timer that `alarm_after` asked for ran out: time to flush what is unshown.
    virtual void idle() {}
};

}  // namespace whytrace
