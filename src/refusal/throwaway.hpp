// Questions to the kernel that may kill, trap or hang whoever asks: each is asked by a child of its own, all side by side, within a time limit.
// Not here: the questions (probes.cpp, oracle.cpp).
// The hard part: the answer of a child that a seccomp filter ends or silences is how it ended, and nothing of it may remain.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <sys/types.h>
#include <vector>

namespace whytrace::refusal {

struct answer {
    enum class kind : std::uint8_t {
        not_asked,
        returned,  ///< `error`: errno, 0 for success
        trapped,   ///< SIGSYS was delivered: a filter's SECCOMP_RET_TRAP; `error`: its 16 bits of data
        killed,    ///< by SIGSYS without delivery: SECCOMP_RET_KILL_*
        silent,    ///< no answer within the limit: a SECCOMP_RET_USER_NOTIF supervisor that says nothing
        failed,    ///< the child could not be made, or ended in another way
    };
    kind how = kind::not_asked;
    int error = 0;

    bool is(int wanted) const { return how == kind::returned && error == wanted; }
    bool succeeded() const { return is(0); }
};
/// With an errno; 0 for success.
constexpr answer returned(int error) { return {answer::kind::returned, error}; }

/// For a child: it ends with its parent, at once if that has ended already.
void end_with(pid_t parent);

/// Where our next child is the first process of a PID namespace (unshare --pid): keeps that open for those that follow, since
/// none can be made after the first has ended (pid_namespaces(7)). Does nothing elsewhere.
class namespace_keeper {
  public:
    namespace_keeper();
    ~namespace_keeper();
    namespace_keeper(const namespace_keeper&) = delete;

  private:
    pid_t pid_ = -1;
};

/// Runs in the child; returns 0 or an errno.
using question = std::function<int()>;

/// Asks all at once. Children have no core limit, default signal handling but for SIGSYS, and are gone when this returns.
std::vector<answer> ask(std::span<const question> questions, std::chrono::milliseconds limit);

}  // namespace whytrace::refusal
