// See diagnose.hpp.
// Not here: the parts.
// The hard part: none.
#include "refusal/diagnose.hpp"

#include "refusal/rules.hpp"

#include <chrono>
#include <unistd.h>

namespace whytrace::refusal {

finding diagnose(pid_t target) {
    using namespace std::chrono_literals;
    const tree root;
    const facts f = collect(root, ::getpid(), target);
    const answers a = probe(f, target, 300ms);
    return explain({f, a});
}

}  // namespace whytrace::refusal
