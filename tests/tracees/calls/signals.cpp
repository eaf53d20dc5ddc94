// Signals and time: actions, masks, queues, delivery of every kind, clocks and timers.
// Not here: the lines that are expected: expected/signals.lines.
// The hard part: every call must be harmless for root, so what could do harm has arguments that fail.
#include "tracees/calls/calls.hpp"

#include <csignal>
#include <ctime>
#include <sys/time.h>

using namespace calls;

static void handler(int) {}

static void actions() {
    section();
    for (const std::uint64_t flags : {0x04000000ull, 0x14000000ull, 0xdc000007ull, ~0ull}) {
        const std::uint64_t action[] = {flags == 0x04000000 ? 1ull : 0ull, flags, 0x77, 1ull << 16 | 1};
        sys(SYS_rt_sigaction, 10, put(action), nullptr, 8);
        sys(SYS_rt_sigaction, 10, nullptr, page + 64, 8);
    }
    sys(SYS_rt_sigaction, 9, nowhere, nowhere, 8);
    sys(SYS_rt_sigaction, 99, nullptr, nullptr, 8);
    sys(SYS_rt_sigaction, 10, put(std::uint64_t{0}), nullptr, 4);
    const std::uint64_t empty = 0, some = 1ull << 9 | 1ull << 16 | 1ull << 33, full = ~0ull, most = ~(1ull << 13);
    sys(SYS_rt_sigprocmask, SIG_BLOCK, put(some), page + 64, 8);
    sys(SYS_rt_sigprocmask, SIG_UNBLOCK, put(some), page + 64, 8);
    sys(SYS_rt_sigprocmask, SIG_SETMASK, put(full), nullptr, 8);
    sys(SYS_rt_sigprocmask, SIG_SETMASK, put(most), page + 64, 8);
    sys(SYS_rt_sigprocmask, SIG_SETMASK, put(empty), nowhere, 8);
    sys(SYS_rt_sigprocmask, 77, nullptr, page + 64, 8);
    sys(SYS_rt_sigprocmask, SIG_BLOCK, nullptr, nullptr, 16);
    sys(SYS_rt_sigpending, page, 8);
    sys(SYS_rt_sigpending, nowhere, 8);
    sys(SYS_rt_sigsuspend, put(some), 4);
    const std::uint64_t stack[] = {0x1000, 0, 8192};
    sys(SYS_sigaltstack, nullptr, page);
    sys(SYS_sigaltstack, put(stack), page + 64);
    sys(SYS_sigaltstack, nowhere, nullptr);
}

static void delivery() {
    section();
    struct sigaction action {};
    action.sa_handler = handler;
    sigaction(SIGUSR1, &action, nullptr);
    sigaction(SIGRTMIN + 3, &action, nullptr);
    sys(SYS_kill, getpid(), SIGUSR1);
    sys(SYS_tgkill, getpid(), getpid(), SIGRTMIN + 3);
    sys(SYS_tkill, getpid(), SIGUSR1);
    siginfo_t info{};
    info.si_code = SI_QUEUE;
    info.si_pid = 5;
    info.si_uid = 6;
    info.si_value.sival_int = 7;
    sys(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, put(info));
    sys(SYS_rt_tgsigqueueinfo, getpid(), getpid(), SIGUSR1, put(info));
    sys(SYS_rt_sigqueueinfo, -1, 77, nowhere);
    sys(SYS_kill, 0x7fffffff, 0);
    const std::uint64_t set = 1ull << (SIGUSR2 - 1);
    const std::int64_t moment[] = {0, 1000};
    sys(SYS_rt_sigprocmask, SIG_BLOCK, put(set), nullptr, 8);
    sys(SYS_rt_sigtimedwait, put(set), page + 64, put(moment, 512), 8);
    sys(SYS_kill, getpid(), SIGUSR2);
    sys(SYS_rt_sigtimedwait, put(set), page + 64, put(moment, 512), 8);
    sys(SYS_rt_sigtimedwait, put(set), nullptr, nowhere, 8);
    sys(SYS_alarm, 0);
}

/// A timer that goes on, lest a signal come before the call that waits for it.
static void waiting() {
    section();
    struct sigaction action {};
    action.sa_handler = handler;
    sigaction(SIGALRM, &action, nullptr);
    sigaction(SIGUSR2, &action, nullptr);
    sys(SYS_kill, getpid(), SIGUSR2);
    sys(SYS_rt_sigsuspend, put(std::uint64_t{0}), 8);
    const itimerval soon{{0, 200'000}, {0, 200'000}}, never{};
    setitimer(ITIMER_REAL, &soon, nullptr);
    sys(SYS_pause);
    setitimer(ITIMER_REAL, &never, nullptr);
}

