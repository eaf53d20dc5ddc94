// Judges of the security modules: Yama, Landlock, AppArmor, SELinux, Smack, BPF (ptrace(2), step 5; the kernel asks them in the order of `lsm=`).
// Not here: commoncap, which is the first of them (judges_access.cpp).
// The hard part: their rules cannot be read from inside. What tells them apart is the errno (EACCES from the three with labels, EPERM from the others)
// and whether READ passes where ATTACH does not (Yama looks at ATTACH only).
#include "refusal/judges.hpp"

#include "refusal/words.hpp"

#include <algorithm>
#include <cerrno>

namespace whytrace::refusal {

namespace {

using says = ruling::verdict;

ruling clear(std::string because) { return {says::clear, std::move(because), 0, confidence::proved, {}}; }
ruling hidden(std::string because) { return {says::hidden, std::move(because), 0, confidence::likely, {}}; }

bool have_capability(const situation& s) { return has(s.f.self.caps.effective, cap_sys_ptrace); }
bool attach_passes(const situation& s) {
    return s.f.asked > 0 && (s.a.read_memory.is(EFAULT) || s.a.read_memory.succeeded() || s.a.seize.succeeded());
}
bool is_selinux(const std::string& label) { return std::count(label.begin(), label.end(), ':') >= 2; }
bool is_apparmor(const std::string& label) { return label.ends_with(')') || label == "unconfined"; }

std::vector<evidence> labels(const situation& s) {
    std::vector<evidence> seen{{"/proc/self/attr/current", s.f.self.label, "our own label"}};
    if (s.f.target)
        seen.push_back({"/proc/" + std::to_string(s.f.asked) + "/attr/current", s.f.target->label, "the target's"});
    return seen;
}

/// A module with labels refuses with EACCES; nothing else in the kernel does.
ruling by_label(const situation& s, bool present, const char* name, std::string because) {
    if (!present) return clear(std::string(name) + " gives this process no label (/proc/self/attr/current)");
    const answer& seize = s.seize();
    if (seize.is(EACCES)) {
        ruling r{says::objects, std::move(because), EACCES, confidence::proved, labels(s)};
        r.seen.push_back({"ptrace(PTRACE_SEIZE)", "EACCES",
                          "the capability checks and Yama say EPERM; only a module with labels says EACCES"});
        return r;
    }
    if (seize.succeeded() || seize.is(EPERM) || seize.is(ESRCH))
        return clear(std::string(name) + " would have answered EACCES, not " + answer_word(seize));
    return hidden(std::string(name) + " is in force (" + s.f.self.label +
                  "), and cannot be asked while something answers before it");
}

}  // namespace

ruling judge_yama(const situation& s) {
    if (!s.f.system.yama_scope) {
        if (s.a.yama.is(EINVAL))
            return clear("this kernel does not run Yama: no ptrace_scope, and PR_SET_PTRACER is unknown to it");
        if (s.a.yama.succeeded()) return hidden("Yama runs, but its ptrace_scope cannot be read here");
        return clear("there is no /proc/sys/kernel/yama/ptrace_scope");
    }
    const int scope = *s.f.system.yama_scope;
    const std::string setting = "ptrace_scope is " + std::to_string(scope);
    const auto objects = [&](const char* why, confidence sure) {
        return ruling{says::objects,
                      "Yama: " + setting + ": " + why,
                      EPERM,
                      sure,
                      {{"/proc/sys/kernel/yama/ptrace_scope", std::to_string(scope), why}}};
    };
    if (scope == 3) return objects("nobody may trace, until the machine is started anew", confidence::proved);
    if (scope == 0) return clear(setting + ": Yama has no objection to anybody");
    if (have_capability(s)) return clear(setting + ", but CAP_SYS_PTRACE is effective");
    if (scope == 2) return objects("only who has CAP_SYS_PTRACE may trace", confidence::proved);
    if (s.f.asked == 0) return clear(setting + ", which lets a process trace its own children");
    if (s.f.descendant) return clear(setting + ", and the target descends from us");
    if (attach_passes(s)) return clear(setting + ", but the target let us in (PR_SET_PTRACER), or an exception holds");
    ruling r = objects("only descendants may be traced, and the target is none of ours",
                       s.a.read_exe.succeeded() ? confidence::proved : confidence::likely);
    if (s.a.read_exe.succeeded())
        r.seen.push_back({"readlink(/proc/PID/exe), then process_vm_readv(2)",
                          "success, then " + answer_word(s.a.read_memory),
                          "READ passes and ATTACH does not: that is Yama's way"});
    return r;
}

ruling judge_landlock(const situation& s) {
    if (s.f.asked == 0) return clear("a child of ours is in our own Landlock domain");
    if (!s.f.target) return clear("there is no such process");
    if (s.a.read_exe.succeeded() || attach_passes(s))
        return clear("Landlock refuses READ and ATTACH alike, and one of them passed");
    const auto depth = landlock_depth(s.a);
    if (!depth) return hidden("our Landlock domain cannot be told (the kernel or a filter has no landlock(7) for us)");
    if (*depth == 0) return clear("we are in no Landlock domain: all 16 layers are still free");
    return {says::objects,
            "we are in a Landlock domain, and the target is outside it",
            EPERM,
            confidence::likely,
            {{"landlock_restrict_self(2) until E2BIG", std::to_string(landlock_layer_limit - *depth) + " times",
              std::to_string(*depth) + " of 16 layers were in use before"}}};
}

ruling judge_apparmor(const situation& s) {
    return by_label(s, is_apparmor(s.f.self.label) || (s.f.target && is_apparmor(s.f.target->label)), "AppArmor",
                    "AppArmor: a profile has no ptrace rule for this pair (trace for us, tracedby for the target)");
}

ruling judge_selinux(const situation& s) {
    ruling r = by_label(s, is_selinux(s.f.self.label), "SELinux",
                        "SELinux: the policy does not allow our domain to ptrace the target's");
    if (s.f.system.selinux_enforcing == false) return clear("SELinux is permissive");
    if (r.says == says::objects && s.f.system.selinux_deny_ptrace == true)
        r.seen.push_back({"/sys/fs/selinux/booleans/deny_ptrace", "1", "this boolean takes ptrace from every domain"});
    return r;
}

ruling judge_smack(const situation& s) {
    return by_label(
        s, s.f.system.smack && !s.f.self.label.empty() && !is_apparmor(s.f.self.label) && !is_selinux(s.f.self.label),
        "Smack", "Smack: its labels and /smack/ptrace do not allow it");
}

// A BPF program at the hook leaves no trace that we could read: it is what is left when nothing else objects.
ruling judge_bpf_lsm(const situation& s) {
    const std::string& modules = s.f.system.modules;
    const bool listed = ("," + modules + ",").find(",bpf,") != std::string::npos;
    if (!modules.empty() && !listed) return clear("the kernel's list of modules has no bpf (" + modules + ")");
    if (s.seize().succeeded() || attach_passes(s)) return clear("the access check was passed");
    if (modules.empty()) return hidden("/sys/kernel/security/lsm cannot be read here");
    return hidden("the bpf module is there; whether a program is at its ptrace hook cannot be seen");
}

}  // namespace whytrace::refusal
