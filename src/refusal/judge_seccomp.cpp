// The judge of seccomp filters: what the oracle said about the request in question, in words.
// Not here: the oracle (oracle.cpp).
// The hard part: without the oracle (a filter forbids to add filters) the impossible pid decides, which a filter on arguments can deceive.
#include "refusal/judges.hpp"
#include "refusal/words.hpp"

#include <cerrno>

namespace whytrace::refusal {

namespace {

using kind = answer::kind;

const request_answers& answers_of(const situation& s, std::string_view name) {
    static const request_answers none;
    const auto* found = s.a.find(name);
    return found ? *found : none;
}

std::string filters_of(const task_facts& us) {
    std::string value = std::to_string(us.seccomp.value_or(0));
    if (us.filters) value += ", Seccomp_filters: " + std::to_string(*us.filters);
    return value;
}

std::vector<evidence> evidence_of(const situation& s, const request_answers& r) {
    const std::string name(s.request());
    std::vector<evidence> seen;
    if (s.f.self.seccomp) seen.push_back({"/proc/self/status Seccomp", filters_of(s.f.self), "we carry filters"});
    if (s.by_traceme())
        seen.push_back({"ptrace(PTRACE_TRACEME) in a child", answer_word(r.plain), "what the program would be told"});
    else
        seen.push_back({"PTRACE_SEIZE of an impossible pid", answer_word(r.plain), "the kernel says ESRCH"});
    const oracle_rounds& rounds = r.filters.seen;
    if (rounds.unheard_round.how != kind::not_asked)
        seen.push_back(
            {"below our own USER_NOTIF filter", answer_word(rounds.unheard_round), "ENOSYS if none objects"});
    const bool more = r.filters.verdict == filter_verdict::asks || r.filters.verdict == filter_verdict::answered;
    if (more) seen.push_back({"below our own TRACE filter", answer_word(rounds.trace_round), "ENOSYS if none objects"});
    if (rounds.listener_round.how != kind::not_asked)
        seen.push_back({"below our own USER_NOTIF filter, heard", answer_word(rounds.listener_round),
                        "it comes to us, unless another says ERRNO, TRAP or KILL"});
    return seen;
}

/// What a filter does, by its verdict; empty if it does nothing.
std::string deed(filter_verdict v, int error, std::string_view request) {
    const std::string name(request);
    switch (v) {
    case filter_verdict::fails:
        return error == 0 ? "answers " + name + " with a success that never happened (SECCOMP_RET_ERRNO, 0)"
                          : "answers " + name + " with " + errno_word(error) + " (SECCOMP_RET_ERRNO)";
    case filter_verdict::traps:
        return "answers " + name + " with the signal SIGSYS (SECCOMP_RET_TRAP" +
               (error != 0 ? ", data " + std::to_string(error) : "") + ")";
    case filter_verdict::kills: return "kills whoever calls " + name + " (SECCOMP_RET_KILL)";
    case filter_verdict::asks:
        return "hands " + name + " to a supervisor that does not answer (SECCOMP_RET_USER_NOTIF)";
    case filter_verdict::answered:
        return "hands " + name + " to a supervisor, which answers " + errno_word(error) + " (SECCOMP_RET_USER_NOTIF)";
    case filter_verdict::asks_nobody:
        return "hands " + name +
               " to a tracer or supervisor that is not there (SECCOMP_RET_TRACE, or SECCOMP_RET_USER_NOTIF with its "
               "listener closed)";
    case filter_verdict::no_call: return "answers " + name + " with ENOSYS, itself or through a supervisor";
    case filter_verdict::allows:
    case filter_verdict::continues:
    case filter_verdict::unknown: break;
    }
    return {};
}

ruling accuse(const situation& s, const request_answers& r, const std::string& what, int error, confidence sure) {
    return objects("a seccomp filter " + what + "; the kernel is never asked", error, sure, evidence_of(s, r));
}

/// The filter that would tell could not be added.
ruling without_oracle(const situation& s, const request_answers& r) {
    using enum filter_verdict;
    const answer& plain = answers_of(s, "PTRACE_SEIZE").plain;
    if (plain.is(ESRCH) && !s.by_traceme())
        return clear("PTRACE_SEIZE of an impossible pid = ESRCH, which is the kernel's");
    const auto likely = [&](filter_verdict v, int error) {
        return accuse(s, r, deed(v, error, s.request()), error, confidence::likely);
    };
    switch (plain.how) {
    case kind::trapped: return likely(traps, 0);
    case kind::killed: return likely(kills, 0);
    case kind::silent: return likely(asks, 0);
    case kind::returned:
        if (plain.is(pretended)) return likely(fails, 0);
        if (plain.is(ESRCH) || plain.is(ENOSYS)) return hidden("no filter of our own can be added to find out");
        return likely(fails, plain.error);
    case kind::not_asked:
    case kind::failed: break;
    }
    return hidden("the probes could not be run");
}

}  // namespace

ruling judge_seccomp(const situation& s) {
    const auto& r = answers_of(s, s.request());
    if (s.f.self.seccomp == 0) return clear("no filter is installed (/proc/self/status, Seccomp: 0)");
    const auto& f = r.filters;
    const std::string done = deed(f.verdict, f.error, s.request());
    if (!done.empty())
        return accuse(s, r, done, f.verdict == filter_verdict::traps ? 0 : f.error,
                      f.verdict == filter_verdict::no_call ? confidence::likely : confidence::proved);
    if (f.verdict == filter_verdict::allows)
        return clear("there are filters, and none objects: below our own the call = ENOSYS");
    if (f.verdict == filter_verdict::continues)
        return clear("a filter asks a supervisor, which lets the call through to the kernel");
    return without_oracle(s, r);
}

}  // namespace whytrace::refusal
