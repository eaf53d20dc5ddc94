// See oracle.hpp.
// Not here: which calls matter.
// The hard part: ENOSYS below our TRACE is what ALLOW, TRACE, an unanswered USER_NOTIF and ERRNO(ENOSYS) all give; a listener of our own tells the last
// from the others, and the call itself on an impossible target tells the first.
#include "refusal/oracle.hpp"

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <optional>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace whytrace::refusal {

namespace {

constexpr int our_errno = ENOMEDIUM;  // 123: nothing that a ptrace call or a profile would say

/// Adds a filter that answers `action` to `nr` and allows the rest; returns a listener, 0, or -errno.
int add_filter(long nr, std::uint32_t action, unsigned flags) {
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<std::uint32_t>(nr), 0, 1),
        BPF_STMT(BPF_RET | BPF_K, action),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog whole{4, program};
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -errno;
    const long got = ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &whole);
    return got < 0 ? -errno : static_cast<int>(got);
}

constexpr int not_installed = 4096;  // no errno: the filter could not be added

int call(const exact_call& c) {
    const auto& a = c.args;
    return ::syscall(c.nr, a[0], a[1], a[2], a[3], a[4], a[5]) < 0 ? errno : 0;
}

question below(const exact_call& c, std::uint32_t action) {
    return [c, action] { return add_filter(c.nr, action, 0) < 0 ? not_installed : call(c); };
}

constexpr int notified = 4097;  // no errno: the call came to our own listener

/// The filter is inherited by a grandchild that makes the call, while we look at the listener.
question before_our_listener(const exact_call& c) {
    return [c] {
        const int listener = add_filter(c.nr, SECCOMP_RET_USER_NOTIF, SECCOMP_FILTER_FLAG_NEW_LISTENER);
        if (listener < 0) return not_installed;
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) return not_installed;
        const pid_t caller = ::fork();
        if (caller == 0) {
            const int error = call(c);
            [[maybe_unused]] const ssize_t n = ::write(ends[1], &error, sizeof error);
            ::_exit(0);
        }
        ::close(ends[1]);
        pollfd both[] = {{listener, POLLIN, 0}, {ends[0], POLLIN, 0}};
        int result = not_installed, error = 0;
        if (::poll(both, 2, -1) > 0) {
            if ((both[0].revents & POLLIN) != 0)
                result = notified;
            else if (::read(ends[0], &error, sizeof error) == sizeof error)
                result = error;
        }
        ::kill(caller, SIGKILL);
        ::waitpid(caller, nullptr, __WALL);
        return result;
    };
}

std::optional<oracle_answer> from_first_two(const answer& errno_round, const answer& trace_round) {
    oracle_answer a{filter_verdict::unknown, 0, errno_round, trace_round};
    using kind = answer::kind;
    if (errno_round.how == kind::trapped || trace_round.how == kind::trapped)
        return a.verdict = filter_verdict::traps, a;
    if (errno_round.how == kind::killed || trace_round.how == kind::killed) return a.verdict = filter_verdict::kills, a;
    if (errno_round.is(not_installed) || trace_round.is(not_installed)) return a;
    if (trace_round.how == kind::silent) return a.verdict = filter_verdict::asks, a;
    if (trace_round.how == kind::returned && trace_round.error != ENOSYS) {
        a.verdict = filter_verdict::fails;
        a.error = trace_round.error;
        return a;
    }
    return std::nullopt;  // ENOSYS: the third round tells
}

}  // namespace

std::vector<oracle_answer> consult(std::span<const exact_call> calls, std::chrono::milliseconds limit) {
    std::vector<question> first;
    for (const exact_call& c : calls) {
        first.push_back(below(c, SECCOMP_RET_ERRNO | our_errno));
        first.push_back(below(c, SECCOMP_RET_TRACE));
    }
    const auto seen = ask(first, limit);
    std::vector<oracle_answer> answers(calls.size());
    std::vector<question> third(calls.size());
    for (std::size_t i = 0; i < calls.size(); ++i) {
        if (const auto settled = from_first_two(seen[2 * i], seen[2 * i + 1])) {
            answers[i] = *settled;
        } else {
            answers[i] = {filter_verdict::allows, 0, seen[2 * i], seen[2 * i + 1]};
            third[i] = before_our_listener(calls[i]);
        }
    }
    const auto last = ask(third, limit);
    for (std::size_t i = 0; i < calls.size(); ++i) {
        // A listener further up (EBUSY) or none at all leaves the call itself to tell; see probes.cpp.
        const bool refused =
            last[i].how == answer::kind::returned && last[i].error != notified && last[i].error != not_installed;
        if (refused) answers[i] = {filter_verdict::fails, last[i].error, seen[2 * i], seen[2 * i + 1]};
    }
    return answers;
}

}  // namespace whytrace::refusal
