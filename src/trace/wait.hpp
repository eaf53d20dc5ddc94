// Waiting for tracees.
// Not here: what a status means (wait_status.hpp), what follows from it (loop.cpp).
// The hard part is the callers': -1 takes every child of ours, also those that are no tracees.
#pragma once

#include <chrono>
#include <sys/types.h>

namespace whytrace::trace {

struct waited {
    pid_t tid = 0;  ///< 0: nothing there (only when not blocking)
    int status = 0;
    int error = 0;                              ///< EINTR: a signal for us; ECHILD: nobody is left
    std::chrono::nanoseconds processor_time{};  ///< spent in the kernel by the process; only if `measures_cpu_time`
};

/// Whether waits ask for it: a cost that only a summary has.
inline bool measures_cpu_time = false;

enum class blocking : bool { no, yes };

/// The next stop or death of any task of ours.
waited wait_for_any(blocking how = blocking::yes);
/// The next stop or death of this one.
waited wait_for(pid_t tid, blocking how = blocking::yes);

/// Until a child of ours that is no tracee has ended.
void reap(pid_t child);

}  // namespace whytrace::trace
