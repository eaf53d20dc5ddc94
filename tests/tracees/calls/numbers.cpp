// Every call number from 0 to 600 with arguments of 0, -1, an address that cannot be read, and random ones, each in a child of its own.
// Not a test of the kernel: the child is nobody, without capabilities, in fresh user, pid, mount, network, uts and ipc namespaces, with rlimits.
// The hard part: what would end more than the child, or wait for ever, is left out, by name, in `skipped`.
#include "tracees/calls/calls.hpp"

#include <csignal>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>

using namespace calls;

namespace {

constexpr long last_number = 600;

// Births and deaths that would not be this child's; calls that wait for what never comes when all arguments are 0 or small;
// signals, which could reach the others; and what strace and we could see differently only because of the time.
constexpr long skipped[] = {
    SYS_clone,
    SYS_clone3,
    SYS_exit,
    SYS_exit_group,
    SYS_kill,
    SYS_tkill,
    SYS_tgkill,
    SYS_rt_sigqueueinfo,
    SYS_rt_tgsigqueueinfo,
    SYS_pidfd_send_signal,
    SYS_ppoll,
    SYS_pselect6,
    SYS_rt_sigreturn,
    SYS_sync,
    SYS_syncfs,
    SYS_gettimeofday,
    SYS_clock_gettime,
    SYS_times,
    SYS_getrusage,
    SYS_sysinfo,
    SYS_ptrace,
    SYS_seccomp,
    SYS_reboot,
    SYS_restart_syscall,
    SYS_rseq,
    SYS_set_robust_list,
    SYS_brk,
    SYS_getrandom,
    SYS_pidfd_open,
#ifdef SYS_fork
    SYS_fork,
    SYS_vfork,
    SYS_pause,
    SYS_select,
    SYS_poll,
    SYS_arch_prctl,
    SYS_time,
#endif
    335,  // uretprobe: only the kernel's own trampoline may make it
};

bool is_skipped(long number) {
    for (const long s : skipped)
        if (s == number) return true;
    return false;
}

std::uint64_t state;
std::uint64_t random_number() {  // xorshift64
    state ^= state << 13, state ^= state >> 7, state ^= state << 17;
    return state;
}

void limit(int resource, rlim_t most) {
    const rlimit l{most, most};
    setrlimit(static_cast<__rlimit_resource>(resource), &l);
}

/// Nobody, alone. The namespaces' first process is the one that goes on here.
void go_alone() {
    if (getuid() == 0 &&
        (setgroups(0, nullptr) != 0 || setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0))
        std::abort();
    if (unshare(CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWUTS | CLONE_NEWIPC) != 0) {
        std::printf("SKIPPED: no new user namespace: %m\n");
        std::exit(77);
    }
    const pid_t first = fork();
    if (first != 0) {
        int status = 0;
        waitpid(first, &status, 0);
        std::exit(WIFEXITED(status) ? WEXITSTATUS(status) : 1);
    }
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct none[2] = {};
    if (syscall(SYS_capset, &header, none) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) std::abort();
    limit(RLIMIT_CORE, 0), limit(RLIMIT_FSIZE, 1 << 16), limit(RLIMIT_NOFILE, 32), limit(RLIMIT_CPU, 60),
        limit(RLIMIT_AS, rlim_t{1} << 32), limit(RLIMIT_MEMLOCK, 1 << 16);
    const int null = open("/dev/null", O_RDWR);
    dup2(null, 0), dup2(null, 1), dup2(null, 2);
    if (null > 2) close(null);
    if (chdir("/") != 0) std::abort();
}

void one(long number, const std::uint64_t (&a)[6]) {
    const pid_t child = fork();
    if (child == 0) {
        const itimerval two_seconds{{0, 0}, {2, 0}};  // what waits after all
        setitimer(ITIMER_REAL, &two_seconds, nullptr);
        syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
}

}  // namespace

int main(int count, char** words) {
    const std::uint64_t seed = count > 1 ? std::strtoull(words[1], nullptr, 0) : 1;
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    std::fflush(stdout);
    state = seed * 0x9e3779b97f4a7c15 | 1;
    prepare();
    go_alone();
    const auto unreadable = reinterpret_cast<std::uint64_t>(nowhere),
               readable = reinterpret_cast<std::uint64_t>(page) + 64;
    for (long number = 0; number <= last_number; ++number) {
        // The random numbers are drawn for those that are left out as well, so that a seed means the same whatever is.
        std::uint64_t wild[6], small[6], mixed[6];
        for (auto& r : wild) r = random_number();
        for (auto& r : small) r = random_number() % 64;
        for (auto& r : mixed) {
            const auto kind = random_number() % 4;
            r = kind == 0   ? random_number() % 256
                : kind == 1 ? readable
                : kind == 2 ? unreadable
                            : random_number() & 0xffffffff;
        }
        if (is_skipped(number)) continue;
        one(number, {0, 0, 0, 0, 0, 0});
        one(number, {~0ull, ~0ull, ~0ull, ~0ull, ~0ull, ~0ull});
        one(number, {unreadable, unreadable, unreadable, unreadable, unreadable, unreadable});
        one(number, wild), one(number, small), one(number, mixed);
    }
}
