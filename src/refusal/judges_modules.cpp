// Judges of the security modules: Yama, Landlock, AppArmor, SELinux, Smack, BPF (ptrace(2), step 5; the kernel asks them in the order of `lsm=`).
// Not here: commoncap, which is the first of them (judges_access.cpp).
// The hard part: their rules cannot be read from inside. What tells them apart is the errno (EACCES from the three with labels, EPERM from the others)
// and whether READ passes where ATTACH does not (Yama looks at ATTACH only).
#include "refusal/access.hpp"
#include "refusal/judges.hpp"
#include "refusal/modules.hpp"
#include "refusal/words.hpp"

#include <algorithm>
#include <cerrno>

namespace whytrace::refusal {

namespace {

bool is_selinux(const std::string& label) { return std::count(label.begin(), label.end(), ':') >= 2; }
bool is_apparmor(const std::string& label) { return label.ends_with(')') || label == "unconfined"; }

std::string modules(const situation& s) {
    return s.f.system.modules.empty() ? module_words(s.a.modules) : s.f.system.modules;
}
bool lists(const std::string& modules, std::string_view name) {
    return ("," + modules + ",").find("," + std::string(name) + ",") != std::string::npos;
}

std::string absent(const std::string& modules) { return "not in this kernel (" + modules + ")"; }

std::vector<evidence> labels(const situation& s) {
    std::vector<evidence> seen{{"/proc/self/attr/current", s.f.self.label, "our own label"}};
    if (s.f.target) seen.push_back({s.directory() + "/attr/current", s.f.target->label, "the target's"});
    return seen;
}

struct label_module {
    const char *name, *key;
    bool present;   // a label of its form is on us or on the target
    bool confines;  // and it is one that confines
    std::string because;
};

// The capability itself passes the module's hook too: EPERM, although CapEff has it.
ruling capability_denied(const situation& s, const label_module& m) {
    return objects(std::string(m.name) + " lets us have CAP_SYS_PTRACE in name only (its profile or policy denies it)",
                   EPERM, confidence::likely, labels(s));
}

/// A module with labels refuses with EACCES; nothing else in the kernel does.
ruling by_label(const situation& s, const label_module& m) {
    const std::string all = modules(s);
    if (!m.present)
        return clear(!all.empty() && !lists(all, m.key)
                         ? absent(all)
                         : std::string(m.name) + " gives no label (/proc/self/attr/current)");
    const answer& reply = s.reply();
    if (attach_passed(s)) return clear("the access check is passed, of which it is a part");
    if (reply.is(EACCES) && modules_reached(s)) {
        ruling r = objects(m.because, EACCES, confidence::proved, labels(s));
        r.seen.push_back({"ptrace(" + std::string(s.request()) + ")", "EACCES",
                          "capability checks and Yama say EPERM; only a module with labels says EACCES"});
        return r;
    }
    if (!m.confines) return clear(std::string(m.name) + " confines neither of us");
    const bool needs_capability = s.it() && !s.of_child() && s.f.self.uid[0] != s.it()->uid[0];
    if (reply.is(EPERM) && modules_reached(s) && have_ptrace_capability(s) && needs_capability)
        return capability_denied(s, m);
    if (reply.is(EPERM) && modules_reached(s))
        return clear(std::string(m.name) + " would have answered EACCES, not EPERM");
    return hidden(std::string(m.name) + " is in force (" + s.f.self.label +
                  "), and not asked while something answers before it");
}

ruling yama_by_behaviour(const situation& s) {
    if (!modules(s).empty() && !lists(modules(s), "yama")) return clear(absent(modules(s)));
    if (s.a.yama.is(EINVAL)) return clear("this kernel does not run Yama: it does not know PR_SET_PTRACER");
    if (!s.a.yama.succeeded()) return clear("there is no /proc/sys/kernel/yama/ptrace_scope");
    if (attach_passed(s)) return clear("Yama runs, and lets us in");
    if (s.reply().is(EPERM) && !s.of_child() && read_passed(s) && s.a.read_memory.is(EPERM))
        return objects("Yama: it runs, and its ptrace_scope (which cannot be read here) seems to be 1 or more", EPERM,
                       confidence::likely,
                       {{"prctl(PR_SET_PTRACER, 0)", "success", "only Yama knows it"},
                        {"readlink(" + s.directory() + "/exe), then process_vm_readv(2)", "success, then EPERM",
                         "READ passes and ATTACH does not: that is Yama's way"}});
    return hidden("Yama runs, but its ptrace_scope cannot be read here");
}

}  // namespace

ruling judge_yama(const situation& s) {
    if (!s.f.system.yama_scope) return yama_by_behaviour(s);
    const int scope = *s.f.system.yama_scope;
    const std::string setting = "ptrace_scope is " + std::to_string(scope);
    const auto refuse = [&](const char* why, confidence sure) {
        return objects("Yama: " + setting + ": " + why, EPERM, sure,
                       {{"/proc/sys/kernel/yama/ptrace_scope", std::to_string(scope), why}});
    };
    if (!s.it() && s.a.exists.is(ESRCH)) return clear("there is no such process");
    if (scope >= 3) return refuse("nobody may trace, until the machine is started anew", confidence::proved);
    if (scope <= 0) return clear(setting + ": Yama has no objection to anybody");
    if (capable_over_target(s)) return clear(setting + ", but CAP_SYS_PTRACE is effective");
    if (scope == 2) return refuse("only who has CAP_SYS_PTRACE may trace", confidence::proved);
    if (s.of_child()) return clear(setting + ", which lets a process trace its own children");
    if (s.f.descendant) return clear(setting + ", and the target descends from us");
    if (attach_passed(s)) return clear(setting + ", but the target let us in (PR_SET_PTRACER), or an exception holds");
    const bool read = read_passed(s);
    ruling r = refuse("only descendants may be traced, and the target is none of ours",
                      read ? confidence::proved : confidence::likely);
    if (read)
        r.seen.push_back({"readlink(" + s.directory() + "/exe), then process_vm_readv(2)",
                          answer_word(s.a.read_exe) + ", then " + answer_word(s.a.read_memory),
                          "READ passes and ATTACH does not: that is Yama's way"});
    return r;
}

ruling judge_landlock(const situation& s) {
    if (s.of_child()) return clear("a child of ours is as we are");
    if (!s.f.target && s.a.exists.is(ESRCH)) return clear("there is no such process");
    if (read_passed(s)) return clear("it refuses READ as well, and READ passes");
    if (s.f.descendant) return clear("the target descends from us: it is in our domain or below");
    const auto depth = landlock_depth(s.a);
    if (!depth && !modules(s).empty() && !lists(modules(s), "landlock")) return clear(absent(modules(s)));
    if (!depth) return hidden("whether we are in a Landlock domain cannot be told (landlock(7) is not there for us)");
    const int limit = *depth + s.a.landlock_layers.error;
    if (*depth == 0) return clear("we are in no domain: all " + std::to_string(limit) + " layers are free");
    if (s.reply().is(EACCES)) return clear("Landlock says EPERM, not EACCES");
    if (access_explained(s))
        return hidden(
            "we are in a Landlock domain; whether the target is too shows only when READ is refused by nothing "
            "else");
    return objects("we are in a Landlock domain, and the target is outside it", EPERM, confidence::likely,
                   {{"landlock_restrict_self(2) works", std::to_string(limit - *depth) + " times",
                     std::to_string(*depth) + " of " + std::to_string(limit) + " layers in use"},
                    {"readlink(" + s.directory() + "/exe)", answer_word(s.a.read_exe),
                     "READ refused, with ids, flags and capabilities in order"}});
}

ruling judge_apparmor(const situation& s) {
    const std::string none, &us = s.f.self.label, &it = s.f.target ? s.f.target->label : none;
    const auto confining = [](const std::string& l) { return l.ends_with("(enforce)") || l.ends_with("(kill)"); };
    return by_label(s,
                    {"AppArmor", "apparmor", is_apparmor(us) || is_apparmor(it), confining(us) || confining(it),
                     "AppArmor: a profile has no ptrace rule for this pair (trace for us, tracedby for the target)"});
}

ruling judge_selinux(const situation& s) {
    if (s.f.system.selinux_enforcing == false) return clear("SELinux is permissive (/sys/fs/selinux/enforce)");
    const bool labelled = is_selinux(s.f.self.label);
    ruling r = by_label(s, {"SELinux", "selinux", labelled, labelled,
                            s.f.system.selinux_deny_ptrace == true
                                ? "SELinux: its boolean deny_ptrace takes ptrace from every domain"
                                : "SELinux: the policy does not allow our domain to ptrace the target's"});
    if (r.says == ruling::verdict::objects && s.f.system.selinux_deny_ptrace == true)
        r.seen.push_back({"/sys/fs/selinux/booleans/deny_ptrace", "1", "this boolean takes ptrace from every domain"});
    return r;
}

ruling judge_smack(const situation& s) {
    const std::string& label = s.f.self.label;
    const bool present = s.f.system.smack && !label.empty() && !is_apparmor(label) && !is_selinux(label);
    return by_label(s, {"Smack", "smack", present, present, "Smack: its labels and /smack/ptrace do not allow it"});
}

bool runs_bpf_programs(const situation& s) { return lists(modules(s), "bpf"); }

// A BPF program at the hook leaves no trace that we could read: it is what is left when nothing else objects.
ruling judge_bpf_lsm(const situation& s) {
    const std::string all = modules(s);
    if (!all.empty() && !runs_bpf_programs(s)) return clear(absent(all));
    if (attach_passed(s)) return clear("the access check is passed, of which it is a part");
    if (s.a.bpf_programs.how == answer::kind::returned && s.a.bpf_programs.error == 0)
        return clear("no BPF security program is loaded (bpf(2) lists them all)");
    if (all.empty()) return hidden("the kernel's list of security modules cannot be read here");
    return hidden("whether a program is at its ptrace hook cannot be seen (bpf is in the kernel)");
}

}  // namespace whytrace::refusal
