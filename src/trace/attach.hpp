// Attaching to a running task, or to all threads of a process.
// Not here: its first stop (step.cpp), letting go (let_go.cpp).
// The hard part: threads are born while we look.
#pragma once

#include "trace/loop.hpp"
#include "whytrace/error.hpp"

#include <optional>
#include <sys/types.h>

namespace whytrace::trace {

/// Seizes `pid`, with `all_threads` its whole process, and tells of each task. What refused it, if nothing could be seized.
std::optional<refused> attach(loop& l, pid_t pid, bool all_threads);

}  // namespace whytrace::trace
