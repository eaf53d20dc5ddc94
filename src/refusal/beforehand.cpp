// See beforehand.hpp.
// Not here: which filter it is (diagnose.hpp).
// Nothing hard here: one throw-away child makes all the requests, of a pid that cannot exist.
#include "refusal/beforehand.hpp"

#include "refusal/probes.hpp"
#include "refusal/questions.hpp"

#include <chrono>
#include <csignal>
#include <cstring>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

namespace whytrace::refusal {

namespace {

/// The first of them that pretends success; else 0. TRACEME and ATTACH are other ways to begin.
int all_requests() {
    for (const request_answers& r : requests_of_a_trace()) {
        if (r.request == PTRACE_TRACEME || r.request == PTRACE_ATTACH) continue;
        if (plain_call(as_call(r, impossible_pid))() == pretended) return pretended;
    }
    return 0;
}

}  // namespace

std::optional<std::string> snare(bool traceme) {
    using namespace std::chrono_literals;
    if (::prctl(PR_GET_SECCOMP) == SECCOMP_MODE_DISABLED) return std::nullopt;
    const question questions[] = {all_requests, traceme ? trace_me_in_child() : question{}};
    const namespace_keeper keeper;
    for (const answer& a : ask(questions, 1s)) {
        if (a.how == answer::kind::killed || a.how == answer::kind::trapped) return ::strsignal(SIGSYS);
        if (a.how == answer::kind::silent) return "no answer";
        if (a.is(pretended)) return "success, but nothing happened";
    }
    return std::nullopt;
}

}  // namespace whytrace::refusal
