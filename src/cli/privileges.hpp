// Programs that would gain privileges when they start, and do not because they are traced.
// Not here: running as another user (src/trace/launch.cpp, -u).
// Nothing hard for callers.
#pragma once

#include <string>
#include <sys/types.h>

namespace whytrace::cli {

/// capabilities(7); linux/capability.h.
enum class capability : int { sys_ptrace = 19, sys_admin = 21 };
/// Whether it is in our effective set.
bool has_capability(capability which);

/// Whether the program that this task has just started has set-id bits or file capabilities that tracing has cost it.
bool loses_privileges(pid_t tid);
/// One line that says so, and what to do.
std::string privilege_notice(pid_t tid);

}  // namespace whytrace::cli
