// Situations in which ptrace is refused, made by the tests' own hands, so that --reproduce is not its own witness.
// Not here: --reproduce.
// The hard part: each must hold one cause only, or exactly those that it names.
#pragma once

#include <cstdint>
#include <functional>
#include <sys/types.h>

namespace whytrace::test {

/// A filter that answers `action` to ptrace; if `request` is not negative, to that request only.
void filter_ptrace(std::uint32_t action, long request = -1);
void drop_ptrace_capability_only();
void enter_landlock();
bool kernel_has_landlock();
void become(unsigned uid, unsigned gid);
/// User and group 65534 without any capability, and dumpable, as a program is that such a user has started.
void become_ordinary();

/// A process that waits, after `prepare`; ended with the object.
class sleeper {
  public:
    explicit sleeper(const std::function<void()>& prepare = {});
    ~sleeper();
    sleeper(const sleeper&) = delete;
    sleeper& operator=(const sleeper&) = delete;
    pid_t pid() const { return pid_; }

  private:
    pid_t pid_ = -1;
};

/// Whether process 2 is a kernel thread: not so in a pid namespace of one's own, such as a container's.
bool kernel_threads_are_seen();

/// The errno of PTRACE_SEIZE of `target`, by a child that was prepared so; 0 for success.
int seize_as(pid_t target, const std::function<void()>& prepare);

}  // namespace whytrace::test
