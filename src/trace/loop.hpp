// The event loop: waits, asks what step needs to know, tells the listener, does what step decided. All tracing happens here.
// Not here: the decisions (step.cpp), how tracing begins (launch.cpp, attach.cpp).
// The hard part: nothing may be assumed of a task between two requests; every answer may be ESRCH.
#pragma once

#include "trace/cpu_handoff.hpp"
#include "trace/crowd.hpp"
#include "trace/inspect.hpp"
#include "trace/memory.hpp"
#include "trace/ptrace.hpp"
#include "trace/roles.hpp"
#include "trace/signals.hpp"
#include "trace/step.hpp"
#include "trace/syscall_filter.hpp"
#include "trace/tasks.hpp"
#include "trace/wait.hpp"
#include "trace/wait_status.hpp"
#include "whytrace/tracer.hpp"

#include <chrono>
#include <sys/types.h>
#include <vector>

namespace whytrace::trace {

class loop {
  public:
    loop(const tracer_options& options, listener& l)
        : options_(options), listener_(&l), signals_(options.signals), crowd_(signals_), inspector_(options.registers),
          handoff_(options_, tasks_, signals_) {}

    /// Until nobody is left, or a fatal signal came and everybody was let go.
    /// With a filter, those that carry it may be left: for serve.
    outcome run();
    void serve();
    /// After an exception, perhaps the listener's own: as a fatal signal, but nothing is told.
    void abandon();
    /// Resumes a launched task, whose end is also ours.
    void begin(pid_t launched);
    /// Everybody goes on untraced, or stays stopped if a signal had stopped it.
    void let_go();

    /// From within the listener: nobody is traced any longer.
    void leave();

    unsigned long ptrace_options() const;
    /// What a launched program gets, made from the options; empty if none.
    filter_program filter() const;
    void tell(const event& e) { listener_->on(e); }
    void alarm_after(std::chrono::milliseconds delay);

    std::chrono::nanoseconds processor_time() const { return processor_time_; }
    std::optional<std::uint64_t> instruction_pointer(pid_t tid) { return inspector_.instruction_pointer(tid); }

    task_table& tasks() { return tasks_; }
    task_memory& memory() { return memory_; }
    cpu_handoff& handoff() { return handoff_; }
    own_signals& signals() { return signals_; }

  private:
    struct held_task {
        pid_t tid;
        monotonic until;
        resume how;
        int signal;
    };

    waited next_event();
    bool is_over(const task& t);
    void handle(pid_t tid, int status);
    void handle_unknown(pid_t tid, int status);
    void adopt_held(monotonic at);
    std::optional<stop> inquire(const task& t, const wait_status& s);
    stop inquire_birth(const task& t, pid_t child, fork_kind kind) const;
    void perform(task& t, const stop& what);
    void resume_task(task& t, resume how, int signal);
    stop entry_of(const task& t);
    void attend(task& t, const stop& what);
    void attend_entry(task& t, std::uint16_t roles);
    void apply(const task& t, const tampering& wish, const stop& what, verdict& v);
    void forget_vanished();
    void end_program(int signal) const;

    void handle_signals();
    void release_held(monotonic at);
    void arm_timer();

    // filtered.cpp
    std::optional<stop> inquire_filtered(const task& t);
    void note_filters(task& t, std::uint16_t roles, const result& r);
    void keep_following(task& t, std::uint16_t roles);
    void silence();

    // let_go.cpp
    void kill_all();
    void ask_to_stop(task& t);
    void let_go_of(task& t, int signal);
    void let_go_at(pid_t tid, int status);
    bool somebody_will_stop() const;

    tracer_options options_;
    listener* listener_;
    own_signals signals_;
    crowd crowd_;
    inspector inspector_;
    task_table tasks_;
    task_memory memory_;
    call_roles roles_;
    cpu_handoff handoff_;
    syscall_stop_facts facts_;  ///< what a stop points at until it is handled
    siginfo_t siginfo_{};
    std::vector<waited> ready_;  ///< waited for, not handled yet: from taken_ on
    std::size_t taken_ = 0;
    int since_round_ = 0;
    std::chrono::nanoseconds processor_time_{};  ///< of the process whose report is being handled
    std::vector<held_task> held_;
    std::vector<pid_t> released_;  ///< on the way out: children let go before their parent's event
    std::optional<monotonic> idle_at_;
    pid_t launched_{};
    bool ended_ = false;  ///< the launched one
    bool leaving_ = false;
    outcome outcome_;
};

}  // namespace whytrace::trace
