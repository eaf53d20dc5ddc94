// From facts and answers to the mechanism: one row a mechanism, in the order in which the kernel checks; the first that objects is the one.
// Not here: reading, probing, wording of whole reports. No system calls: tests feed it made-up facts.
// The hard part: saying what cannot be known. Every row answers objects, clear or hidden, with the reason either way.
#pragma once

#include "refusal/facts.hpp"
#include "refusal/finding.hpp"
#include "refusal/probes.hpp"

#include <string>
#include <string_view>

namespace whytrace::refusal {

struct situation {
    const facts& f;
    const answers& a;

    bool of_child() const { return f.asked == 0; }
    bool by_traceme() const { return of_child() && f.traceme; }
    std::string_view request() const { return by_traceme() ? "PTRACE_TRACEME" : "PTRACE_SEIZE"; }
    /// The answer to the request in question.
    const answer& reply() const { return !of_child() ? a.seize : f.traceme ? a.trace_me : a.seize_child; }
    /// Whom it is about: a child of ours is as we are. Null if /proc does not show the target.
    const task_facts* it() const { return of_child() ? &f.self : f.target ? &*f.target : nullptr; }
    /// "/proc/123", "/proc/self".
    std::string directory() const { return of_child() ? "/proc/self" : "/proc/" + std::to_string(f.asked); }
};

/// Everything but remedies and environment.
finding explain(const situation& s);

}  // namespace whytrace::refusal
