// See worlds.hpp.
// Not here: what the diagnosis should say.
#include "refusal/worlds.hpp"

#include "support/proc.hpp"

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace whytrace::test {

namespace {

void must(bool done) {
    if (!done) _exit(123);
}

}  // namespace

void filter_ptrace(std::uint32_t action, long request) {
    const auto r = static_cast<std::uint32_t>(request);
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ptrace, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, r, 0, static_cast<std::uint8_t>(request < 0 ? 0 : 1)),
        BPF_STMT(BPF_RET | BPF_K, action),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog whole{6, program};
    must(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    must(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole) == 0);
}

void drop_ptrace_capability_only() {
    must(prctl(PR_CAPBSET_DROP, CAP_SYS_PTRACE, 0, 0, 0) == 0);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct sets[2]{};
    must(syscall(SYS_capget, &header, sets) == 0);
    for (std::uint32_t* set : {&sets[0].effective, &sets[0].permitted, &sets[0].inheritable})
        *set &= ~(1u << CAP_SYS_PTRACE);
    must(syscall(SYS_capset, &header, sets) == 0);
    must(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0);
}

void enter_landlock() {
    landlock_ruleset_attr attributes{};  // newer headers have more members
    attributes.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_SYM;
    const long rules = syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
    must(rules >= 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    must(syscall(SYS_landlock_restrict_self, rules, 0) == 0);
    close(static_cast<int>(rules));
}

bool kernel_has_landlock() {
    return syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) > 0;
}

void become(unsigned uid, unsigned gid) {
    must(setgroups(0, nullptr) == 0 && setresgid(gid, gid, gid) == 0 && setresuid(uid, uid, uid) == 0);
    must(prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0);
}

void become_ordinary() {
    if (geteuid() == 0) become(65534, 65534);
}

sleeper::sleeper(const std::function<void()>& prepare) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    pid_ = fork();
    if (pid_ == 0) {
        if (prepare) prepare();
        prctl(PR_SET_PDEATHSIG, SIGKILL);  // after changes of ids, which clear it
        [[maybe_unused]] const auto n = write(ends[1], "", 1);
        while (true) pause();
    }
    close(ends[1]);
    char ready = 0;
    const bool up = read(ends[0], &ready, 1) == 1;
    close(ends[0]);
    if (!up) throw std::runtime_error("the target could not be prepared");
}

sleeper::~sleeper() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, __WALL);
}

bool kernel_threads_are_seen() {
    return state_of(2) == 'S' && status_field(2, "PPid") == "0" && status_field(2, "VmSize").empty();
}

int seize_as(pid_t target, const std::function<void()>& prepare) {
    const pid_t child = fork();
    if (child == 0) {
        if (prepare) prepare();
        _exit(ptrace(PTRACE_SEIZE, target, nullptr, nullptr) == 0 ? 0 : errno);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace whytrace::test
