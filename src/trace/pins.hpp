// The tasks that are held on one CPU, with the masks that they are to get back: in memory that outlives the tracer.
// Not here: when a task is pinned (cpu_handoff.cpp), who gives masks back if the tracer is killed (guard.cpp).
// The hard part: a mask is given back only if it is still ours to give; whoever changed it meanwhile meant it.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <sched.h>
#include <sys/types.h>

namespace whytrace::trace {

struct pin {
    pid_t tid;
    std::uint32_t mask;  ///< the place of the one that it is to get back
};

/// Shared with the guard, which reads it only when the tracer is dead. An entry is complete before `count` covers it, and a
/// mask changes only while its entry is there.
struct pin_table {
    static constexpr std::size_t capacity = 1024;

    std::atomic<std::uint32_t> count;
    cpu_set_t cpu;         ///< the one that all are held on
    cpu_set_t everything;  ///< what a task gets that asks for all CPUs: its cpuset (cpuset(7))
    cpu_set_t own;         ///< the tracer's own mask before
    std::array<pin, capacity> pins;
    std::uint32_t distinct;           ///< of `masks`
    std::array<cpu_set_t, 32> masks;  ///< tasks inherit them: there is hardly more than one

    const cpu_set_t& before(const pin& p) const { return masks[p.mask]; }
    /// Whether there was room for it, and for its mask if that is a new one.
    bool add(pid_t tid, const cpu_set_t& mask);
};

bool mask_of(pid_t tid, cpu_set_t& mask);
bool set_mask(pid_t tid, const cpu_set_t& mask);

/// Gives `tid` back its mask, unless it is no longer the one that it was pinned to.
void give_back(pid_t tid, const cpu_set_t& pinned, const cpu_set_t& before, const cpu_set_t& everything);

}  // namespace whytrace::trace