static void clocks() {
    section();
    sys(SYS_clock_gettime, 77, page);
    sys(SYS_clock_gettime, CLOCK_REALTIME, nowhere);
    sys(SYS_clock_getres, CLOCK_MONOTONIC, page);
    sys(SYS_clock_getres, -6, page);
    sys(SYS_clock_settime, CLOCK_MONOTONIC, page);
    const std::int64_t moment[] = {0, 1000}, wrong[] = {-1, -1}, timer[] = {0, 0, 1000, 5};
    sys(SYS_nanosleep, put(moment), page + 64);
    sys(SYS_nanosleep, put(wrong), page + 64);
    sys(SYS_nanosleep, nowhere, nullptr);
    sys(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, put(moment), page + 64);
    sys(SYS_clock_nanosleep, CLOCK_REALTIME, TIMER_ABSTIME, put(moment), nullptr);
    sys(SYS_clock_nanosleep, 99, 3, put(wrong), nullptr);
    sys(SYS_gettimeofday, nowhere, nowhere);
    sys(SYS_getitimer, ITIMER_REAL, page);
    sys(SYS_setitimer, ITIMER_REAL, put(timer), page + 64);
    sys(SYS_setitimer, 9, put(timer), page + 64);
    std::int64_t none[4]{};
    sys(SYS_setitimer, ITIMER_REAL, put(none), nullptr);
    const int event[16] = {1, 0, SIGUSR1, SIGEV_SIGNAL}, thread[16] = {1, 0, SIGUSR1, 4, 1},
              nothing[16] = {0, 0, 0, SIGEV_NONE};
    sys(SYS_timer_create, CLOCK_REALTIME, put(event), page + 128);
    sys(SYS_timer_create, CLOCK_MONOTONIC, put(thread), page + 128);
    sys(SYS_timer_create, CLOCK_MONOTONIC, put(nothing), page + 128);
    sys(SYS_timer_create, 77, nullptr, nowhere);
    sys(SYS_timer_settime, 0, 1, put(timer), page + 64);
    sys(SYS_timer_settime, 0, 0, put(none), nullptr);
    sys(SYS_timer_settime, 99, 5, nowhere, nullptr);
    sys(SYS_timer_gettime, 0, page);
    sys(SYS_timer_gettime, 99, page);
    sys(SYS_timer_getoverrun, 0);
    sys(SYS_timer_delete, 0);
    sys(SYS_timer_delete, 77);
    const long fd = sys(SYS_timerfd_create, CLOCK_MONOTONIC, 02000000);
    sys(SYS_timerfd_settime, fd, 0, put(timer), page + 64);
    sys(SYS_timerfd_gettime, bad_fd, page);
    sys(SYS_timerfd_settime, bad_fd, 3, nowhere, nullptr);
    close((int)fd);
    sys(SYS_time, nowhere);
    sys(SYS_adjtimex, nowhere);
}

static void futexes() {
    section();
    const std::int64_t moment[] = {0, 1000};
    sys(SYS_futex, put(5), 0, 4, nullptr, nullptr, 0);
    sys(SYS_futex, put(5), 128, 5, put(moment, 64), nullptr, 0);
    sys(SYS_futex, page, 1, 1, nullptr, nullptr, 0);
    sys(SYS_futex, page, 129, -1, nullptr, nullptr, 0);
    sys(SYS_futex, page, 3, 1, 2, page + 8, 0);
    sys(SYS_futex, page, 4, 1, 2, page + 8, 7);
    sys(SYS_futex, page, 5, 1, 2, page + 8, 0x2100a00b);
    sys(SYS_futex, page, 9 | 256 | 128, 4, put(moment, 64), nullptr, -1);
    sys(SYS_futex, page, 10, 1, nullptr, nullptr, 0xff);
    sys(SYS_futex, page, 6, 0, nowhere, nullptr, 0);
    sys(SYS_futex, page, 7, 0, nullptr, nullptr, 0);
    sys(SYS_futex, page, 8, 0, nullptr, nullptr, 0);
    sys(SYS_futex, page, 11, 0, put(moment, 64), page + 8, 0);
    sys(SYS_futex, page, 12, 1, 2, page + 8, 5);
    sys(SYS_futex, page, 99, 1, 2, 3, 4);
    sys(SYS_futex_waitv, page, 1, 0, put(moment, 64), 1);
    sys(SYS_set_robust_list, nullptr, 24);
    sys(SYS_get_robust_list, 0, page, page + 8);
    sys(SYS_get_robust_list, -1, nowhere, nowhere);
}

int main() {
    prepare();
    actions();
    delivery();
    waiting();
    clocks();
    futexes();
}
