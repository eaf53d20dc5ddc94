// Becoming less than we are: an ordinary user, root without one capability, a member of a new namespace.
// Not here: what for (recipes.cpp).
// The hard part: root gets everything back at the next execve, unless it is taken from the bounding set.
#pragma once

#include <sys/types.h>

namespace whytrace::refusal {

/// The ids that stand for an ordinary user, and for another one.
inline constexpr unsigned ordinary_id = 65534, other_id = 65533;

bool privileged();  ///< CAP_SYS_PTRACE is effective
void become_user(unsigned id);
/// Also for programs that are executed later.
void drop_ptrace_capability();
/// The process stays in its user, with this capability in its permitted set; for who is root now.
void become_user_with(unsigned id, int capability);
void set_dumpable(bool yes);
/// A user namespace in which our ids are root's.
void enter_user_namespace();

}  // namespace whytrace::refusal
