// What the diagnosis says on an ordinary machine, without asking it: the manual page shows such answers.
// Not here: their form (json.cpp).
// The hard part: the rules speak, over facts that stand here, so an example cannot fall behind them.
#pragma once

#include "refusal/finding.hpp"

namespace whytrace::refusal {

/// An ordinary user's child, on a kernel without filters: allowed.
finding allowed_example();
/// The same below a filter that answers ptrace with EPERM.
finding refused_example();

}  // namespace whytrace::refusal
