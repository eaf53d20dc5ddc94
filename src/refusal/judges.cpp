// Judges of what comes before and after the access check: the ground we stand on, the request itself, the task that is asked for.
// Not here: seccomp (judge_seccomp.cpp), the access check (judges_access.cpp), security modules (judges_modules.cpp).
// The hard part: a pid that is not there. Whether it is there elsewhere can be told only where /proc shows that place.
#include "refusal/judges.hpp"

#include "refusal/access.hpp"
#include "refusal/words.hpp"

#include <cerrno>

namespace whytrace::refusal {

namespace {

constexpr auto nobody = "there is no such process";
constexpr auto not_shown = "/proc does not show the process";
constexpr auto a_live_child = "it is our child, alive";

std::string alive(const situation& s) {
    if (s.f.target->zombie()) return "a process of user space, not ourselves";
    if (s.f.target->kernel_thread) return "a task of the kernel, not ourselves";
    return std::string("another process, alive (State: ") + s.f.target->state + ")";
}

const request_answers& seize_answers(const situation& s) {
    static const request_answers none;
    const auto* found = s.a.find("PTRACE_SEIZE");
    return found ? *found : none;
}

bool filter_objects(const situation& s) { return judge_seccomp(s).says == ruling::verdict::objects; }

}  // namespace

ruling judge_emulator(const situation& s) {
    const auto& r = seize_answers(s);
    if (r.plain.is(ESRCH)) return clear("an impossible pid = ESRCH, as Linux says");
    const bool no_filter = s.f.self.seccomp.value_or(0) == 0 || r.filters.verdict == filter_verdict::unknown;
    if (r.plain.is(ENOSYS) && no_filter)
        return objects(
            "ptrace is not implemented by what runs this program: no Linux kernel, or an emulator in front of "
            "one",
            ENOSYS, confidence::likely,
            {{"PTRACE_SEIZE of an impossible pid", "ENOSYS", "Linux says ESRCH, and no filter is in between"},
             {"/proc/version", s.f.system.version, "the system that we see"}});
    if (filter_objects(s)) return clear("it is the filter that answers, not what runs this program");
    return hidden("nothing reached what runs this program");
}

ruling judge_kernel_support(const situation& s) {
    const answer& own = s.a.seize_child;
    if (seize_answers(s).plain.is(ESRCH) && (own.is(EIO) || own.is(EINVAL)))
        return objects("this kernel has no PTRACE_SEIZE (Linux has it since 3.4)", own.error, confidence::likely,
                       {{"ptrace(PTRACE_SEIZE) of a child of ours", errno_word(own.error),
                         "what kernels without the request answer"},
                        {"/proc/sys/kernel/osrelease", s.f.system.release, "the kernel"}});
    if (seize_answers(s).plain.is(ESRCH) || own.succeeded()) return clear("an impossible pid = ESRCH, as Linux says");
    return hidden("the kernel is never asked");
}

ruling judge_pid_namespace(const situation& s) {
    if (s.of_child()) return clear(a_live_child);
    if (s.f.target && s.a.exists.is(ESRCH))
        return objects("this /proc shows the process, but it is in a pid namespace that is not ours", ESRCH,
                       confidence::proved,
                       {{s.directory() + "/status", s.f.target->comm, "visible here"},
                        {"kill(" + std::to_string(s.f.asked) + ", 0)", "ESRCH", "no such task in our pid namespace"}});
    if (!s.a.exists.is(ESRCH)) return clear("kill(pid, 0) finds it here");
    if (!s.f.inner.empty()) {
        const std::string here = std::to_string(s.f.inner.front());
        return objects("it has that number in its own pid namespace only; here it is " + here, ESRCH,
                       confidence::likely,
                       {{"/proc/" + here + "/status NSpid", "ends in " + std::to_string(s.f.asked),
                         "the number inside; ptrace(2) takes ours, " + here}});
    }
    if (s.f.self.nested_pids)
        return hidden("we are in a nested pid namespace: whether the pid exists outside cannot be seen from here");
    return clear("no process that /proc shows has this number in a pid namespace of its own");
}

ruling judge_no_such_process(const situation& s) {
    if (s.of_child()) return clear(a_live_child);
    if (!s.a.exists.is(ESRCH)) return clear("kill(pid, 0) finds it here");
    if (s.f.target || !s.f.inner.empty()) return clear("it exists, though not here");
    return objects("there is no process " + std::to_string(s.f.asked), ESRCH, confidence::proved,
                   {{"kill(" + std::to_string(s.f.asked) + ", 0)", "ESRCH", "no task has this id"},
                    {s.directory(), "absent", "neither does /proc know it"}});
}

ruling judge_kernel_thread(const situation& s) {
    if (s.of_child()) return clear(a_live_child);
    if (!s.f.target) return s.a.exists.is(ESRCH) ? clear(nobody) : hidden(not_shown);
    if (!s.f.target->kernel_thread) return clear(alive(s));
    return objects("it is a kernel thread, which has no user space to trace", EPERM, confidence::proved,
                   {{s.directory() + "/status", s.f.target->comm, "a task of the kernel, without memory of its own"}});
}

ruling judge_self(const situation& s) {
    if (s.of_child()) return clear(a_live_child);
    if (!s.f.target) return s.a.exists.is(ESRCH) ? clear(nobody) : hidden(not_shown);
    if (s.f.target->tgid != s.f.self.tgid) return clear(alive(s));
    return objects("a process cannot trace itself or its own threads", EPERM, confidence::proved,
                   {{s.directory() + "/status Tgid", std::to_string(s.f.self.tgid), "our own thread group"}});
}

ruling judge_zombie(const situation& s) {
    if (s.of_child()) return clear(a_live_child);
    if (!s.f.target) return s.a.exists.is(ESRCH) ? clear(nobody) : hidden(not_shown);
    if (!s.f.target->zombie()) return clear(alive(s));
    return objects("it has ended, and waits to be reaped by its parent", EPERM, confidence::proved,
                   {{s.directory() + "/status State", std::string(1, s.f.target->state), "a zombie"},
                    {s.directory() + "/status PPid", std::to_string(s.f.target->ppid), "its parent"}});
}

namespace {

// A child of a traced process is traced from its birth, if its tracer follows forks.
ruling tracer_of_children(const situation& s) {
    const answer& reply = s.reply();
    if (reply.succeeded()) return clear("nobody takes our children from us");
    if (s.f.self.tracer != 0 && !filter_objects(s) && reply.is(EPERM) && attach_passed(s))
        return objects("we are traced ourselves, and our tracer traces our children too", EPERM, confidence::proved,
                       {{"/proc/self/status TracerPid", std::to_string(s.f.self.tracer), "our tracer"},
                        {"process_vm_readv(2) of a child of ours", "EFAULT",
                         "the access check is passed: only a tracer is in the way"}});
    if (s.f.self.tracer != 0 && filter_objects(s))
        return hidden("we are traced by process " + std::to_string(s.f.self.tracer) +
                      "; whether it traces our children cannot be asked");
    if (reply.is(EPERM) && attach_passed(s) && !filter_objects(s))
        return objects("a tracer that we cannot see (outside our pid namespace) traces us and our children", EPERM,
                       confidence::proved,
                       {{"process_vm_readv(2) of a child of ours", "EFAULT",
                         "the access check is passed: only a tracer is in the way"},
                        {"/proc/self/status TracerPid", "0", "what a tracer outside our pid namespace is shown as"}});
    return clear("nobody that we can see traces us (TracerPid: 0)");
}

}  // namespace

ruling judge_already_traced(const situation& s) {
    if (s.of_child()) return tracer_of_children(s);
    if (!s.f.target) return s.a.exists.is(ESRCH) ? clear(nobody) : hidden(not_shown);
    if (s.f.target->tracer != 0)
        return objects("process " + std::to_string(s.f.target->tracer) +
                           " traces it already, and a task has one tracer at most",
                       EPERM, confidence::proved,
                       {{s.directory() + "/status TracerPid", std::to_string(s.f.target->tracer), "its tracer"}});
    const bool plain_process = !s.f.target->zombie() && !s.f.target->kernel_thread && s.f.target->tgid != s.f.self.tgid;
    if (s.a.seize.is(EPERM) && plain_process && attach_passed(s) && !filter_objects(s))
        return objects(
            "a tracer that we cannot see (outside our pid namespace) traces it already", EPERM, confidence::proved,
            {{"process_vm_readv(2) of it", answer_word(s.a.read_memory),
              "the access check that PTRACE_SEIZE makes is passed: only a tracer is in the way"},
             {s.directory() + "/status TracerPid", "0", "what a tracer outside our pid namespace is shown as"}});
    return clear("nobody that we can see traces it (TracerPid: 0)");
}

}  // namespace whytrace::refusal
