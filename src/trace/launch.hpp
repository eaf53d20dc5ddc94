// Starting a program so that it is traced from its first instruction on.
// Not here: following it (loop.cpp), finding it in PATH and becoming another user (program.cpp).
// The hard part: the child must not run before it is traced, must not outlive a failure of ours, and must not show what it does before its execve.
#pragma once

#include "trace/program.hpp"
#include "trace/signals.hpp"
#include "trace/syscall_filter.hpp"
#include "whytrace/tracer.hpp"

#include <cstdint>
#include <sys/types.h>

namespace whytrace::trace {

/// A child that is traced, stopped, and waits to be released before it calls execve.
struct launched {
    pid_t pid{};
    int release = -1;  ///< write a byte: go; close: end
    std::uint64_t exec_path{};
};

struct preparation {
    const program& what;
    const tracer_options& options;
    unsigned long ptrace_options;
    /// Empty: none. The child installs it before its execve; its calls tell whether it could.
    const filter_program& filter;
    own_signals& signals;
};

/// Throws refused. With `background`, the caller's process becomes the program and the return happens in a grandchild.
launched launch(const preparation& p);
/// Throws system_failure.
void let_run(int release);

}  // namespace whytrace::trace
