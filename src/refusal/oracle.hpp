// What the seccomp filters that we carry say about one exact system call, found without reading them and without making the call.
// Not here: whose filters they are (profile.cpp), other mechanisms (probes.cpp).
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
    continues,    ///< USER_NOTIF, and the supervisor lets the kernel answer
    fails,        ///< ERRNO: `error`, 0 being a success that nothing happened for
    traps,        ///< TRAP: `error` is its 16 bits of data
    kills,        ///< KILL_THREAD or KILL_PROCESS
    asks,         ///< USER_NOTIF with a supervisor that does not answer in time
    answered,     ///< USER_NOTIF with a supervisor that answered `error`
    asks_nobody,  ///< USER_NOTIF without a supervisor, or TRACE without a tracer: ENOSYS
    no_call,      ///< ENOSYS, and no further filter could tell who says so
    unknown,      ///< we may not install the filter that would tell
};

/// What was seen below one more filter that answers so. The call is never made in the first two, and disturbs no supervisor; in the third it is one
/// that fails by itself (a pid that cannot exist), because a supervisor may let it through.
struct oracle_rounds {
    answer errno_round;     ///< ERRNO with a number of ours
    answer unheard_round;   ///< USER_NOTIF without a listener: ENOSYS, unless something stronger answers
    answer trace_round;     ///< TRACE without a tracer: ENOSYS, unless something stronger answers
    answer listener_round;  ///< USER_NOTIF with a listener of ours; asked only where the others leave it open
};

struct oracle_answer {
    filter_verdict verdict = filter_verdict::unknown;
    int error = 0;
    oracle_rounds seen;  ///< the proof itself
};

question errno_question(const exact_call& c);
question unheard_question(const exact_call& c);
question trace_question(const exact_call& harmless);
question listener_question(const exact_call& c);

/// `plain`: the answer to the harmless call without any filter of ours; success only if it really happened.
oracle_answer verdict_of(const oracle_rounds& seen, const answer& plain);
/// ENOSYS everywhere: only a listener of ours tells ERRNO(ENOSYS) from TRACE and an unheard USER_NOTIF.
bool needs_listener(const oracle_rounds& seen, const answer& plain);

/// A value that `listener_round` has: the call came to our own listener.
inline constexpr int notified = 4097;
/// A value that any round has: our filter could not be installed.
inline constexpr int not_installed = 4096;
/// A value that a plain call has: success, but nothing happened.
inline constexpr int pretended = 4098;

}  // namespace whytrace::refusal
