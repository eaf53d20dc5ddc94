// The table of known profiles, from the runtimes' own sources at their release tags.
// Not here: what follows from a match.
// The hard part: a capability in the bounding set switches rules of the profile on (SYS_PTRACE: ptrace, process_vm_*, kcmp, pidfd_getfd; SYS_ADMIN, BPF,
// PERFMON: bpf, perf_event_open), so those letters say nothing then.
#include "refusal/profile.hpp"

#include "refusal/facts.hpp"
#include "refusal/questions.hpp"
#include "trace/ptrace.hpp"

#include <cerrno>
#include <sys/syscall.h>
#include <sys/uio.h>

namespace whytrace::refusal {

namespace {

constexpr long unassigned_number = 999;  // above any call that Linux has, below the bit of x32

// Order of the letters: ptrace process_vm_readv kcmp pidfd_getfd bpf perf_event_open clone3 io_uring_setup unassigned.
constexpr known_profile profiles[] = {
    {"Docker", "1.12 to 18.09", "PPPFPPFFF"},
    {"Docker", "19.03", "APPFPPFPF"},
    {"Docker", "20.10.0 to 20.10.9", "APPPPPFAF"},
    {"Docker", "20.10.10 to 20.10.24", "APPPPPNAN"},
    {"Docker", "23 and 24", "AAPPPPNAN"},
    {"Docker", "25 and later", "AAPPPPNPN"},
    {"containerd", "up to 1.6.6", "PPPPPPNAN"},
    {"containerd", "1.6.7 to 1.6", "APPPPPNAN"},
    {"containerd", "1.7", "AAPPPPNAN"},
    {"containerd", "2.0 and later", "AAPPPPNPN"},
    {"podman, buildah or CRI-O", "containers-common before 0.48", "PPPPPPANN"},
    {"podman, buildah or CRI-O", "containers-common 0.48 and later", "AAPAPPANN"},
    {"flatpak", "without --devel", "PAAAAPNAN", false},
    {"systemd", "SystemCallFilter=~@debug", "xAAxAxAAN", false},
    {"systemd", "SystemCallFilter=~@debug with an errno", "FAAFAFAAN", false},
    {"firejail", "with its default seccomp list", "PPAPPPAAN", false},
    {"systemd-nspawn", "without CAP_SYS_PTRACE", "PAAPPPAAN", false},
};

struct imitation {
    std::string_view name;
    std::string_view runtime, versions;
};
constexpr imitation imitations[] = {
    {"docker-18.09", "Docker", "1.12 to 18.09"},
    {"docker-20.10", "Docker", "20.10.10 to 20.10.24"},
    {"containerd-1.6", "containerd", "up to 1.6.6"},
    {"podman", "podman, buildah or CRI-O", "containers-common before 0.48"},
};

char letter(const telling_answer& t) {
    using kind = answer::kind;
    if (t.below_ours.how == kind::trapped || t.below_ours.how == kind::killed) return 'x';
    if (t.below_ours.how != kind::returned || t.below_ours.is(not_installed)) return '?';
    if (t.below_ours.is(EPERM)) return 'P';
    if (!t.below_ours.is(ENOSYS)) return 'x';
    // Nothing stronger than our own verdict, or the very same answer: the call itself tells.
    if (t.plain.is(ENOSYS)) return 'N';
    return t.plain.how == kind::returned ? 'A' : 'x';
}

bool opened_by(telling t, std::uint64_t bounding) {
    constexpr int perfmon = 38, bpf = 39;  // linux/capability.h
    switch (t) {
    case telling::ptrace:
    case telling::process_vm_readv:
    case telling::kcmp:
    case telling::pidfd_getfd: return has(bounding, cap_sys_ptrace);
    case telling::bpf: return has(bounding, cap_sys_admin) || has(bounding, bpf);
    case telling::perf_event_open: return has(bounding, cap_sys_admin) || has(bounding, perfmon);
    default: return false;
    }
}

bool fits(char seen, char wanted) {
    return wanted == '*' || seen == '?' || seen == wanted || (wanted == 'F' && (seen == 'P' || seen == 'N'));
}

bool looks_like(std::string_view print, const known_profile& p, std::uint64_t bounding) {
    for (std::size_t i = 0; i < telling_count; ++i) {
        const bool opened = p.by_capability && opened_by(static_cast<telling>(i), bounding);
        if (opened ? print[i] != 'A' && !fits(print[i], p.pattern[i]) : !fits(print[i], p.pattern[i])) return false;
    }
    return true;
}

}  // namespace

std::array<exact_call, telling_count> profile_calls() {
    static char byte;
    static iovec one{&byte, 1}, nowhere{nullptr, 1};
    const auto word = [](const void* p) { return reinterpret_cast<std::uint64_t>(p); };
    constexpr auto nobody = static_cast<std::uint64_t>(impossible_pid);
    constexpr std::uint64_t minus_one = ~std::uint64_t{};
    return {{{trace::ptrace_call_number, {PTRACE_ATTACH, nobody}},
             {SYS_process_vm_readv, {nobody, word(&one), 1, word(&nowhere), 1, 0}},
             {SYS_kcmp, {nobody, nobody, 0, 0, 0}},
             {SYS_pidfd_getfd, {minus_one, 0, 0}},
             {SYS_bpf, {minus_one, 0, 0}},
             {SYS_perf_event_open, {0, 0, minus_one, minus_one, 0}},
             {SYS_clone3, {0, 0}},
             {SYS_io_uring_setup, {0, 0}},
             {unassigned_number, {}}}};
}

std::string fingerprint(const profile_answers& a) {
    std::string print;
    for (const telling_answer& t : a) print += letter(t);
    return print;
}

std::span<const known_profile> known_profiles() { return profiles; }

const known_profile* imitated(std::string_view name) {
    for (const imitation& i : imitations)
        for (const known_profile& p : profiles)
            if (i.name == name && p.runtime == i.runtime && p.versions == i.versions) return &p;
    return nullptr;
}

std::vector<const known_profile*> profiles_like(std::string_view print, std::uint64_t bounding) {
    std::vector<const known_profile*> found;
    // The last letter is N without any filter, too.
    if (print.size() != telling_count || print.substr(0, telling_count - 1).find_first_of("PNx") == print.npos)
        return found;
    for (const known_profile& p : profiles)
        if (looks_like(print, p, bounding)) found.push_back(&p);
    return found;
}

std::string profile_words(std::string_view print, std::uint64_t bounding) {
    std::string words;
    for (const known_profile* p : profiles_like(print, bounding))
        words += (words.empty() ? "" : " or ") + std::string(p->runtime) + " " + std::string(p->versions);
    return words;
}

}  // namespace whytrace::refusal
