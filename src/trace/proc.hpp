// The few things about a task that only /proc tells.
// Not here: anything on the path of a system call; reading these files costs more than a whole stop.
// The hard part: the task may be gone at any moment; every answer has a value for that.
#pragma once

#include <sys/types.h>
#include <vector>

namespace whytrace::trace {

/// The process that the thread belongs to; the tid itself if it is gone.
pid_t thread_group_of(pid_t tid);
/// The state letter of /proc/TID/stat (proc(5)); 'X' if it is gone.
char state_of(pid_t tid);
/// The threads of a process at this moment; empty if it is gone or /proc is not there.
std::vector<pid_t> threads_of(pid_t tgid);
/// The threads of a task's process, and their children where /proc tells them (CONFIG_PROC_CHILDREN).
std::vector<pid_t> relatives_of(pid_t tid);
/// Whether descriptor `fd` of a task is a file of procfs; whether it is a status file, which shows CPU masks among other things.
bool is_proc_file(pid_t tid, int fd);
bool is_status_file(pid_t tid, int fd);

}  // namespace whytrace::trace
