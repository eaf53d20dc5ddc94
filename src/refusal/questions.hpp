// The single questions that probes.cpp asks, each a function to be run in a throw-away child.
// Not here: when they are asked, what their answers mean.
// The hard part: none may have a side effect that outlives the child that asks.
#pragma once

#include "refusal/oracle.hpp"
#include "refusal/throwaway.hpp"

#include <string>
#include <sys/types.h>

namespace whytrace::refusal {

/// Above any pid_max (2^22), so no task can have it: proc_sys_kernel(5), pid_max.
inline constexpr pid_t impossible_pid = 0x7ffffff0;

/// A call that fails by itself, on an impossible pid or descriptor: success is `pretended`.
question plain_call(const exact_call& c);
question trace_me_in_child();
question seize_of_child();
question read_of_child();
question yama_presence();
question landlock_room();

question seize_of(pid_t target);
/// Of the asking child by itself: what we would be told of our own process.
question seize_of_itself();
question existence_of(pid_t target);
question link_of(std::string path);
question open_of(std::string path);
question read_of(std::string path);
question compare_of(pid_t target);
question read_memory_of(pid_t target);

}  // namespace whytrace::refusal
