// The table of rules. The order is that of the kernel: a filter answers before the call runs; then the task is looked up; then kernel thread, own
// thread group; then __ptrace_may_access: ids, dumpable, capabilities, the other security modules in their order; then zombie, already traced
// (ptrace(2), "Ptrace access mode checking"; seccomp(2)). Not here: the judges of each row (judges.cpp).
// The hard part: what to say when no row objects and the kernel refuses all the same.
#include "refusal/rules.hpp"

#include "refusal/access.hpp"
#include "refusal/judges.hpp"
#include "refusal/modules.hpp"
#include "refusal/words.hpp"

#include <algorithm>
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

void accuse(finding& found, mechanism who, ruling r) {
    found.who = who;
    found.confidence = r.sure;
    found.predicted = r.error;
    found.because = std::move(r.because);
    found.seen = std::move(r.seen);
}

void take(finding& found, mechanism who, ruling r) {
    switch (r.says) {
    case ruling::verdict::clear: found.ruled_out.push_back({who, std::move(r.because)}); break;
    case ruling::verdict::hidden: found.undetermined.push_back({who, std::move(r.because)}); break;
    case ruling::verdict::objects:
        if (found.who)
            found.contributing.push_back({who, std::move(r.because)});
        else
            accuse(found, who, std::move(r));
        break;
    }
}

// No row objected, yet it is refused: of what could not be told, one may be all that is left.
void eliminate(finding& found, const situation& s) {
    const auto open = [&](mechanism m) {
        return std::ranges::any_of(found.undetermined, [m](const judged& j) { return j.who == m; });
    };
    const int error = s.reply().error;
    const auto settle = [&](mechanism m, std::string because, std::vector<evidence> seen) {
        std::erase_if(found.undetermined, [m](const judged& j) { return j.who == m; });
        accuse(found, m, {ruling::verdict::objects, std::move(because), error, confidence::likely, std::move(seen)});
    };
    if (s.reply().how != answer::kind::returned || error == ESRCH) return;
    if (error == EPERM && open(mechanism::dumpable) && !read_passed(s))
        return settle(
            mechanism::dumpable,
            "the target seems not to be dumpable: READ and ATTACH are refused, and nothing else explains that",
            {{"readlink(" + s.directory() + "/exe)", answer_word(s.a.read_exe), "READ is refused as well"}});
    // Its programs may answer with any errno. Without the list of modules it is one guess among many.
    if (open(mechanism::bpf_lsm) && runs_bpf_programs(s))
        settle(mechanism::bpf_lsm,
               s.a.bpf_programs.how == answer::kind::returned && s.a.bpf_programs.error > 0
                   ? "BPF security programs are loaded, and nothing else explains it"
                   : "the kernel runs BPF security programs, if any are loaded, and nothing else explains it",
               {{"bpf(BPF_PROG_GET_NEXT_ID), type LSM",
                 s.a.bpf_programs.error >= 0 ? std::to_string(s.a.bpf_programs.error) + " programs"
                                             : errno_word(-s.a.bpf_programs.error),
                 "what a program at the hook decides cannot be read"}});
}

// The kernel's answer where one was asked for; else what the filters say, which come first.
std::string request_word(const situation& s, const request_answers& r) {
    if (r.request == PTRACE_TRACEME) return answer_word(s.a.trace_me);
    if (r.request == PTRACE_SEIZE) return answer_word(s.of_child() ? s.a.seize_child : s.a.seize);
    return r.plain.is(ESRCH) ? "reaches the kernel" : answer_word(r.plain);
}

bool filtered(const request_answers& r) {
    using enum filter_verdict;
    return r.filters.verdict != allows && r.filters.verdict != continues && r.filters.verdict != unknown;
}

void list_requests(finding& found, const situation& s) {
    for (const request_answers& r : s.a.requests) {
        found.requests.push_back({std::string(r.name), request_word(s, r)});
        // TRACEME and ATTACH are other ways to begin, and /proc/PID/mem another one to read.
        const bool beside =
            r.request < 0 || r.request == PTRACE_TRACEME || r.request == PTRACE_ATTACH || r.name == s.request();
        if (!beside && filtered(r)) found.refused_later.push_back({std::string(r.name), request_word(s, r)});
    }
}

}  // namespace

finding explain(const situation& s) {
    finding found;
    found.request = s.request();
    if (!s.of_child()) found.target = {s.f.asked, s.f.target ? s.f.target->comm : ""};
    for (const rule& r : rules) take(found, r.who, r.judge(s));
    list_requests(found, s);
    const answer& reply = s.reply();
    found.error = reply.how == answer::kind::returned && reply.error != pretended ? reply.error : 0;
    // A filter may answer with a success that never happened.
    const bool deceived = found.who == mechanism::seccomp && found.confidence == confidence::proved;
    if (reply.succeeded() && !deceived) {
        found.verdict = verdict::allowed;
        found.who.reset();
        found.confidence.reset();
        found.because.clear();
        found.seen.clear();
    } else if (reply.how == answer::kind::failed || reply.how == answer::kind::not_asked) {
        found.verdict = verdict::unknown;
    } else {
        found.verdict = verdict::refused;
        if (!found.who) eliminate(found, s);
        if (!found.who) found.who = mechanism::unknown;
    }
    return found;
}

}  // namespace whytrace::refusal
