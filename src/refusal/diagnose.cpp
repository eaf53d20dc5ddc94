// See diagnose.hpp.
// Not here: the parts.
// The hard part: none.
#include "refusal/diagnose.hpp"

#include "refusal/environment.hpp"
#include "refusal/remedies.hpp"
#include "refusal/rules.hpp"

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

finding diagnose(pid_t target) {
    using namespace std::chrono_literals;
    const tree root;
    const facts f = collect(root, ::getpid(), target);
    const answers a = probe(f, target, 300ms);
    finding found = explain({f, a});
    const environment e = look_around(root, variable);
    found.environment = e.name;
    found.environment_signs = e.signs;
    if (found.who) found.remedies = remedies_for(*found.who, e.where, target);
    return found;
}

}  // namespace whytrace::refusal
