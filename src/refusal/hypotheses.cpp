// See hypotheses.hpp.
// Not here: the verdict itself.
// The hard part: each sentence must hold for launching and for attaching alike, in any container.
#include "refusal/hypotheses.hpp"

#include "refusal/access.hpp"
#include "refusal/profile.hpp"
#include "refusal/words.hpp"

#include <algorithm>

namespace whytrace::refusal {

namespace {

const judged* find(const std::vector<judged>& all, mechanism m) {
    const auto found = std::ranges::find(all, m, &judged::who);
    return found == all.end() ? nullptr : &*found;
}

bool objects(const finding& f, mechanism m) { return f.who == m || find(f.contributing, m); }

/// One of those that a real CAP_SYS_PTRACE passes.
const char* passed_by_capability(const finding& f) {
    if (objects(f, mechanism::credentials)) return "the target runs under other ids";
    if (objects(f, mechanism::capabilities)) return "the target has capabilities that we lack";
    if (objects(f, mechanism::dumpable)) return "the target is not dumpable";
    if (objects(f, mechanism::yama)) return "Yama lets its holder pass (ptrace_scope 1 and 2)";
    return nullptr;
}

std::string capability(const finding& f, const situation& s) {
    const std::string have = have_ptrace_capability(s) ? "CAP_SYS_PTRACE is effective" : "CAP_SYS_PTRACE is missing";
    if (const char* why = passed_by_capability(f)) return have + ", and it matters: " + why;
    if (s.of_child()) return have + "; nobody needs it for a child";
    return have + "; this target does not need it";
}

std::string user_namespace(const finding& f, const situation& s) {
    if (objects(f, mechanism::user_namespace)) return "the target's is another one: it matters";
    if (s.of_child()) return "tracer and child share one: it does not matter";
    return user_namespace_of_target(s) == relation::same ? "the target is in ours: it does not matter"
                                                         : "the target's is below ours: it does not matter";
}

std::string seccomp(const finding& f, const situation& s) {
    if (f.who == mechanism::seccomp)
        return std::string("yes, ") + (f.confidence == confidence::proved ? "proved" : "likely") + ": " +
               (f.error != 0 ? errno_word(f.error) : std::string("the answer")) +
               " comes from a filter of this process";
    if (const judged* clear = find(f.ruled_out, mechanism::seccomp)) return "no: " + clear->because;
    return s.f.self.seccomp == 0 ? "no filter" : "cannot be told";
}

/// Whether a known profile has the rule that CAP_SYS_PTRACE switches on.
bool conditional(const std::vector<const known_profile*>& profiles) {
    return std::ranges::any_of(profiles, [](const known_profile* p) { return p->by_capability; });
}

bool is_container(place p) {
    using enum place;
    constexpr place containers[] = {docker, podman,     podman_rootless,      containerd,
                                    crio,   kubernetes, kubernetes_ephemeral, oci};
    return std::ranges::find(containers, p) != std::end(containers);
}

std::string cap_add(const finding& f, bool by_profile) {
    const char* const real = passed_by_capability(f);
    if (f.verdict == verdict::allowed) return "not needed";
    if (f.who == mechanism::seccomp && by_profile)
        return std::string("would help, not as a capability: the runtime then adds its rule for ptrace "
                           "(includes.caps: CAP_SYS_PTRACE)") +
               (real ? "; as a capability it is needed as well, since " + std::string(real) : "");
    if (f.who == mechanism::seccomp)
        return "would help only if whoever wrote this filter writes another one when it sees the capability, as "
               "Docker, containerd and podman do";
    if (real)
        return std::string("would help, as a real capability that must be effective (be root in the container): ") +
               real;
    return "would not help: " + std::string(f.who ? name_of(*f.who) : "what refuses") +
           " does not ask for capabilities";
}

}  // namespace

void go_through(finding& found, const situation& s, const environment& e) {
    const bool filtered = s.f.self.seccomp.value_or(0) == 2;
    std::vector<const known_profile*> profiles;
    if (filtered) {
        const std::string print = fingerprint(s.a.profile);
        profiles = profiles_like(print, s.f.self.caps.bounding);
        found.profile = profile_words(print, s.f.self.caps.bounding);
    }
    if (found.verdict != verdict::refused || (!is_container(e.where) && !conditional(profiles))) return;
    const bool engine = is_container(e.where) && e.where != place::oci;  // whose profile has a rule for the capability
    found.hypotheses = {{"capability", capability(found, s)},
                        {"user namespace", user_namespace(found, s)},
                        {"seccomp", seccomp(found, s)},
                        {"--cap-add=SYS_PTRACE", cap_add(found, engine || conditional(profiles))}};
}

}  // namespace whytrace::refusal
