// What helps: a table of rows by mechanism and place, narrowest first within each.
// Not here: which mechanism it was.
// The hard part is restraint: no row weakens the whole machine before one that helps this program only, and each says what else it opens.
#pragma once

#include "refusal/environment.hpp"
#include "refusal/finding.hpp"

#include <vector>

namespace whytrace::refusal {

/// The rows for this mechanism in this place, then those that hold anywhere. `pid`: the target, 0 for a child.
/// `capability_in_reach`: root, or a file that has CAP_SYS_PTRACE, would have it here.
std::vector<remedy> remedies_for(mechanism who, place where, pid_t pid, bool capability_in_reach);

}  // namespace whytrace::refusal
