// See diagnose.hpp.
// Not here: the parts.
// The hard part: none.
#include "refusal/diagnose.hpp"

#include "refusal/environment.hpp"
#include "refusal/hypotheses.hpp"
#include "refusal/remedies.hpp"
#include "refusal/rules.hpp"
#include "refusal/throwaway.hpp"

#include <chrono>
#include <cstdlib>
#include <unistd.h>

namespace whytrace::refusal {

namespace {

std::string variable(std::string_view name) {
    const char* value = std::getenv(std::string(name).c_str());
    return value ? value : "";
}

}  // namespace

finding diagnose(question_asked q) {
    using namespace std::chrono_literals;
    const tree root;
    const facts f = collect(root, ::getpid(), q);
    const namespace_keeper keeper;
    const answers a = probe(f, 300ms);
    const situation s{f, a};
    finding found = explain(s);
    const environment e = look_around(root, variable);
    found.environment = e.name;
    found.environment_signs = e.signs;
    go_through(found, s, e);
    // A capability can be had from root or from a file, unless the bounding set lacks it or no_new_privs is set.
    const bool in_reach = has(f.self.caps.bounding, cap_sys_ptrace) && !f.self.no_new_privs;
    const circumstances here{.capability_in_reach = in_reach, .deny_ptrace = f.system.selinux_deny_ptrace == true};
    if (found.who) found.remedies = remedies_for(*found.who, e.where, q.target, here);
    return found;
}

}  // namespace whytrace::refusal
