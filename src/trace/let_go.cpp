// The way out: every task goes on without us, and what was stopped by a signal stays stopped.
// Not here: when (loop.cpp: a fatal signal; tracer.cpp: an exception).
// The hard part: PTRACE_DETACH needs a stopped task. INTERRUPT stops it, without SEIZE a SIGSTOP that must not outlive us. Two
// kinds never stop: a leader that ended before its threads, and a parent in vfork. Those are left to the kernel, which lets go
// of everybody when we end (ptrace(2), "If the tracer dies").
#include "trace/loop.hpp"
#include "trace/proc.hpp"
#include "trace/wait.hpp"

#include <chrono>
#include <sys/syscall.h>
#include <unistd.h>

namespace whytrace::trace {

namespace {

constexpr std::chrono::milliseconds patience{10};  // before we look for tasks that will not stop

int signal_to_deliver(const task& t, const wait_status& s) {
    const auto* stopped = std::get_if<status::signal_stop>(&s);
    if (!stopped || (!t.seized && !t.arrived)) return 0;
    return stopped->signal;
}

}  // namespace

void loop::let_go() {
    signals_.install();
    handoff_.end();
    while (const auto child = tasks_.take_held()) let_go_at(child->tid, child->status);
    for (; taken_ < ready_.size(); ++taken_) let_go_at(ready_[taken_].tid, ready_[taken_].status);

    std::vector<pid_t> all;
    for (auto& [tid, t] : tasks_) all.push_back(tid);
    for (const pid_t tid : all) {
        task& t = *tasks_.find(tid);
        int signal = 0;
        for (const auto& h : held_)
            if (h.tid == tid) signal = h.signal;
        if (t.stopped)
            let_go_of(t, signal);
        else
            ask_to_stop(t);
    }
    held_.clear();

    while (tasks_.size() > 0 && own_signals::fatal_count() < 2) {
        signals_.arm(now() + patience);
        const waited w = wait_for_any();
        if (w.tid > 0)
            let_go_at(w.tid, w.status);
        else if (w.error == ECHILD)
            break;
        if (!own_signals::pending()) continue;
        signals_.take_tick();
        if (!somebody_will_stop()) break;
    }
    // A SIGSTOP of ours that is still pending must not stop them when we are gone; SIGCONT takes it back (signal(7)).
    for (const auto& [tid, t] : tasks_)
        if (t.asked_to_stop && !t.seized && state_of(tid) != 'Z') ::kill(t.tgid, SIGCONT);
    forget_vanished();
}

// If it is gone, its death report follows. Without SEIZE a newborn has a SIGSTOP to come anyway.
void loop::ask_to_stop(task& t) {
    if (!t.seized && !t.arrived) return;
    t.asked_to_stop = true;
    if (t.seized)
        interrupt(t.tid);
    else
        ::syscall(SYS_tgkill, t.tgid, t.tid, SIGSTOP);
}

// --kill-on-exit: nobody is to go on without us. Their deaths are told; the kernel would see to the killing as well.
void loop::kill_all() {
    handoff_.end();
    while (const auto child = tasks_.take_held()) ::kill(child->tid, SIGKILL);
    for (const auto& [tid, t] : tasks_) ::kill(t.tgid, SIGKILL);
    while (tasks_.size() > 0 && own_signals::fatal_count() < 2) {
        const waited w = next_event();
        if (w.tid > 0 && (WIFEXITED(w.status) || WIFSIGNALED(w.status)))
            handle(w.tid, w.status);
        else if (w.tid > 0)
            ::kill(w.tid, SIGKILL);  // born meanwhile
        else if (w.error == ECHILD)
            forget_vanished();
    }
}

void loop::let_go_of(task& t, int signal) {
    if (detach(t.tid, signal).gone()) {
        t.stopped = false;
        return;  // to be told by its death
    }
    if (t.started) tell(events::detached{t.tid, t.told ? &t.call : nullptr});
    tasks_.remove(t.tid);
}

void loop::let_go_at(pid_t tid, int status) {
    task* t = tasks_.find(tid);
    const wait_status s = classify(status);
    if (std::holds_alternative<status::exited>(s) || std::holds_alternative<status::killed>(s)) {
        if (t) handle(tid, status);
        return;
    }
    const auto* e = std::get_if<status::event_stop>(&s);
    unsigned long message = 0;
    if (e && e->event != PTRACE_EVENT_STOP && event_message(tid, message)) {
        const auto other = static_cast<pid_t>(message);
        if (e->event == PTRACE_EVENT_EXEC && other != tid && t) tasks_.remove(other);
        // Its child is ours as well, and stops in its own time, if it has not done so already.
        const bool released = std::erase(released_, other) > 0;
        if (e->event != PTRACE_EVENT_EXEC) handoff_.born_late(tid, other);
        if (e->event != PTRACE_EVENT_EXEC && !released && !tasks_.find(other))
            tasks_.add(other, other, tid, birth::forked).seized = !t || t->seized;
    }
    if (t && !t->seized && t->asked_to_stop) {
        // Detached before it has met our SIGSTOP, it would stay stopped.
        const auto* stopped = std::get_if<status::signal_stop>(&s);
        if (stopped && stopped->signal == SIGSTOP)
            let_go_of(*t, 0);
        else
            resume_to_syscall(tid, stopped ? stopped->signal : 0);
    } else if (t) {
        let_go_of(*t, signal_to_deliver(*t, s));
    } else {
        detach(tid, 0);
        released_.push_back(tid);
    }
}

bool loop::somebody_will_stop() const {
    for (const auto& [tid, t] : tasks_) {
        const char state = state_of(tid);
        if (state != 'Z' && state != 'X' && state != 'D') return true;
    }
    return false;
}

}  // namespace whytrace::trace
