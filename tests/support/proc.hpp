// What /proc says about tasks: their state, who traces them, the call they are in.
// Not here: waiting for a state (process.hpp, `eventually`).
// Nothing hard: a task that is gone has state 0 and no tracer.
#pragma once

#include <chrono>
#include <string>
#include <sys/types.h>
#include <vector>

namespace whytrace::test {

std::string read_file(const std::string& path);
/// The value of "Name:" in /proc/TID/status, without blanks around it; empty if there is none.
std::string status_field(pid_t tid, const std::string& name);

/// The letter of proc(5): R running, S sleeping, T stopped, t stopped by its tracer, Z zombie; 0: there is no such task.
char state_of(pid_t tid);
pid_t tracer_of(pid_t tid);
std::vector<pid_t> threads_of(pid_t pid);
std::vector<pid_t> children_of(pid_t pid);

/// Whether it sleeps in this system call (a native number; SYS_…).
bool sleeps_in(pid_t tid, long nr);
/// Whether any of its threads is stopped or traced.
bool left_alone(pid_t pid);
/// How long its threads and those of its descendants that live have waited for a CPU in all (proc_pid_schedstat's second field): a test
/// that measures time subtracts it, since other programs' load is not what it measures.
std::chrono::nanoseconds waited_for_cpu(pid_t pid);
/// One line a task, for the message of a failed test.
std::string describe_descendants(pid_t pid);

}  // namespace whytrace::test
