// The way out: every task goes on without us, and what was stopped by a signal stays stopped.
// Not here: when (loop.cpp: a fatal signal; tracer.cpp: an exception).
// The hard part: PTRACE_DETACH needs a stopped task, and some never stop: a leader that ended before its threads, a parent in
// vfork, and without SEIZE everybody, since INTERRUPT belongs to it and a SIGSTOP of ours could outlive us. Those are left to
// the kernel, which lets go of everybody when we end (ptrace(2), "If the tracer dies").
#include "trace/loop.hpp"
#include "trace/proc.hpp"
#include "trace/wait.hpp"

#include <chrono>

namespace whytrace::trace {

namespace {

constexpr std::chrono::milliseconds patience{10};  // before we look for tasks that will not stop

int signal_to_deliver(const task& t, const wait_status& s, bool seized) {
    const auto* stopped = std::get_if<status::signal_stop>(&s);
    if (!stopped || (!seized && !t.arrived)) return 0;
    return stopped->signal;
}

}  // namespace

void loop::let_go() {
    signals_.install();
    while (const auto child = tasks_.take_held()) detach(child->tid, 0);
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
            interrupt(tid);  // gone: its death report follows
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
    forget_vanished();
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
        if (e->event != PTRACE_EVENT_EXEC && !released && !tasks_.find(other))
            tasks_.add(other, other, tid, birth::forked);
    }
    if (t) {
        let_go_of(*t, signal_to_deliver(*t, s, tasks_.seized));
    } else {
        detach(tid, 0);
        released_.push_back(tid);
    }
}

bool loop::somebody_will_stop() const {
    for (const auto& [tid, t] : tasks_) {
        const char state = tasks_.seized || !t.arrived ? state_of(tid) : 'X';
        if (state != 'Z' && state != 'X' && state != 'D') return true;
    }
    return false;
}

}  // namespace whytrace::trace
