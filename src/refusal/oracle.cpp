// See oracle.hpp.
// Not here: which calls matter.
// The hard part: ENOSYS below our TRACE is what ALLOW, TRACE, an unanswered USER_NOTIF and ERRNO(ENOSYS) all give; a listener of our own tells the last
// from the others, and the call itself on an impossible target tells the first.
#include "refusal/oracle.hpp"

#include "refusal/filter.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace whytrace::refusal {

namespace {

constexpr int our_errno = ENOMEDIUM;  // 123: nothing that a ptrace call or a profile would say

int call(const exact_call& c) {
    const auto& a = c.args;
    return ::syscall(c.nr, a[0], a[1], a[2], a[3], a[4], a[5]) < 0 ? errno : 0;
}

question below(const exact_call& c, std::uint32_t action) {
    return [c, action] {
        const filter_row row{c.nr, action};
        return add_filter({&row, 1}, 0) < 0 ? not_installed : call(c);
    };
}

/// In a grandchild that has inherited our listening filter.
[[noreturn]] void call_and_tell(const exact_call& c, int to) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int error = call(c);
    [[maybe_unused]] const ssize_t n = ::write(to, &error, sizeof error);
    ::_exit(0);
}

int watch(int listener, int pipe) {
    pollfd both[] = {{listener, POLLIN, 0}, {pipe, POLLIN, 0}};
    int error = 0;
    if (::poll(both, 2, -1) <= 0) return not_installed;
    if ((both[0].revents & POLLIN) != 0) return notified;
    return ::read(pipe, &error, sizeof error) == sizeof error ? error : not_installed;
}

using kind = answer::kind;

bool any(const oracle_rounds& s, kind k) {
    return s.errno_round.how == k || s.unheard_round.how == k || s.trace_round.how == k;
}

}  // namespace

question errno_question(const exact_call& c) { return below(c, SECCOMP_RET_ERRNO | our_errno); }
question unheard_question(const exact_call& c) { return below(c, SECCOMP_RET_USER_NOTIF); }
question trace_question(const exact_call& harmless) { return below(harmless, SECCOMP_RET_TRACE); }

question listener_question(const exact_call& c) {
    return [c] {
        const filter_row row{c.nr, SECCOMP_RET_USER_NOTIF};
        const int listener = add_filter({&row, 1}, SECCOMP_FILTER_FLAG_NEW_LISTENER);
        int ends[2];
        if (listener < 0 || ::pipe2(ends, O_CLOEXEC) != 0) return not_installed;
        const pid_t caller = ::fork();
        if (caller == 0) call_and_tell(c, ends[1]);
        const int result = watch(listener, ends[0]);
        ::kill(caller, SIGKILL);
        ::waitpid(caller, nullptr, __WALL);
        return result;
    };
}

bool needs_listener(const oracle_rounds& seen, const answer& plain) {
    return plain.is(ENOSYS) && seen.unheard_round.is(ENOSYS) && seen.trace_round.is(ENOSYS);
}

oracle_answer verdict_of(const oracle_rounds& s, const answer& plain) {
    using enum filter_verdict;
    const auto say = [&](filter_verdict v, int error = 0) { return oracle_answer{v, error, s}; };
    if (any(s, kind::trapped))
        return say(traps, s.errno_round.how == kind::trapped ? s.errno_round.error : s.trace_round.error);
    if (any(s, kind::killed)) return say(kills);
    if (s.errno_round.is(not_installed) || s.errno_round.how != kind::returned) return say(unknown);
    if (s.unheard_round.how == kind::returned && s.unheard_round.error != ENOSYS)
        return say(fails, s.unheard_round.error);
    if (s.trace_round.how == kind::silent) return say(asks);
    if (s.trace_round.how == kind::returned && s.trace_round.error != ENOSYS) {
        const bool by_kernel = s.trace_round.is(ESRCH) || (s.trace_round.succeeded() && plain.succeeded());
        return by_kernel ? say(continues) : say(answered, s.trace_round.error);
    }
    if (!plain.is(ENOSYS)) return say(allows);
    if (s.listener_round.is(notified)) return say(asks_nobody, ENOSYS);
    if (s.listener_round.is(ENOSYS)) return say(fails, ENOSYS);
    return say(no_call, ENOSYS);
}

}  // namespace whytrace::refusal
