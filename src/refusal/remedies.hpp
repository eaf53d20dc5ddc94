// What helps: a table of rows by mechanism and place, narrowest first within each.
// Not here: which mechanism it was.
// The hard part is restraint: no row weakens the whole machine before one that helps this program only, and each says what else it opens.
#pragma once

#include "refusal/environment.hpp"
#include "refusal/finding.hpp"

#include <vector>

namespace whytrace::refusal {

/// What some rows depend on.
struct circumstances {
    bool capability_in_reach = true;  ///< root, or a file that has CAP_SYS_PTRACE, would have it here
    bool deny_ptrace = false;         ///< SELinux's boolean is on
    bool no_deny_ptrace = !deny_ptrace;
};

/// The rows for this mechanism in this place, then those that hold anywhere. `pid`: the target, 0 for a child.
std::vector<remedy> remedies_for(mechanism who, place where, pid_t pid, const circumstances& here);

}  // namespace whytrace::refusal
