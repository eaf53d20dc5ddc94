// The event loop. One wait, one GET_SYSCALL_INFO and one resumption for a syscall-stop; nothing else on that path.
// Not here: the decisions (step.cpp), the way out (let_go.cpp).
// The hard part: a request that says ESRCH leaves the task to its death report, which comes in its own time.
#include "trace/loop.hpp"

#include "trace/proc.hpp"
#include "trace/wait.hpp"

#include <cassert>
#include <sys/syscall.h>
#include <unistd.h>

namespace whytrace::trace {

namespace {

template <class... F> struct overloaded : F... { using F::operator()...; };
template <class... F> overloaded(F...) -> overloaded<F...>;

constexpr int events_a_round = 8;
constexpr std::chrono::milliseconds patience_for_parents{50};

std::optional<fork_kind> birth_of(int event) {
    switch (event) {
    case PTRACE_EVENT_FORK: return fork_kind::fork;
    case PTRACE_EVENT_VFORK: return fork_kind::vfork;
    case PTRACE_EVENT_CLONE: return fork_kind::clone;
    default: return std::nullopt;
    }
}

bool is_death(int status) { return WIFEXITED(status) || WIFSIGNALED(status); }

}  // namespace

// No TRACEEXIT: a call that its task's death cuts off is told at the death, one stop earlier per task than strace needs.
unsigned long loop::ptrace_options() const {
    unsigned long o = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC;
    if (options_.follow || options_.filter) o |= PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;
    if (options_.kill_on_exit || options_.filter) o |= PTRACE_O_EXITKILL;
    if (options_.filter) o |= PTRACE_O_TRACESECCOMP;
    return o;
}

outcome loop::run() {
    arm_timer();
    while (tasks_.told() > 0) {
        if (own_signals::pending()) [[unlikely]] {
            handle_signals();
            if (const int signal = own_signals::fatal(); signal != 0 || leaving_) {
                options_.kill_on_exit ? kill_all() : options_.filter ? silence() : let_go();
                if (signal != 0) end_program(signal);
                return {0, signal};
            }
        }
        const waited w = next_event();
        processor_time_ = w.processor_time;
        if (w.tid > 0) [[likely]]
            handle(w.tid, w.status);
        else if (w.error == ECHILD)
            forget_vanished();
    }
    return outcome_;
}

// waitpid looks at our tasks in the same order each time, so a few busy ones at its front can keep the others waiting for ever.
// Every few events all that are stopped at that moment are therefore taken at once, before any of them goes on.
waited loop::next_event() {
    if (taken_ < ready_.size()) return ready_[taken_++];
    ready_.clear();
    taken_ = 0;
    if (crowd_.is_there(tasks_.size())) return crowd_.next(ready_);
    const waited w = wait_for_any();
    if (tasks_.size() > 1 && w.tid > 0 && ++since_round_ >= events_a_round) {
        since_round_ = 0;
        for (waited more = wait_for_any(blocking::no); more.tid > 0; more = wait_for_any(blocking::no))
            ready_.push_back(more);
    }
    return w;
}

// Between a leader's stop and our requests, an exec in another thread may have killed it and taken its tid: then the tid has
// something newer to report, and the old stop is over. Nobody else's tid changes hands.
bool loop::is_over(const task& t) {
    if (t.tid != t.tgid || tasks_.size() == 1) return false;
    for (std::size_t i = taken_; i < ready_.size(); ++i)
        if (ready_[i].tid == t.tid) return true;
    const waited newer = wait_for(t.tid, blocking::no);
    if (newer.tid <= 0) return false;
    ready_.push_back(newer);
    return true;
}

// After the detach, so that every task is told as let go. It is our child and not reaped, so the pid is still its own.
void loop::end_program(int signal) const {
    if (launched_ == 0 || ended_ || !signals_.fatal_to_program()) return;
    ::kill(launched_, SIGCONT);
    ::kill(launched_, signal);
}

void loop::leave() {
    leaving_ = true;
    own_signals::wake();
}

void loop::begin(pid_t launched) {
    launched_ = launched;
    if (task* t = tasks_.find(launched)) {
        handoff_.begin(*t);
        resume_task(*t, resume::to_next_syscall, 0);
    }
}

void loop::handle(pid_t tid, int status) {
    task* t = tasks_.find(tid);
    if (!t) return handle_unknown(tid, status);
    assert(!t->doomed || is_death(status) || status >> 16 == PTRACE_EVENT_EXEC);  // else an ESRCH was our own mistake
    t->stopped = true;
    if (const auto what = inquire(*t, classify(status))) {
        perform(*t, *what);
    } else {
        t->doomed = true;
        t->stopped = false;
    }
}

// A stop: a child whose parent's event is still to come, or a thread that took the tid of a leader that we do not trace.
// A death: a child whose parent's event is still to come, or nobody of ours (PID 1 inherits orphans; -o may have started a command).
void loop::handle_unknown(pid_t tid, int status) {
    if (is_death(status)) {
        tasks_.take_held(tid);
        tasks_.note_death(tid, status);
    } else if (status >> 16 == PTRACE_EVENT_EXEC) {
        tasks_.add(tid, tid, 0, birth::attached);
        handle(tid, status);
    } else {
        tasks_.hold({tid, thread_group_of(tid), status, now_coarse()});
        signals_.arm(now_coarse() + patience_for_parents);
    }
}

// Their parents' events are due within the very calls that made them.
void loop::adopt_held(monotonic at) {
    while (const auto n = tasks_.take_held_since(at - patience_for_parents)) {
        const verdict v = adopt(tasks_, *n);
        task* child = tasks_.find(n->tid);
        if (!child) continue;
        if (task* parent = tasks_.find(child->parent)) handoff_.born(*parent, *child);
        for (std::size_t i = 0; i < v.count; ++i) tell(v.events[i]);
        handle(n->tid, n->status);
    }
    if (tasks_.holds_any()) signals_.arm(at + patience_for_parents);
}

/// What step needs to know about this stop; nothing if the task is gone or has gone on.
std::optional<stop> loop::inquire(const task& t, const wait_status& s) {
    using answer = std::optional<stop>;
    return std::visit(overloaded{
                          [&](status::syscall_stop) -> answer {
                              facts_ = inspector_.inspect(t);
                              switch (facts_.what) {
                              case syscall_stop_facts::kind::gone: return std::nullopt;
                              case syscall_stop_facts::kind::neither:
                                  if (is_over(t)) return std::nullopt;
                                  return stops::other{};
                              case syscall_stop_facts::kind::exit: return stops::left{facts_.result};
                              case syscall_stop_facts::kind::entry: break;
                              }
                              return entry_of(t);
                          },
                          [&](status::signal_stop stopped) -> answer {
                              if (is_over(t)) return std::nullopt;
                              const auto asked = signal_info(t.tid, siginfo_);
                              if (asked.gone()) return std::nullopt;
                              // "Group-stop": GETSIGINFO fails with EINVAL there; only TRACEME's group-stops look like this.
                              if (asked.error == EINVAL) return stops::group{stopped.signal};
                              return stops::signalled{stopped.signal, &siginfo_};
                          },
                          [&](status::group_stop stopped) -> answer { return stops::group{stopped.signal}; },
                          [&](status::event_stop e) -> answer {
                              if (e.event == PTRACE_EVENT_STOP) return stops::interrupted{};
                              if (e.event == PTRACE_EVENT_SECCOMP) return inquire_filtered(t);
                              const auto birth = birth_of(e.event);
                              if (!birth && e.event != PTRACE_EVENT_EXEC) return stops::other{};
                              auto message = static_cast<unsigned long>(t.tid);
                              const auto asked = event_message(t.tid, message);
                              if (asked.gone()) return std::nullopt;
                              if (birth && !asked) return stops::other{};  // the child will be met without it
                              const auto other = static_cast<pid_t>(message);
                              if (birth) return inquire_birth(t, other, *birth);
                              return stops::executed{other};
                          },
                          [&](status::exited e) -> answer { return stops::exited{e.code}; },
                          [&](status::killed k) -> answer {
                              return stops::killed{k.signal, k.core};
                          },
                      },
                      s);
}

stop loop::entry_of(const task& t) {
    const bool shown = !t.unseen() || reveals(tasks_, t, facts_.call);
    return stops::entered{&facts_.call, shown && listener_->wants(t.tid, facts_.call)};
}

// tgkill(2) with signal 0 tells without reading /proc whether the child is a thread of its parent's process. A child that we
// have seen die already may still be there, as a zombie: a tracer's wait leaves it to its own parent's.
stop loop::inquire_birth(const task& t, pid_t child, fork_kind kind) const {
    const auto exists = [](long answer) { return answer == 0 || errno != ESRCH; };
    const bool same_process = exists(::syscall(SYS_tgkill, t.tgid, child, 0));
    const bool there = same_process || exists(::kill(child, 0));
    const bool dead = tasks_.death_of(child) && state_of(child) == 'Z';
    return stops::bore{child, same_process ? fork_kind::thread : kind, there && !dead};
}

void loop::perform(task& t, const stop& what) {
    const pid_t tid = t.tid;
    verdict v = step(tasks_, t, what);
    attend(t, what);
    if (v.claimed)
        if (task* child = tasks_.find(v.claimed->tid)) handoff_.born(t, *child);
    bool lets_go = false;
    for (std::size_t i = 0; i < v.count; ++i) {
        const tampering wish = listener_->on(v.events[i]);
        if (!wish.empty()) [[unlikely]] {
            apply(t, wish, what, v);
            lets_go |= wish.let_go;
        }
    }
    if (tid == launched_ && v.gone == tid) {
        ended_ = true;
        if (const auto* e = std::get_if<stops::exited>(&what)) outcome_ = {e->code, 0};
        if (const auto* k = std::get_if<stops::killed>(&what)) outcome_ = {0, k->signal};
    }
    if (v.gone != 0) {
        if (task* gone = tasks_.find(v.gone)) handoff_.gone(*gone);
        tasks_.remove(v.gone);
    }
    if (lets_go) {
        handoff_.let_go(t);
        let_go_of(t, v.signal);
    } else if (v.how != resume::not_at_all) {
        resume_task(t, v.how, v.signal);
    }
    if (v.claimed) handle(v.claimed->tid, v.claimed->status);
}

/// What the tracer itself has to know about a call or a birth.
void loop::attend(task& t, const stop& what) {
    if (std::holds_alternative<stops::entered>(what)) {
        handoff_.stopped(t);
        t.fresh = false;
        t.awaits_exit = t.told && !t.deaf;
        if (const auto roles = roles_.of(t.call)) [[unlikely]]
            attend_entry(t, roles);
    } else if (const auto* left = std::get_if<stops::left>(&what)) {
        handoff_.stopped(t);
        t.awaits_exit = false;
        if (const auto roles = roles_.of(t.call)) [[unlikely]] {
            handoff_.left(t, roles, left->result);
            if (options_.filter) note_filters(t, roles, left->result);
        }
    } else if (const auto* bore = std::get_if<stops::bore>(&what)) {
        if (task* child = tasks_.find(bore->child)) handoff_.born(t, *child);
    } else if (std::holds_alternative<stops::executed>(what)) {
        handoff_.executed(t);
    }
}

void loop::attend_entry(task& t, std::uint16_t roles) {
    memory_.of(t.tid);
    handoff_.entered(t, t.call, roles, memory_);
    if (t.carries && roles & role::bears) keep_following(t, roles);
    t.awaits_exit |= t.cpu.looks || t.flags_before != 0 || roles & (role::confines | role::controls);
}

void loop::resume_task(task& t, resume how, int signal) {
    t.stopped = false;
    const auto go_on = t.stops_at_calls() ? resume_to_syscall : resume_freely;
    auto done = how == resume::listening ? listen(t.tid) : go_on(t.tid, signal);
    // EIO: the group-stop is over before we could listen, or a signal that does not exist was asked for.
    if (!done && !done.gone()) done = go_on(t.tid, 0);
    if (done.gone()) t.doomed = true;
}

void loop::apply(const task& t, const tampering& wish, const stop& what, verdict& v) {
    if ((wish.nr || wish.args) && std::holds_alternative<stops::entered>(what)) inspector_.change_entry(t, wish);
    if (wish.outcome && std::holds_alternative<stops::left>(what)) inspector_.change_exit(t, *wish.outcome);
    if (wish.signal) v.signal = *wish.signal;
    if (wish.hold_ns > 0 && v.how != resume::not_at_all) {
        held_.push_back({t.tid, now() + std::chrono::nanoseconds(wish.hold_ns), v.how, v.signal});
        v.how = resume::not_at_all;
        arm_timer();
    }
}

// Nobody is left to wait for, yet somebody is in the table: a leader whose place was taken by a thread that we do not trace
// (the kernel releases it without a report).
void loop::forget_vanished() {
    while (tasks_.size() > 0) {
        task& t = tasks_.begin()->second;
        if (t.started) tell(events::detached{t.tid, t.told ? &t.call : nullptr});
        tasks_.remove(t.tid);
    }
}

void loop::alarm_after(std::chrono::milliseconds delay) {
    idle_at_ = now_coarse() + delay;
    signals_.arm(*idle_at_);
}

void loop::handle_signals() {
    signals_.take_tick();
    const monotonic at = now();
    release_held(at);
    adopt_held(at);
    handoff_.tick(at);
    if (idle_at_ && *idle_at_ <= at) {
        idle_at_.reset();
        listener_->idle();
    }
    arm_timer();
}

void loop::release_held(monotonic at) {
    for (std::size_t i = 0; i < held_.size();) {
        if (held_[i].until > at) {
            ++i;
            continue;
        }
        const held_task h = held_[i];
        held_.erase(held_.begin() + static_cast<std::ptrdiff_t>(i));
        if (task* t = tasks_.find(h.tid); t && t->stopped) resume_task(*t, h.how, h.signal);
    }
}

void loop::arm_timer() {
    std::optional<monotonic> next = idle_at_;
    if (const auto tick = handoff_.next_tick(); tick && (!next || *tick < *next)) next = tick;
    for (const auto& h : held_)
        if (!next || h.until < *next) next = h.until;
    if (next) signals_.arm(*next);
}

}  // namespace whytrace::trace
