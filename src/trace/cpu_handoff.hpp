// Tracer and tracees on one CPU while only one of them really runs: a stop then costs a context switch and not the waking of
// an idle CPU, which is three to six times as much. The program is not to notice.
// Not here: masks and how they are given back (pins.cpp), what survives the tracer (guard.cpp).
// The hard part is to be off again when two tasks want to run, and out of sight when one of them looks; both are in cpu_handoff.cpp.
#pragma once

#include "trace/guard.hpp"
#include "trace/pins.hpp"
#include "trace/roles.hpp"
#include "trace/signals.hpp"
#include "trace/tasks.hpp"
#include "whytrace/tracer.hpp"

#include <cstdint>
#include <optional>

namespace whytrace::trace {

class cpu_handoff {
  public:
    cpu_handoff(const tracer_options& options, task_table& tasks, own_signals& signals);
    ~cpu_handoff();
    cpu_handoff(const cpu_handoff&) = delete;
    cpu_handoff& operator=(const cpu_handoff&) = delete;

    /// Whether anybody may be pinned.
    bool on() const { return table_ != nullptr && !over_; }

    /// A launched task that has not run yet: pinned at once. A task that was attached: pinned when it makes many calls.
    void begin(task& launched);
    void adopt(task& attached);
    /// At each syscall-stop.
    void stopped(task& t) {
        ++stops_;
        if (++t.cpu.stops % stops_to_pin == 0 && t.cpu.pin < 0 && t.cpu.managed) [[unlikely]]
            consider(t);
    }
    /// At entries and exits of calls that have a role; the exit of one that `entered` noted must come here (or its task's end).
    void entered(task& t, const call& c, std::uint16_t roles, memory& m);
    void left(task& t, std::uint16_t roles, const result& r);
    /// At the parent's event: the child has inherited the pin.
    void born(const task& parent, task& child);
    /// The same after `end`: the birth may have begun before.
    void born_late(pid_t parent, pid_t child);
    /// After an exec, which may have been a thread's that was not the leader.
    void executed(task& t);
    void gone(task& t);
    /// It goes on untraced, with its own mask.
    void let_go(task& t);
    /// Everybody gets back what was theirs, now and for good; who is being born meanwhile, by `born` or `born_late`.
    void end();

    std::optional<monotonic> next_tick() const;
    void tick(monotonic at);

  private:
    static constexpr std::uint32_t stops_to_pin = 8;

    void consider(task& t);
    bool others_run(const task& t) const;
    void pin_task(task& t);
    bool pin_tracer(const cpu_set_t& theirs);
    bool note(task& t, const cpu_set_t& before);
    void unpin(task& t);
    void unpin_all();
    bool is_pin(const cpu_set_t& mask) const;
    void give_back(pid_t tid, const cpu_set_t& before) const;
    void forget(task& t);
    void look_away(task& t, bool everybody);
    void be_guarded(monotonic at);
    void inspect_pins(monotonic at);

    const tracer_options& options_;
    task_table& tasks_;
    own_signals& signals_;
    pin_table* table_ = nullptr;
    bool over_ = false;
    cpu_set_t used_{};  ///< all CPUs that anybody was ever pinned to
    guard guard_;
    std::uint64_t stops_ = 0;
    std::uint64_t stops_at_tick_ = 0;
    monotonic ticked_at_{}, launched_at_{};
    monotonic refused_until_{};  ///< nobody is pinned before
    std::chrono::milliseconds back_off_{};
    int quiet_ticks_ = 0;
    std::uint32_t next_look_ = 0;  ///< which pins a tick looks at
    int lookers_ = 0;              ///< tasks in a call that must find masks as they are
};

}  // namespace whytrace::trace
