// Judges of what comes before and after the access check: filters, the request itself, the task that is asked for.
// Not here: the access check (judges_access.cpp), security modules (judges_modules.cpp).
// The hard part: seccomp. Its oracle is proof; without it the impossible pid decides, which a filter on arguments can deceive.
#include "refusal/judges.hpp"

#include "refusal/words.hpp"

#include <cerrno>

namespace whytrace::refusal {

namespace {

using says = ruling::verdict;

ruling clear(std::string because) { return {says::clear, std::move(because), 0, confidence::proved, {}}; }
ruling hidden(std::string because) { return {says::hidden, std::move(because), 0, confidence::likely, {}}; }

const request_answers& seize_answers(const situation& s) {
    static const request_answers none;
    const auto* found = s.a.find("PTRACE_SEIZE");
    return found ? *found : none;
}

std::vector<evidence> filter_evidence(const situation& s, const request_answers& r) {
    std::vector<evidence> seen;
    if (s.f.self.seccomp) {
        std::string value = std::to_string(*s.f.self.seccomp);
        if (s.f.self.filters) value += ", Seccomp_filters " + std::to_string(*s.f.self.filters);
        seen.push_back({"/proc/self/status Seccomp", value, "this process carries seccomp filters"});
    }
    seen.push_back({"ptrace(PTRACE_SEIZE) of a pid that cannot exist", answer_word(r.impossible),
                    "the kernel itself looks the task up first and says ESRCH"});
    if (r.filters.below_trace.how != answer::kind::not_asked)
        seen.push_back({"the very call, below a filter of our own that says SECCOMP_RET_TRACE",
                        answer_word(r.filters.below_trace),
                        "ENOSYS would mean that no filter objects; the call itself was never made"});
    return seen;
}

ruling filter_objects(const situation& s, const request_answers& r, std::string how, int error,
                      confidence sure = confidence::proved) {
    return {says::objects, "a seccomp filter " + std::move(how) + " before the kernel looks at it", error, sure,
            filter_evidence(s, r)};
}

}  // namespace

ruling judge_seccomp(const situation& s) {
    const auto& r = seize_answers(s);
    switch (r.filters.verdict) {
    case filter_verdict::fails:
        if (r.filters.error == ENOSYS && s.f.self.seccomp == 0) return clear("no filter is installed (Seccomp: 0)");
        return filter_objects(s, r,
                              r.filters.error == 0 ? "answers PTRACE_SEIZE with a success that never happened"
                                                   : "answers PTRACE_SEIZE with " + errno_word(r.filters.error),
                              r.filters.error);
    case filter_verdict::traps: return filter_objects(s, r, "answers PTRACE_SEIZE with the signal SIGSYS (trap)", 0);
    case filter_verdict::kills: return filter_objects(s, r, "kills whoever calls PTRACE_SEIZE", 0);
    case filter_verdict::asks:
        return filter_objects(s, r, "hands PTRACE_SEIZE to a supervisor, which did not answer in time,", 0);
    case filter_verdict::asks_nobody:
        return filter_objects(s, r, "hands PTRACE_SEIZE to a supervisor or tracer that is not there", ENOSYS);
    case filter_verdict::allows:
    case filter_verdict::unknown: break;
    }
    if (s.f.self.seccomp == 0) return clear("no filter is installed (/proc/self/status says Seccomp: 0)");
    if (r.impossible.is(ESRCH))
        return clear("PTRACE_SEIZE of a pid that cannot exist = ESRCH: the kernel answered, not a filter");
    if (r.impossible.is(ENOSYS) && s.f.self.seccomp.value_or(0) == 2)
        return filter_objects(s, r, "hands PTRACE_SEIZE to a supervisor or tracer that is not there", ENOSYS);
    if (r.impossible.how == answer::kind::returned && r.impossible.error != ENOSYS)
        return filter_objects(s, r, "answers PTRACE_SEIZE with " + errno_word(r.impossible.error), r.impossible.error,
                              confidence::likely);
    if (r.impossible.how == answer::kind::trapped)
        return filter_objects(s, r, "answers PTRACE_SEIZE with the signal SIGSYS (trap)", 0);
    if (r.impossible.how == answer::kind::killed) return filter_objects(s, r, "kills whoever calls PTRACE_SEIZE", 0);
    if (r.impossible.how == answer::kind::silent)
        return filter_objects(s, r, "hands PTRACE_SEIZE to a supervisor, which did not answer in time,", 0);
    return hidden("the probes could not be run");
}

ruling judge_emulator(const situation& s) {
    const auto& r = seize_answers(s);
    if (r.impossible.is(ESRCH))
        return clear("PTRACE_SEIZE of a pid that cannot exist = ESRCH, as a Linux kernel answers");
    if (r.impossible.is(ENOSYS) && s.f.self.seccomp.value_or(0) == 0)
        return {says::objects,
                "ptrace is not implemented by what runs this program: it is no Linux kernel, or an emulator in front "
                "of one",
                ENOSYS,
                confidence::likely,
                {{"ptrace(PTRACE_SEIZE) of a pid that cannot exist", "ENOSYS",
                  "a Linux kernel says ESRCH; no filter is installed"},
                 {"/proc/version", s.f.system.version, "the system that we see"}}};
    return hidden("a filter answered before what runs this program could");
}

ruling judge_kernel_support(const situation& s) {
    const answer& own = s.a.seize_child;
    if (seize_answers(s).impossible.is(ESRCH) && (own.is(EIO) || own.is(EINVAL)))
        return {says::objects,
                "this kernel has no PTRACE_SEIZE (Linux has it since 3.4)",
                own.error,
                confidence::likely,
                {{"ptrace(PTRACE_SEIZE) of a child of ours", errno_word(own.error),
                  "what kernels without the request answer"},
                 {"kernel", s.f.system.release, ""}}};
    if (own.succeeded()) return clear("PTRACE_SEIZE of a child of ours succeeded");
    return clear("PTRACE_SEIZE is known here: it did not fail with EIO or EINVAL");
}

ruling judge_pid_namespace(const situation& s) {
    if (s.f.asked == 0) return clear("the target is a child of ours, in our own pid namespace");
    if (s.f.target && s.a.exists.is(ESRCH))
        return {says::objects,
                "this /proc shows the process, but it is in a pid namespace that is not ours",
                ESRCH,
                confidence::proved,
                {{"/proc/" + std::to_string(s.f.asked) + "/status", s.f.target->comm, "visible here"},
                 {"kill(pid, 0)", "ESRCH", "no such task in our own pid namespace"}}};
    if (s.f.target) return clear("kill(pid, 0) finds it in our pid namespace");
    if (s.f.self.ns_pids.size() > 1)
        return hidden("we are in a nested pid namespace: whether the pid exists outside cannot be seen from here");
    return clear("we are in one pid namespace only, and see no such process in it");
}

ruling judge_no_such_process(const situation& s) {
    if (s.f.asked == 0) return clear("the target is a child of ours");
    if (s.a.exists.is(ESRCH) && !s.f.target)
        return {says::objects,
                "there is no process " + std::to_string(s.f.asked),
                ESRCH,
                confidence::proved,
                {{"kill(" + std::to_string(s.f.asked) + ", 0)", "ESRCH", "no task has this id"},
                 {"/proc/" + std::to_string(s.f.asked), "absent", ""}}};
    return clear("the process exists");
}

ruling judge_kernel_thread(const situation& s) {
    if (!s.f.target) return clear(s.f.asked == 0 ? "a child of ours is no kernel thread" : "there is no such process");
    if (!s.f.target->kernel_thread) return clear("it has memory of its own");
    return {says::objects,
            "it is a kernel thread, which has no user space to trace",
            EPERM,
            confidence::proved,
            {{"/proc/" + std::to_string(s.f.asked) + "/status", s.f.target->comm, "a task without memory"}}};
}

ruling judge_self(const situation& s) {
    if (!s.f.target || s.f.target->tgid != s.f.self.tgid) return clear("it is not our own process");
    return {says::objects,
            "a process cannot trace itself or its own threads",
            EPERM,
            confidence::proved,
            {{"thread group", std::to_string(s.f.self.tgid), "ours and the target's"}}};
}

ruling judge_zombie(const situation& s) {
    if (!s.f.target) return clear("nothing says so");
    if (!s.f.target->zombie()) return clear(std::string("its state is ") + s.f.target->state);
    return {says::objects,
            "it has ended and waits to be reaped by its parent",
            EPERM,
            confidence::proved,
            {{"/proc/" + std::to_string(s.f.asked) + "/status State", std::string(1, s.f.target->state), "a zombie"}}};
}

ruling judge_already_traced(const situation& s) {
    if (s.f.asked == 0) {
        if (s.f.self.tracer == 0) return clear("nobody that we can see traces us, so nobody takes our child from us");
        if (s.a.seize_child.succeeded()) return clear("we are traced ourselves, but our child is not");
        return {says::objects,
                "we are traced ourselves, and our tracer traces our children too",
                EPERM,
                confidence::proved,
                {{"/proc/self/status TracerPid", std::to_string(s.f.self.tracer), "a task has one tracer at most"}}};
    }
    if (!s.f.target) return clear("there is no such process");
    if (s.f.target->tracer != 0)
        return {says::objects,
                "process " + std::to_string(s.f.target->tracer) +
                    " traces it already, and a task has one tracer at most",
                EPERM,
                confidence::proved,
                {{"/proc/" + std::to_string(s.f.asked) + "/status TracerPid", std::to_string(s.f.target->tracer),
                  "its tracer"}}};
    // The memory of a traced task is as open as before: the check that ATTACH passes, PTRACE_SEIZE would pass too.
    const bool attach_passes = s.a.read_memory.is(EFAULT) || s.a.read_memory.succeeded();
    if (s.a.seize.is(EPERM) && attach_passes && !s.f.target->zombie() && !s.f.target->kernel_thread)
        return {says::objects,
                "a tracer that we cannot see (in a pid namespace outside ours) traces it already",
                EPERM,
                confidence::proved,
                {{"process_vm_readv(2) of it", answer_word(s.a.read_memory),
                  "the access check that PTRACE_SEIZE makes was passed"},
                 {"/proc/" + std::to_string(s.f.asked) + "/status TracerPid", "0",
                  "a tracer outside our pid namespace is shown as 0"}}};
    return clear("its TracerPid is 0");
}

}  // namespace whytrace::refusal
