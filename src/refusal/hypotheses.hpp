// What people suspect first in a container, gone through one by one: the missing capability, the user namespace, seccomp; and whether
// --cap-add=SYS_PTRACE would help, and why.
// Not here: the verdict itself (rules.cpp).
// The hard part: --cap-add helps in two different ways, of which only one has to do with the capability.
#pragma once

#include "refusal/environment.hpp"
#include "refusal/rules.hpp"

namespace whytrace::refusal {

/// Fills `hypotheses` and `profile`; leaves the first empty where nobody would suspect them (outside containers, without a filter).
void go_through(finding& found, const situation& s, const environment& e);

}  // namespace whytrace::refusal
