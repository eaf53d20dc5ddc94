// The table of rules. The order is that of the kernel: a filter answers before the call runs; then the task is looked up; then kernel thread, own
// thread group; then __ptrace_may_access: ids, dumpable, capabilities, the other security modules in their order; then zombie, already traced
// (ptrace(2), "Ptrace access mode checking"; seccomp(2)).
// Not here: the judges of each row (judges.cpp).
#include "refusal/rules.hpp"

#include "refusal/judges.hpp"
#include "refusal/words.hpp"

#include <cerrno>
#include <linux/ptrace.h>

namespace whytrace::refusal {

namespace {

struct rule {
    mechanism who;
    ruling (*judge)(const situation&);
};

constexpr rule rules[] = {
    {mechanism::seccomp, judge_seccomp},
    {mechanism::emulator, judge_emulator},
    {mechanism::kernel_support, judge_kernel_support},
    {mechanism::pid_namespace, judge_pid_namespace},
    {mechanism::no_such_process, judge_no_such_process},
    {mechanism::kernel_thread, judge_kernel_thread},
    {mechanism::self, judge_self},
    {mechanism::credentials, judge_credentials},
    {mechanism::dumpable, judge_dumpable},
    {mechanism::user_namespace, judge_user_namespace},
    {mechanism::capabilities, judge_capabilities},
    {mechanism::yama, judge_yama},
    {mechanism::landlock, judge_landlock},
    {mechanism::apparmor, judge_apparmor},
    {mechanism::selinux, judge_selinux},
    {mechanism::smack, judge_smack},
    {mechanism::bpf_lsm, judge_bpf_lsm},
    {mechanism::zombie, judge_zombie},
    {mechanism::already_traced, judge_already_traced},
};
static_assert(std::size(rules) == mechanism_count - 1, "every mechanism but `unknown` has a rule");

void take(finding& found, mechanism who, ruling r) {
    switch (r.says) {
    case ruling::verdict::clear: found.ruled_out.push_back({who, std::move(r.because)}); break;
    case ruling::verdict::hidden: found.undetermined.push_back({who, std::move(r.because)}); break;
    case ruling::verdict::objects:
        if (found.who) {
            found.contributing.push_back({who, std::move(r.because)});
            break;
        }
        found.who = who;
        found.confidence = r.sure;
        found.predicted = r.error;
        found.because = std::move(r.because);
        found.seen = std::move(r.seen);
        break;
    }
}

// The kernel's answer where one was asked for; else what the filters say, which come first.
std::string request_word(const situation& s, const request_answers& r) {
    if (r.request == PTRACE_TRACEME) return answer_word(s.a.trace_me);
    if (r.request == PTRACE_SEIZE) return answer_word(s.seize());
    if (r.filters.verdict == filter_verdict::allows && r.impossible.is(ESRCH)) return "reaches the kernel";
    return answer_word(r.impossible);
}

}  // namespace

finding explain(const situation& s) {
    finding found;
    if (s.f.target) found.target = {s.f.target->pid, s.f.target->comm};
    for (const rule& r : rules) take(found, r.who, r.judge(s));
    for (const request_answers& r : s.a.requests) found.requests.push_back({std::string(r.name), request_word(s, r)});
    const answer& seize = s.seize();
    found.error = seize.how == answer::kind::returned ? seize.error : 0;
    // A filter may answer with a success that never happened; everything else that seems to object is overruled by one that did.
    const bool deceived = found.who == mechanism::seccomp && found.confidence == confidence::proved;
    if (seize.succeeded() && !deceived) {
        found.verdict = verdict::allowed;
        found.who.reset();
        found.confidence.reset();
        found.because.clear();
        found.seen.clear();
    } else if (seize.how == answer::kind::failed || seize.how == answer::kind::not_asked) {
        found.verdict = verdict::unknown;
    } else {
        found.verdict = verdict::refused;
        if (!found.who) found.who = mechanism::unknown;
    }
    return found;
}

}  // namespace whytrace::refusal
