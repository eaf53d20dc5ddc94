// See lesser.hpp; capabilities(7), user_namespaces(7).
// Not here: what for.
// The hard part: a change of ids makes a process non-dumpable (prctl(2), PR_SET_DUMPABLE), which is another mechanism than the one meant.
#include "refusal/lesser.hpp"

#include "refusal/facts.hpp"
#include "refusal/reproduce.hpp"

#include <cstdio>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace whytrace::refusal {

namespace {

struct capability_data {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct sets[2]{};

    void read() {
        if (::syscall(SYS_capget, &header, sets) != 0) give_up("capget");
    }
    void write() {
        if (::syscall(SYS_capset, &header, sets) != 0) give_up("capset");
    }
};

void write_file(const char* path, const std::string& text) {
    const int fd = ::open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || ::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size())) give_up(path);
    ::close(fd);
}

}  // namespace

bool privileged() {
    capability_data d;
    d.read();
    return (d.sets[0].effective >> CAP_SYS_PTRACE & 1) != 0;
}

void become_user(unsigned id) {
    if (::setgroups(0, nullptr) != 0) give_up("setgroups");
    if (::setresgid(id, id, id) != 0) give_up("setresgid");
    if (::setresuid(id, id, id) != 0) give_up("setresuid");
    set_dumpable(true);
}

void drop_ptrace_capability() {
    if (::prctl(PR_CAPBSET_DROP, CAP_SYS_PTRACE, 0, 0, 0) != 0) give_up("prctl(PR_CAPBSET_DROP)");
    capability_data d;
    d.read();
    const auto without = ~(1u << CAP_SYS_PTRACE);
    d.sets[0].effective &= without;
    d.sets[0].permitted &= without;
    d.sets[0].inheritable &= without;
    d.write();
    set_dumpable(true);
}

void become_user_with(unsigned id, int capability) {
    if (::prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) != 0) give_up("prctl(PR_SET_KEEPCAPS)");
    become_user(id);
    capability_data d;
    d.read();
    for (int half = 0; half < 2; ++half) {
        const unsigned bit = capability / 32 == half ? 1u << capability % 32 : 0;
        d.sets[half] = {0, bit, 0};
    }
    d.write();
    set_dumpable(true);
}

void set_dumpable(bool yes) {
    if (::prctl(PR_SET_DUMPABLE, yes ? 1 : 0, 0, 0, 0) != 0) give_up("prctl(PR_SET_DUMPABLE)");
}

void enter_user_namespace() {
    const uid_t uid = ::geteuid();
    const gid_t gid = ::getegid();
    if (::unshare(CLONE_NEWUSER) != 0) give_up("unshare(CLONE_NEWUSER)");
    set_dumpable(true);
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", "0 " + std::to_string(uid) + " 1");
    write_file("/proc/self/gid_map", "0 " + std::to_string(gid) + " 1");
}

}  // namespace whytrace::refusal
