// What the seccomp filters that we carry say about one exact system call, found without reading them and without making the call.
// Not here: whose filters they are (fingerprint.cpp), other mechanisms (probes.cpp).
// The hard part is the kernel's rule that makes it work: all filters of a task run, and the verdict with the smallest action value wins; on a tie the
// newest filter's data counts (seccomp(2), "Return values"). So one filter more, with a known verdict, tells how the others rank against it.
#pragma once

#include "refusal/throwaway.hpp"

#include <array>
#include <cstdint>

namespace whytrace::refusal {

/// A system call as a filter sees it.
struct exact_call {
    long nr;
    std::array<std::uint64_t, 6> args{};
};

enum class filter_verdict : std::uint8_t {
    allows,       ///< ALLOW or LOG, or there is no filter
    fails,        ///< ERRNO: `error`, 0 being a success that nothing happened for
    traps,        ///< TRAP
    kills,        ///< KILL_THREAD or KILL_PROCESS
    asks,         ///< USER_NOTIF with a supervisor that does not answer in time
    asks_nobody,  ///< USER_NOTIF without a supervisor, or TRACE without a tracer: ENOSYS
    unknown,      ///< we may not install the filter that would tell
};

struct oracle_answer {
    filter_verdict verdict = filter_verdict::unknown;
    int error = 0;
    answer below_errno, below_trace;  ///< what was seen with our verdict ERRNO and TRACE: the proof itself
};

/// Three rounds at most, each in children of their own. `limit`: for each round.
std::vector<oracle_answer> consult(std::span<const exact_call> calls, std::chrono::milliseconds limit);

}  // namespace whytrace::refusal
