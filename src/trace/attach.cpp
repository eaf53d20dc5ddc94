// SEIZE and INTERRUPT; the stops that follow belong to the loop.
// Not here: which pids (the command line), why it was refused (src/refusal).
// The hard part: /proc/PID/task is read again until it shows no thread that was not tried. A thread that is born to one
// already seized is traced from its birth and refuses a second SEIZE; its parent's event will tell of it.
#include "trace/attach.hpp"

#include "trace/proc.hpp"
#include "trace/ptrace.hpp"
#include "whytrace/error.hpp"

#include <cstring>
#include <string>
#include <unordered_set>
#include <vector>

namespace whytrace::trace {

namespace {

ptrace_result attach_task(loop& l, pid_t tid, pid_t tgid) {
    const auto done = seize(tid, l.ptrace_options());
    if (!done) return done;
    if (const auto asked = interrupt(tid); !asked) return asked;
    task& t = l.tasks().add(tid, tgid, 0, birth::attached);
    t.started = true;
    l.handoff().adopt(t);
    l.tell(events::task_started{tid, tgid, 0, birth::attached, {}});
    return done;
}

}  // namespace

std::optional<refused> attach(loop& l, pid_t pid, bool all_threads) {
    if (l.tasks().find(pid)) return std::nullopt;
    const pid_t tgid = thread_group_of(pid);
    const auto done = attach_task(l, pid, tgid);
    std::size_t attached = done ? 1 : 0;
    // A leader that ended before its threads can no longer be traced; they can.
    if (all_threads && (done || state_of(pid) == 'Z')) {
        std::unordered_set<pid_t> tried{pid};
        for (bool found = true; found;) {
            found = false;
            for (const pid_t tid : threads_of(tgid)) {
                if (!tried.insert(tid).second || l.tasks().find(tid)) continue;
                found = true;
                if (attach_task(l, tid, tgid)) ++attached;
            }
        }
    }
    if (attached > 0) return std::nullopt;
    const std::string line = "attach: ptrace(PTRACE_SEIZE, " + std::to_string(pid) + "): " + std::strerror(done.error);
    return refused(line, PTRACE_SEIZE, pid, done.error);
}

}  // namespace whytrace::trace
