// Refusals in the middle of a trace: a thread that could not be attached, memory that can no longer be read. One sentence each.
// Not here: refusals at the start, which get a report (diagnose.hpp).
// The hard part: by then we are the tracer ourselves, so only the access check can be asked, not ptrace.
#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace whytrace::refusal {

/// Why our own tracee's memory cannot be read, if that is so: "dumpable: …". Asked after an exec.
std::optional<std::string> unreadable_memory(pid_t tracee);

struct unattached {
    pid_t tid;
    std::string why;  ///< "credentials: …"
};
/// Threads of a process that we trace which nobody but us could have attached, and which we have not.
std::vector<unattached> unattached_threads(pid_t process);

}  // namespace whytrace::refusal
