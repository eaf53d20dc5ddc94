// The state machine of a traced task.
//
//     (unknown) ──first stop──► held ──parent's event──► its first stop      a child's first stop comes before
//     (unknown) ──parent's event──► awaited ───────────► its first stop      … or after its parent's event
//                                                             │
//     attach ──EVENT_STOP, or group-stop──────────────────┐   │
//                                                         ▼   ▼
//     launch: preparing ──entry of our execve──► ┌─────────┐ ──syscall-enter──► ┌────────┐
//       (nothing told)                           │ outside │                    │ inside │──┐ fork, vfork, clone, exec
//                                                └─────────┘ ◄──syscall-exit─── └────────┘◄─┘ events
//              signal-delivery-stop: resumed with the signal │
//              group-stop: LISTEN ──EVENT_STOP──► resumed    │
//
//     exec by a thread that is not the leader: the leader is superseded, the caller goes on under the leader's tid
//     from everywhere ──exited, killed──► told (a call that was told first: lost), then removed
//
// Not here: system calls. Every rule is the kernel's and named with its section of ptrace(2).
// The hard part is that SIGKILL ends a task anywhere, so every next arrow may be missing.
#include "trace/step.hpp"

#include <algorithm>
#include <sys/syscall.h>
#include <utility>

namespace whytrace::trace {

namespace {

void tell_started(verdict& v, task& t) {
    if (std::exchange(t.started, true) || t.silent) return;
    v.tell(events::task_started{t.tid, t.tgid, t.how == birth::forked ? t.parent : 0, t.how, t.kind});
}

void tell_lost(verdict& v, task& t) {
    if (std::exchange(t.told, false)) v.tell(events::syscall_lost{t.tid, &t.call});
}

/// fork, vfork, clone and clone3: the calls whose child may be held while their caller dies. One table for all four ABIs.
bool may_bear(const call& c) {
    switch (c.abi) {
    case abi::x86_64: return (c.nr >= 56 && c.nr <= 58) || c.nr == 435;
    case abi::aarch64: return c.nr == 220 || c.nr == 435;
    case abi::i386:
    case abi::arm: return c.nr == 2 || c.nr == 120 || c.nr == 190 || c.nr == 435;
    }
    return false;
}

void add_child(verdict& v, task_table& tasks, const task& parent, pid_t tid, pid_t tgid, fork_kind kind) {
    task& child = tasks.add(tid, tgid, parent.tid, birth::forked);
    child.kind = kind;
    child.seized = parent.seized;  // as the parent was, by PTRACE_O_TRACECLONE and the like
    child.carries = parent.carries;
    child.filtered = parent.filtered;
    if (parent.silent || parent.hides_child || tasks.children_silent) tasks.silence(child);
    tell_started(v, child);
}

void claim(verdict& v, task_table& tasks, const task& parent, const newborn& n, fork_kind kind) {
    add_child(v, tasks, parent, n.tid, n.tgid, kind);
    v.claimed = n;
}

/// Without the event that would have told.
void claim(verdict& v, task_table& tasks, const task& parent, const newborn& n) {
    claim(v, tasks, parent, n, n.tgid == parent.tgid ? fork_kind::thread : fork_kind::clone);
}

class stepper {
  public:
    stepper(task_table& tasks, task& t) : tasks_(tasks), t_(t) {}

    verdict operator()(const stops::entered& s) {
        verdict v;
        t_.phase = phase::inside;
        t_.bore = false;
        t_.call = *s.call;
        if (reveals(tasks_, t_, t_.call)) t_.launching = launch_phase::in_execve;
        if (t_.hidden() || t_.deaf) return v;
        tell_started(v, t_);
        t_.told = s.wanted && !t_.silent;
        if (t_.told) v.tell(events::syscall_enter{t_.tid, &t_.call});
        return v;
    }

    // An exit whose entry was not told stays untold: filtered, hidden, or the call began before we came.
    verdict operator()(const stops::left& s) {
        verdict v;
        t_.phase = phase::outside;
        if (!t_.deaf && std::exchange(t_.told, false)) v.tell(events::syscall_exit{t_.tid, &t_.call, s.result});
        if (t_.launching == launch_phase::in_execve) t_.launching = launch_phase::failed;
        return v;
    }

