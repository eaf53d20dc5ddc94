// From facts and answers to the mechanism: one row a mechanism, in the order in which the kernel checks; the first that objects is the one.
// Not here: reading, probing, wording of whole reports. No system calls: tests feed it made-up facts.
// The hard part: saying what cannot be known. Every row answers objects, clear or hidden, with the reason either way.
#pragma once

#include "refusal/facts.hpp"
#include "refusal/finding.hpp"
#include "refusal/probes.hpp"

namespace whytrace::refusal {

struct situation {
    const facts& f;
    const answers& a;
    /// The answer to PTRACE_SEIZE of the target, or of a child if there is none.
    const answer& seize() const { return f.asked > 0 ? a.seize : a.seize_child; }
};

/// Everything but remedies and environment.
finding explain(const situation& s);

}  // namespace whytrace::refusal
