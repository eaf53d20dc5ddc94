// A program's file, looked at before it is run under a tracer: what execve(2) would make of it there.
// Not here: a process that runs already (facts.hpp).
// The hard part: nothing of this refuses ptrace; it changes what the program may do, or what of it can be read.
#pragma once

#include "refusal/finding.hpp"

#include <string>
#include <vector>

namespace whytrace::refusal {

/// Set-id bits and file capabilities, which a traced program does not get unless its tracer has CAP_SYS_PTRACE; a file that we may not read, whose
/// process is not dumpable. `capable`: we have that capability.
std::vector<evidence> examine(const std::string& path, bool capable);

/// CAP_SYS_PTRACE is effective.
bool have_ptrace_capability();

}  // namespace whytrace::refusal
