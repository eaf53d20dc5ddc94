// See example.hpp.
// Not here: anything real.
// Nothing hard here.
#include "refusal/example.hpp"

#include "refusal/environment.hpp"
#include "refusal/remedies.hpp"
#include "refusal/rules.hpp"

#include <cerrno>
#include <linux/ptrace.h>

namespace whytrace::refusal {

namespace {

struct scene {
    facts f;
    answers a;

    scene() {
        f.self.pid = f.self.tgid = 100;
        f.self.uid = f.self.gid = {1000, 1000, 1000, 1000};
        f.self.seccomp = 0;
        f.self.dumpable = true;
        f.system.modules = "capability,landlock";
        a.requests = requests_of_a_trace();
        for (request_answers& r : a.requests) r.plain = returned(r.request == PTRACE_TRACEME ? 0 : ESRCH);
        a.trace_me = a.seize_child = returned(0);
        a.read_child = returned(EFAULT);
        a.yama = returned(EINVAL);
        a.landlock_layers = returned(landlock_layer_limit);
    }

    void filter(int error) {
        f.self.seccomp = 2;
        f.self.filters = 1;
        a.trace_me = a.seize_child = returned(error);
        for (request_answers& r : a.requests) {
            if (r.request < 0) continue;  // process_vm_readv(2) is another call
            r.plain = returned(error);
            r.filters = {filter_verdict::fails, error, {}};
            r.filters.seen.unheard_round = returned(error);
        }
    }

    finding found() const {
        finding found = explain({f, a});
        found.environment = "plain host";
        if (found.who) found.remedies = remedies_for(*found.who, place::plain_host, 0, {});
        return found;
    }
};

}  // namespace

finding allowed_example() { return scene{}.found(); }

finding refused_example() {
    scene s;
    s.filter(EPERM);
    return s.found();
}

}  // namespace whytrace::refusal
