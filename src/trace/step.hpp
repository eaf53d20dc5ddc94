// The tracer's decisions as a function without system calls: a task stopped or died in this way; what now, and what to tell?
// Not here: waiting, requests (loop.cpp), the meaning of calls.
// The hard part: the machine in step.cpp.
#pragma once

#include "trace/tasks.hpp"
#include "whytrace/event.hpp"

#include <array>
#include <cassert>
#include <cstddef>
#include <optional>
#include <variant>

namespace whytrace::trace {

/// A wait status with what the kernel answered about it.
namespace stops {

struct entered {
    const whytrace::call* call;
    bool wanted;
};  ///< wanted: the listener wants this call (not asked for hidden ones)
struct left {
    whytrace::result result;
};
struct signalled {
    int signal;
    const siginfo_t* info;
};
struct group {
    int signal;
};
struct interrupted {};  ///< PTRACE_EVENT_STOP with SIGTRAP: newborn, PTRACE_INTERRUPT, or end of a group-stop
struct bore {
    pid_t child;
    fork_kind kind;
    bool alive;
};
struct executed {
    pid_t former;
};
struct other {};  ///< an event or syscall-stop that means nothing to us: go on
struct exited {
    int code;
};
struct killed {
    int signal;
    bool core;
};

}  // namespace stops

using stop = std::variant<stops::entered, stops::left, stops::signalled, stops::group, stops::interrupted, stops::bore,
                          stops::executed, stops::other, stops::exited, stops::killed>;

enum class resume : std::uint8_t {
    to_next_syscall,  ///< PTRACE_SYSCALL, with the signal
    listening,        ///< PTRACE_LISTEN: the group-stop lasts, its end will be told
    not_at_all,       ///< dead, or held until its parent's event
};

/// What to do, and what to tell in which order.
struct verdict {
    resume how = resume::to_next_syscall;
    int signal = 0;
    std::optional<newborn> claimed;  ///< its first stop is to be handled next
    pid_t gone = 0;                  ///< to be removed from the table when all is told
    std::array<event, 4> events;
    std::size_t count = 0;

    template <class Event> void tell(Event e) {
        assert(count < events.size());
        events[count++] = e;
    }
};

/// True if `c` is the execve that a launched, still hidden task was started for.
bool reveals(const task_table& tasks, const task& t, const call& c);

/// A child whose parent's event does not come: CLONE_UNTRACED asked for none, and CLONE_PTRACE for us all the same. It is
/// given to a task that is in a call that bears, or else to any.
verdict adopt(task_table& tasks, const newborn& n);

/// What to do about a stop or death of `t`, which is in the table.
verdict step(task_table& tasks, task& t, const stop& what);

}  // namespace whytrace::trace
