// Processes: births, exec, waiting, ids, limits, usage, scheduling.
// Not here: the lines that are expected: expected/process.lines.
// The hard part: every call must be harmless for root, so what could do harm has arguments that fail.
#include "tracees/calls/calls.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/wait.h>

using namespace calls;

static void children() {
    section();
    for (const int code : {0, 7}) {
        const long child = sys(SYS_clone, 17, 0, 0, 0, 0);
        if (child == 0) _exit(code);
        sys(SYS_wait4, -1, page, 0, nullptr);
    }
    const long killed = sys(SYS_clone, 17, 0, 0, 0, 0);
    if (killed == 0) {
        pause();
        _exit(1);
    }
    sys(SYS_wait4, killed, page, WNOHANG, page + 64);
    sys(SYS_kill, killed, 15);
    sys(SYS_wait4, killed, page, __WALL, page + 64);
    const long quick = sys(SYS_clone, 17, 0, 0, 0, 0);
    if (quick == 0) _exit(3);
    sys(SYS_waitid, P_PID, quick, page, WEXITED | WNOWAIT, nullptr);
    sys(SYS_waitid, P_ALL, 0, page, WEXITED, page + 512);
    sys(SYS_waitid, P_ALL, 0, page, WEXITED | WNOHANG, nullptr);
    sys(SYS_waitid, 99, -1, nowhere, -1, nowhere);
    sys(SYS_wait4, -1, page, 0, nullptr);
    sys(SYS_wait4, -1, nowhere, -1, nowhere);
    const std::uint64_t arguments[] = {0x4111ull, 0, 0, 0, 17, 0, 0, 0},
                        bad[] = {~0ull, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
    for (const long flags : {0x10000L, 0x800L, 0x20200L, 0x101000L, 0x1004bL, -1L})  // flags that do not go together
        sys(SYS_clone, flags, 0x1000, nowhere, page, page + 8);
    sys(SYS_clone3, put(bad), 64);
    sys(SYS_clone3, put(bad), 88);
    sys(SYS_clone3, put(bad), 96);
    const std::uint64_t no_signal[] = {0x10000ull, 0, 0, 0, 0x4bull << 32, 0, 0, 0};
    sys(SYS_clone3, put(no_signal), 64);
    sys(SYS_clone3, put(arguments), 8);
    sys(SYS_clone3, nowhere, 64);
    sys(SYS_clone3, last(arguments), 88);
    sys(SYS_unshare, 0);
    sys(SYS_unshare, 0x1);
    sys(SYS_setns, bad_fd, 0x20000000);
}

static void executing() {
    section();
    const char* const arguments[] = {"/nonexistent", "a\nb", "thirty-two bytes are not enough for this argument",
                                     nullptr};
    const char* const environment[] = {"A=1", "B=2", nullptr};
    sys(SYS_execve, text("/nonexistent"), arguments, environment);
    sys(SYS_execve, text("/nonexistent"), nullptr, nullptr);
    sys(SYS_execve, nullptr, nowhere, nowhere);
    sys(SYS_execve, text("/nonexistent"), page_end - 8, page_end - 8);
    *last<const char*>(nullptr) = nullptr;
    sys(SYS_execve, text("/nonexistent"), page_end - 8, page_end - 8);
    sys(SYS_execveat, AT_FDCWD, text("/nonexistent"), arguments, environment, 0x1000);
}

static void ids() {
    section();
    sys(SYS_getpid), sys(SYS_gettid), sys(SYS_getppid), sys(SYS_getpgrp), sys(SYS_getpgid, 0), sys(SYS_getsid, 0),
        sys(SYS_getpgid, -1);
    sys(SYS_setpgid, -1, 5);
    sys(SYS_set_tid_address, page);
    sys(SYS_personality, 0xffffffff);
    sys(SYS_kcmp, getpid(), getpid(), 0, 0, 0);
    sys(SYS_kcmp, getpid(), getpid(), 2, 0, 1);
    sys(SYS_kcmp, getpid(), getpid(), 77, 0, 1);
    sys(SYS_pidfd_open, -1, 0);
    sys(SYS_pidfd_send_signal, bad_fd, 10, nullptr, 0);
    sys(SYS_pidfd_getfd, bad_fd, 1, 0);
    sys(SYS_rseq, 1, 32, 1, 0x53053053);
    sys(SYS_arch_prctl, 0x1003, page);
    sys(SYS_arch_prctl, 0x1004, page);
    sys(SYS_arch_prctl, 0x1011);
    sys(SYS_arch_prctl, 0x7777, 5);
    sys(SYS_getcpu, nullptr, nullptr, nullptr);
    sys(SYS_getcpu, nowhere, nowhere, nullptr);
}

static void limits() {
    section();
    for (const int resource : {(int)RLIMIT_STACK, (int)RLIMIT_CORE, (int)RLIMIT_NOFILE, 77}) {
        sys(SYS_getrlimit, resource, page);
        sys(SYS_prlimit64, 0, resource, nullptr, page);
    }
    const std::uint64_t small[] = {1024, 1048576}, infinite[] = {~0ull, ~0ull}, odd[] = {1025, 3 * 1024};
    sys(SYS_setrlimit, 77, put(small));
    sys(SYS_prlimit64, -1, RLIMIT_AS, put(infinite), nullptr);
    sys(SYS_prlimit64, -1, RLIMIT_AS, put(odd), nowhere);
    sys(SYS_prlimit64, 0, RLIMIT_NICE, nowhere, nowhere);
    sys(SYS_getrusage, 7, page);
    sys(SYS_getrusage, RUSAGE_SELF, nowhere);
    sys(SYS_getpriority, PRIO_PROCESS, 0);
    sys(SYS_setpriority, PRIO_USER, 99999, 5);
    sys(SYS_getpriority, 9, 0);
}

static void scheduling() {
    section();
    const int priority = 0;
    sys(SYS_sched_getscheduler, 0);
    sys(SYS_sched_setscheduler, 0, SCHED_OTHER, put(priority));
    sys(SYS_sched_setscheduler, -1, SCHED_FIFO | 0x40000000, nowhere);
    sys(SYS_sched_getparam, 0, page);
    sys(SYS_sched_setparam, -1, put(priority));
    sys(SYS_sched_get_priority_max, SCHED_RR);
    sys(SYS_sched_get_priority_min, 99);
    sys(SYS_sched_rr_get_interval, -1, page);
    const std::uint64_t cpus = 3;
    sys(SYS_sched_setaffinity, -1, 8, put(cpus));
    sys(SYS_sched_getaffinity, 0, 128, page);
    sys(SYS_sched_getaffinity, 0, 1, page);
    sys(SYS_sched_getaffinity, -1, 128, nowhere);
    sys(SYS_sched_getattr, 0, page, 56, 0);
    sys(SYS_sched_getattr, 0, page, 48, 0);
    sys(SYS_sched_getattr, 0, page, 8, 0);
    sys(SYS_sched_yield);
    sys(SYS_ioprio_get, 1, 0);
    sys(SYS_ioprio_set, 1, -1, 2 << 13 | 4);
}

int main() {
    prepare();
    hold_children();
    children();
    executing();
    ids();
    limits();
    scheduling();
}
