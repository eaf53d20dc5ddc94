// Questions to the kernel that may kill, trap or hang whoever asks: each is asked by a child of its own, all side by side, within a time limit.
// Not here: the questions (probes.cpp, oracle.cpp).
// The hard part: the answer of a child that a seccomp filter ends or silences is how it ended, and nothing of it may remain.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
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

/// Runs in the child; returns 0 or an errno.
using question = std::function<int()>;

/// Asks all at once. Children have no core limit, default signal handling but for SIGSYS, and are gone when this returns.
std::vector<answer> ask(std::span<const question> questions, std::chrono::milliseconds limit);

}  // namespace whytrace::refusal
