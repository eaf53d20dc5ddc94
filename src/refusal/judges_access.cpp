// Judges of __ptrace_may_access: ids, dumpable, user namespace, capabilities (ptrace(2), "Ptrace access mode checking", steps 2 to 4).
// Not here: security modules (judges_modules.cpp).
// The hard part: one READ-mode access that succeeds clears all of them at once, since it takes the same path; without it the facts must do.
#include "refusal/access.hpp"
#include "refusal/judges.hpp"
#include "refusal/words.hpp"

#include <cerrno>

namespace whytrace::refusal {

namespace {

constexpr unsigned overflow_id = 65534;  // what ids that our user namespace does not map are shown as

std::string passed(const situation& s) {
    if (s.reply().succeeded()) return "the request succeeded, by the same check";
    if (attach_passed(s)) return "its memory opens, by the same check";
    return "its exe can be read, by the same check";
}

constexpr auto as_we_are = "a child of ours is as we are";
constexpr auto not_for_traceme = "PTRACE_TRACEME does not look at it";

ruling unseen(const situation& s) {
    if (s.a.exists.is(ESRCH)) return clear("there is no such process");
    return hidden("/proc does not show the process (hidepid?), though it exists");
}

bool same_ids(const task_facts& us, const task_facts& it) {
    for (std::size_t i = 0; i < 3; ++i)
        if (us.uid[0] != it.uid[i] || us.gid[0] != it.gid[i]) return false;
    return true;
}

std::string id_words(const task_facts& t) {
    const auto three = [](const ids& i) {
        return std::to_string(i[0]) + " " + std::to_string(i[1]) + " " + std::to_string(i[2]);
    };
    return "uid " + three(t.uid) + ", gid " + three(t.gid);
}

// kill(2) allows it to who shares a real or effective id with the target's real or saved one.
ruling ids_by_kill(const situation& s) {
    if (!s.a.exists.is(EPERM) || have_ptrace_capability(s)) return unseen(s);
    return objects("the target runs under other ids, and we have no CAP_SYS_PTRACE", EPERM, confidence::proved,
                   {{"kill(" + std::to_string(s.f.asked) + ", 0)", "EPERM", "not a process of our user"},
                    {s.directory(), "not shown", "/proc is mounted so that it hides others' processes (hidepid)"}});
}

}  // namespace

ruling judge_credentials(const situation& s) {
    if (s.by_traceme()) return clear(not_for_traceme);
    const task_facts* it = s.it();
    if (!it) return ids_by_kill(s);
    if (read_passed(s)) return clear(passed(s));
    if (same_ids(s.f.self, *it)) return clear(s.of_child() ? as_we_are : "our real ids equal all of its");
    if (have_ptrace_capability(s)) return clear("the ids differ, but CAP_SYS_PTRACE is effective");
    return objects(
        "the target runs under other ids, and we have no CAP_SYS_PTRACE", EPERM, confidence::proved,
        {{"/proc/self/status Uid, Gid",
          "uid " + std::to_string(s.f.self.uid[0]) + ", gid " + std::to_string(s.f.self.gid[0]), "our real ids"},
         {s.directory() + "/status Uid, Gid", id_words(*it), "real, effective, saved: all six must equal ours"},
         {"/proc/self/status CapEff", capability_words(s.f.self.caps.effective, 3),
          "CAP_SYS_PTRACE would do instead"}});
}

ruling judge_dumpable(const situation& s) {
    if (s.by_traceme()) return clear(not_for_traceme);
    const task_facts* it = s.it();
    if (!it) return unseen(s);
    if (read_passed(s)) return clear(passed(s));
    if (it->zombie() || it->kernel_thread) return clear("it has no memory to be closed");
    const bool owned_above = it->looks_undumpable() && it->files && it->files->uid == overflow_id;
    if (capable_over_target(s) && !owned_above) return clear("CAP_SYS_PTRACE is effective, which passes over it");
    if (s.of_child() && it->looks_undumpable())
        return objects("we are not dumpable ourselves, and our child is as we are until it executes another program",
                       EPERM, confidence::proved,
                       {{"prctl(PR_GET_DUMPABLE)", "not 1",
                         "our own program's file is not readable for us, or gives us privileges"}});
    if (it->looks_undumpable())
        return objects("the target's memory is closed to others of its own user (it is not dumpable)", EPERM,
                       confidence::proved,
                       {{"owner of " + s.directory(), std::to_string(it->directory->uid), "the process's user"},
                        {"owner of the files in it", std::to_string(it->files->uid),
                         owned_above ? "a user outside our user namespace: only a capability out there would do"
                                     : "proc(5): root's when not dumpable"}});
    if (!it->dumpable && it->directory && it->directory->uid == 0)
        return hidden("the files of a root process are root's, dumpable or not");
    return clear(s.of_child() ? "prctl(PR_GET_DUMPABLE) says 1"
                              : "the files of " + s.directory() + " belong to its own user");
}

ruling judge_user_namespace(const situation& s) {
    const task_facts* it = s.it();
    if (!it) return unseen(s);
    const relation r = user_namespace_of_target(s);
    if (r == relation::same) return clear(s.of_child() ? as_we_are : "it is in ours (the same uid_map)");
    if (read_passed(s)) return clear(passed(s));
    if (capable_over_target(s)) return clear("the target's is below ours, where CAP_SYS_PTRACE counts too");
    const bool outside = r == relation::above;
    return objects(
        have_ptrace_capability(s) ? "the target is in another user namespace, where our capabilities do not count"
                                  : "the target is in another user namespace, where we have no CAP_SYS_PTRACE",
        EPERM, outside ? confidence::proved : confidence::likely,
        {{"/proc/self/uid_map", s.f.self.uid_map.empty() ? "empty" : s.f.self.uid_map, "our user namespace"},
         {s.directory() + "/uid_map", it->uid_map, outside ? "maps more ids: outside" : "the target's"},
         {"/proc/self/status CapEff", capability_words(s.f.self.caps.effective, 3), "in our own user namespace only"}});
}

ruling judge_capabilities(const situation& s) {
    const task_facts* it = s.it();
    if (!it) return unseen(s);
    if (s.of_child()) return clear(as_we_are);
    if (read_passed(s)) return clear(passed(s));
    if (user_namespace_of_target(s) != relation::same) return clear("compared within one user namespace only");
    if (capable_over_target(s)) return clear("CAP_SYS_PTRACE is effective");
    const std::uint64_t more = it->caps.permitted & ~s.f.self.caps.permitted;
    if (more == 0) return clear("the target has no capability that we lack");
    return objects("the target has capabilities that we lack, and we have no CAP_SYS_PTRACE", EPERM, confidence::proved,
                   {{s.directory() + "/status CapPrm", capability_words(more, 4), "what it may do and we may not"},
                    {"/proc/self/status CapPrm", capability_words(s.f.self.caps.permitted, 3), "ours"}});
}

}  // namespace whytrace::refusal