    // "Signal-delivery-stop": the signal is delivered by naming it at the resumption; it is never eaten.
    verdict operator()(const stops::signalled& s) {
        verdict v;
        t_.phase = phase::outside;
        const bool first = !std::exchange(t_.arrived, true);
        if (first && !t_.seized && s.signal == SIGSTOP) return v;  // how auto-attached children start without SEIZE
        v.signal = s.signal;
        if (!t_.unseen()) v.tell(events::signal{t_.tid, s.info});
        return v;
    }

    // "Group-stop": LISTEN keeps it stopped as its parent expects and still tells its end. There is no LISTEN without SEIZE.
    verdict operator()(const stops::group& s) {
        verdict v;
        t_.phase = phase::outside;
        t_.arrived = true;
        v.how = t_.seized ? resume::listening : resume::to_next_syscall;
        if (!t_.unseen()) v.tell(events::group_stop{t_.tid, s.signal});
        return v;
    }

    verdict operator()(const stops::interrupted&) {
        t_.phase = phase::outside;
        t_.arrived = true;
        return {};
    }

    verdict operator()(const stops::bore& s) {
        verdict v;
        t_.phase = phase::inside;
        t_.bore = true;
        const pid_t tgid = s.kind == fork_kind::thread ? t_.tgid : s.child;
        if (tasks_.find(s.child)) {
            // It was taken for the child of a parent that died; so that one's own child is still held.
            if (const auto other = tasks_.take_held()) claim(v, tasks_, t_, *other);
        } else if (const auto held = tasks_.take_held(s.child)) {
            claim(v, tasks_, t_, {held->tid, tgid, held->status}, s.kind);
        } else if (s.alive) {
            add_child(v, tasks_, t_, s.child, tgid, s.kind);
        } else if (const auto status = tasks_.death_of(s.child)) {
            claim(v, tasks_, t_, {s.child, tgid, *status}, s.kind);
        }
        return v;
    }

    // "execve(2) under ptrace": all other threads are gone, and the one that called has the leader's tid from now on.
    // Both its calls are open here: the leader's is lost, the execve itself will return under the new tid.
    verdict operator()(const stops::executed& s) {
        verdict v;
        task* former = s.former == t_.tid ? nullptr : tasks_.find(s.former);
        if (former && former->silent && !t_.silent) {  // as if we did not trace it
            t_.deaf = true;
            t_.awaits_exit = false;
            v.gone = s.former;
        } else if (former) {
            std::swap(t_, *former);
            task& leader = *former;  // what it was, in the entry that goes away
            t_.tid = leader.tid;
            tell_lost(v, leader);
            if (leader.started && !leader.silent) v.tell(events::superseded{t_.tid, s.former});
            v.gone = s.former;
        }
        t_.phase = phase::inside;
        t_.arrived = true;
        t_.doomed = false;
        t_.launching = launch_phase::none;
        t_.fresh = t_.filtered;
        if (!t_.silent && !t_.deaf) v.tell(events::exec{t_.tid, former ? s.former : t_.tid});
        return v;
    }

    verdict operator()(const stops::other&) { return {}; }

    verdict operator()(const stops::exited& s) {
        verdict v = end();
        if (!t_.silent) v.tell(events::exited{t_.tid, s.code});
        return v;
    }

    verdict operator()(const stops::killed& s) {
        verdict v = end();
        if (!t_.silent) v.tell(events::killed{t_.tid, s.signal, s.core});
        return v;
    }

  private:
    verdict end() {
        verdict v;
        v.how = resume::not_at_all;
        v.gone = t_.tid;
        tell_started(v, t_);
        tell_lost(v, t_);
        if (t_.phase == phase::inside && may_bear(t_.call) && !t_.bore)
            if (const auto child = tasks_.take_held()) claim(v, tasks_, t_, *child);
        return v;
    }

    task_table& tasks_;
    task& t_;
};

}  // namespace

bool reveals(const task_table& tasks, const task& t, const call& c) {
    return t.launching == launch_phase::preparing && c.nr == SYS_execve && c.args[0] == tasks.exec_path;
}

verdict adopt(task_table& tasks, const newborn& n) {
    verdict v;
    v.how = resume::not_at_all;
    const auto bears = [](const auto& one) {
        return one.second.phase == phase::inside && may_bear(one.second.call) && !one.second.bore;
    };
    auto parent = std::find_if(tasks.begin(), tasks.end(), bears);
    if (parent == tasks.end()) parent = tasks.begin();
    if (parent != tasks.end()) claim(v, tasks, parent->second, n);
    return v;
}

verdict step(task_table& tasks, task& t, const stop& what) { return std::visit(stepper(tasks, t), what); }

}  // namespace whytrace::trace
