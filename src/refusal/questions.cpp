// See questions.hpp.
// Not here: bpf(2) (modules.cpp).
// The hard part: a child of the child, where one is needed, must be gone before the answer is given, and must not outlive a child that is killed.
#include "refusal/questions.hpp"

#include "refusal/throwaway.hpp"
#include "refusal/tree.hpp"
#include "trace/ptrace.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

namespace whytrace::refusal {

namespace {

int error_of(long result) { return result < 0 ? errno : 0; }

int read_one_byte(pid_t pid) {
    char byte;
    const iovec local{&byte, 1}, remote{nullptr, 1};
    return error_of(::syscall(SYS_process_vm_readv, pid, &local, 1ul, &remote, 1ul, 0ul));
}

/// Runs `what` on a child of ours that only waits, and ends that.
template <class What> int on_a_child(What what) {
    const pid_t us = ::getpid();
    const pid_t child = ::fork();
    if (child < 0) return errno;
    if (child == 0) {
        end_with(us);  // a filter may end the asker
        while (true) ::pause();
    }
    const int error = what(child);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, __WALL);
    return error;
}

bool traced() {
    const reading status = tree().file("/proc/thread-self/status");
    return !status || field(status.text, "TracerPid") != "0";
}

// Each restriction adds a layer until E2BIG (landlock(7), "Limits"): what still fits tells how many there were.
int count_landlock_room() {
    landlock_ruleset_attr attributes{};  // newer headers have more members
    attributes.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_SYM;
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    const auto rules =
        static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0));
    if (rules < 0) return -1;
    int room = 0;
    while (room < 100 && ::syscall(SYS_landlock_restrict_self, rules, 0) == 0) ++room;
    return errno == E2BIG ? room : -1;
}

}  // namespace

question plain_call(const exact_call& c) {
    return [c] {
        const auto& a = c.args;
        const int error = error_of(::syscall(c.nr, a[0], a[1], a[2], a[3], a[4], a[5]));
        return error == 0 ? pretended : error;
    };
}

question trace_me_in_child() {
    return [] {
        // Asked before, since afterwards a tracer outside our pid namespace and none look alike (TracerPid 0 for both).
        const bool before = traced();
        const int error = trace::trace_me().error;
        return error == 0 && !before && !traced() ? pretended : error;
    };
}

question seize_of_child() {
    return [] { return on_a_child([](pid_t child) { return trace::seize(child, 0).error; }); };
}

question read_of_child() {
    return [] { return on_a_child(read_one_byte); };
}

question yama_presence() {
    return [] { return error_of(::prctl(PR_SET_PTRACER, 0, 0, 0, 0)); };
}

question landlock_room() { return count_landlock_room; }

question seize_of(pid_t target) {
    return [target] { return trace::seize(target, 0).error; };
}

question seize_of_itself() {
    return [] { return trace::seize(::getpid(), 0).error; };
}

question existence_of(pid_t target) {
    return [target] { return error_of(::kill(target, 0)); };
}

question link_of(std::string path) {
    return [path = std::move(path)] {
        char c;
        return error_of(::readlink(path.c_str(), &c, 1));
    };
}

question open_of(std::string path) {
    return [path = std::move(path)] { return error_of(::open(path.c_str(), O_RDONLY | O_CLOEXEC)); };
}

question read_of(std::string path) {
    return [path = std::move(path)] {
        const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        char byte;
        return fd < 0 ? errno : error_of(::read(fd, &byte, 1));
    };
}

question compare_of(pid_t target) {
    return [target] { return error_of(::syscall(SYS_kcmp, target, target, KCMP_VM, 0ul, 0ul)); };
}

question read_memory_of(pid_t target) {
    return [target] { return read_one_byte(target); };
}

}  // namespace whytrace::refusal
