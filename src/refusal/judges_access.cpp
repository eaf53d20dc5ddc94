// Judges of __ptrace_may_access: ids, dumpable, user namespace, capabilities (ptrace(2), "Ptrace access mode checking", steps 2 to 4).
// Not here: security modules (judges_modules.cpp).
// The hard part: one READ-mode access that succeeds clears all of them at once, since it takes the same path; without it the facts must do.
#include "refusal/judges.hpp"

#include "refusal/words.hpp"

#include <cerrno>

namespace whytrace::refusal {

namespace {

using says = ruling::verdict;

ruling clear(std::string because) { return {says::clear, std::move(because), 0, confidence::proved, {}}; }

constexpr auto a_child = "a child of ours has our own ids, capabilities and user namespace";
constexpr auto read_passed =
    "reading the link /proc/PID/exe succeeded, which needs the same ids, dumpable flag and capabilities";

bool may_read(const situation& s) { return s.a.read_exe.succeeded(); }
bool have_capability(const situation& s) { return has(s.f.self.caps.effective, cap_sys_ptrace); }

bool other_user_namespace(const situation& s) {
    const auto &us = s.f.self, &it = *s.f.target;
    if (!us.user_namespace.empty() && !it.user_namespace.empty()) return us.user_namespace != it.user_namespace;
    return us.uid_map != it.uid_map;
}

/// CAP_SYS_PTRACE over the target: in its user namespace, which here can only be ours (or one below, whose map differs and which READ would have told).
bool capable_over_target(const situation& s) { return have_capability(s) && !other_user_namespace(s); }

bool same_ids(const task_facts& us, const task_facts& it) {
    for (int i = 0; i < 3; ++i)
        if (us.uid[0] != it.uid[static_cast<std::size_t>(i)] || us.gid[0] != it.gid[static_cast<std::size_t>(i)])
            return false;
    return true;
}

std::string id_words(const task_facts& t) {
    const auto three = [](const ids& i) {
        return std::to_string(i[0]) + " " + std::to_string(i[1]) + " " + std::to_string(i[2]);
    };
    return "uid " + three(t.uid) + ", gid " + three(t.gid);
}

std::string status_of(const situation& s, const char* key) {
    return "/proc/" + std::to_string(s.f.asked) + "/status " + key;
}

}  // namespace

ruling judge_credentials(const situation& s) {
    if (s.f.asked == 0) return clear(a_child);
    if (!s.f.target) return clear("there is no such process");
    if (may_read(s)) return clear(read_passed);
    if (same_ids(s.f.self, *s.f.target)) return clear("our real ids equal the target's real, effective and saved ids");
    if (have_capability(s)) return clear("the ids differ, but CAP_SYS_PTRACE is effective");
    return {says::objects,
            "the target runs under other ids, and we have no CAP_SYS_PTRACE",
            EPERM,
            confidence::proved,
            {{"/proc/self/status Uid, Gid",
              "uid " + std::to_string(s.f.self.uid[0]) + ", gid " + std::to_string(s.f.self.gid[0]), "our real ids"},
             {status_of(s, "Uid, Gid"), id_words(*s.f.target), "real, effective, saved: all six must equal ours"},
             {"/proc/self/status CapEff", capability_words(s.f.self.caps.effective, 3),
              "CAP_SYS_PTRACE would do instead"}}};
}

ruling judge_dumpable(const situation& s) {
    if (s.f.asked == 0) return clear("a child of ours is as dumpable as we are");
    if (!s.f.target) return clear("there is no such process");
    if (may_read(s)) return clear(read_passed);
    if (capable_over_target(s)) return clear("CAP_SYS_PTRACE is effective, which passes over it");
    if (s.f.target->looks_undumpable())
        return {says::objects,
                "the target's memory is closed to others of its own user (it is not dumpable)",
                EPERM,
                confidence::proved,
                {{"owner of /proc/" + std::to_string(s.f.asked), std::to_string(s.f.target->directory->uid),
                  "the process's user"},
                 {"owner of the files in it", std::to_string(s.f.target->files->uid),
                  "root's when the process is not dumpable (proc(5))"}}};
    if (s.f.target->directory && s.f.target->directory->uid == 0)
        return {says::hidden,
                "the files in /proc/PID are root's for a root process whether it is dumpable or not",
                0,
                confidence::likely,
                {}};
    return clear("the files in /proc/PID belong to the process's own user");
}

ruling judge_user_namespace(const situation& s) {
    if (s.f.asked == 0) return clear(a_child);
    if (!s.f.target) return clear("there is no such process");
    if (may_read(s)) return clear(read_passed);
    if (!other_user_namespace(s)) return clear("the target is in our user namespace (the same uid_map)");
    return {says::objects,
            "the target is in another user namespace, where our capabilities do not count",
            EPERM,
            confidence::proved,
            {{"/proc/self/uid_map", s.f.self.uid_map, "our user namespace"},
             {"/proc/" + std::to_string(s.f.asked) + "/uid_map", s.f.target->uid_map, "the target's"},
             {"/proc/self/status CapEff", capability_words(s.f.self.caps.effective, 3),
              "valid in our own user namespace only"}}};
}

ruling judge_capabilities(const situation& s) {
    if (s.f.asked == 0)
        return clear("nobody needs CAP_SYS_PTRACE to trace a child: its capabilities are a part of ours");
    if (!s.f.target) return clear("there is no such process");
    if (may_read(s)) return clear(read_passed);
    if (capable_over_target(s)) return clear("CAP_SYS_PTRACE is effective");
    const std::uint64_t more = s.f.target->caps.permitted & ~s.f.self.caps.permitted;
    if (more == 0) return clear("the target has no capability that we lack");
    return {says::objects,
            "the target has capabilities that we lack, and we have no CAP_SYS_PTRACE",
            EPERM,
            confidence::proved,
            {{status_of(s, "CapPrm"), capability_words(more, 4), "what it may do and we may not"},
             {"/proc/self/status CapPrm", capability_words(s.f.self.caps.permitted, 3), "ours"}}};
}

}  // namespace whytrace::refusal
