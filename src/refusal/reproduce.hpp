// Running a command with ptrace refused to it in a chosen way: a target for it where it needs one, itself, and what must go on around both.
// Not here: the single ways (recipes.cpp), their names (recipe.hpp).
// The hard part: nothing that was started may outlive us, and the command's own end is ours.
#pragma once

#include "refusal/recipe.hpp"

#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>

namespace whytrace::refusal {

/// What a recipe works on.
struct stage {
    pid_t target = 0;   ///< what {} in the command stands for; 0: none
    bool ours = false;  ///< the target is a child of ours, to be ended
    bool has_target = false;
    bool trace_command = false;  ///< we trace the command itself, and whatever it starts
    /// What a supervisor answers to each call that a filter hands to us; none: there is no supervisor.
    enum class reply : unsigned char { none, silence, error, pass };
    reply supervised = reply::none;
    int reply_error = 0;
    int listener_channel = -1;  ///< in the command's process: where to send the filter's listener
};

/// Says "step: reason" on standard error, and ends the process (a child of ours, or ourselves).
[[noreturn]] void give_up(const char* step);

/// `wants_target`: {} occurs in the command. `execute` runs in the command's process when everything is set up, and does not return. Returns the
/// command's wait status.
int reproduce(const recipe& r, bool wants_target, const std::function<void(pid_t target)>& execute);

}  // namespace whytrace::refusal
