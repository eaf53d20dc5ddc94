// Refusals made by the tests' own hands, and the diagnosis beside the kernel's own answer to a process in the same situation.
// Not here: --reproduce (matrix_test.cpp).
#include "refusal/diagnosis.hpp"
#include "refusal/worlds.hpp"
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <cerrno>
#include <cstring>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace whytrace::test;

namespace {

using setup = std::function<void()>;

/// The kernel's answer to SEIZE, the diagnosis' errno and the truth's are one.
void check_attach(const program_for_all& whytrace, pid_t target, const setup& tracer, const truth& expected) {
    const int kernel = seize_as(target, tracer);
    const diagnosis d = ask({whytrace.path(), "-p", std::to_string(target), "--diagnose", "--json"}, tracer);
    CHECK(faults(d, expected) == "");
    CHECK(std::string(kernel == 0 ? "" : strerrorname_np(kernel)) ==
          (expected.mechanism.empty() ? "" : expected.error));
}

void check_launch(const program_for_all& whytrace, const setup& tracer, const truth& expected) {
    CHECK(faults(ask({whytrace.path(), "--diagnose", "--json"}, tracer), expected) == "");
}

void must_be_root() {
    if (!root()) skip("not root");
}

const setup as_user = [] { become(1000, 1000); };

}  // namespace

TEST_CASE("nothing in the way") {
    const program_for_all whytrace;
    check_launch(whytrace, {}, {""});
    check_launch(whytrace, become_ordinary, {""});
    const sleeper target(become_ordinary);
    check_attach(whytrace, target.pid(), become_ordinary, {""});
}

TEST_CASE("no_new_privs and a missing capability do not matter") {
    const program_for_all whytrace;
    check_launch(whytrace, [] { prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }, {""});
    if (root()) check_launch(whytrace, drop_ptrace_capability_only, {""});
}

TEST_CASE("filters of our own making") {
    const program_for_all whytrace;
    check_launch(whytrace, [] { filter_ptrace(SECCOMP_RET_ERRNO | EPERM); }, {"seccomp"});
    check_launch(whytrace, [] { filter_ptrace(SECCOMP_RET_ERRNO | EACCES); }, {"seccomp", "proved", "EACCES"});
    check_launch(whytrace, [] { filter_ptrace(SECCOMP_RET_TRAP | 7); }, {"seccomp", "proved", ""});
    check_launch(whytrace, [] { filter_ptrace(SECCOMP_RET_KILL_PROCESS); }, {"seccomp", "proved", ""});
    check_launch(whytrace, [] { filter_ptrace(SECCOMP_RET_ERRNO | EPERM, PTRACE_SEIZE); }, {"seccomp"});
    check_launch(whytrace, [] { filter_ptrace(SECCOMP_RET_ERRNO | EPERM, PTRACE_TRACEME); }, {""});
    check_launch(whytrace, [] { filter_ptrace(SECCOMP_RET_LOG); }, {""});
}

TEST_CASE("a filter in front of a process that would refuse as well") {
    const program_for_all whytrace;
    const sleeper closed([] {
        become_ordinary();
        prctl(PR_SET_DUMPABLE, 0);
    });
    check_attach(whytrace, closed.pid(),
                 [] {
                     become_ordinary();
                     filter_ptrace(SECCOMP_RET_ERRNO | EPERM);
                 },
                 {"seccomp", "proved", "EPERM", {"dumpable"}});
}

TEST_CASE("another user's process, with and without more capabilities") {
    must_be_root();
    const program_for_all whytrace;
    const sleeper other([] { become(1001, 1001); });
    check_attach(whytrace, other.pid(), as_user, {"credentials"});
    const sleeper of_root;
    check_attach(whytrace, of_root.pid(), as_user, {"credentials", "proved", "EPERM", {"capabilities"}});
}

TEST_CASE("the same user, another group") {
    must_be_root();
    const program_for_all whytrace;
    const sleeper other([] { become(1000, 1001); });
    check_attach(whytrace, other.pid(), as_user, {"credentials"});
}

TEST_CASE("only the saved user id differs") {
    must_be_root();
    const program_for_all whytrace;
    const sleeper other([] {
        if (setresgid(1000, 1000, 1000) != 0 || setresuid(1000, 1000, 1001) != 0) _exit(1);
        prctl(PR_SET_DUMPABLE, 1);
    });
    check_attach(whytrace, other.pid(), as_user, {"credentials"});
}

TEST_CASE("root of a container: no CAP_SYS_PTRACE, another user's process") {
    must_be_root();
    const program_for_all whytrace;
    const sleeper other([] { become(1001, 1001); });
    check_attach(whytrace, other.pid(), drop_ptrace_capability_only, {"credentials"});
    check_attach(whytrace, other.pid(), {}, {""});
}

TEST_CASE("root without CAP_SYS_PTRACE and root's own process, which has it") {
    must_be_root();
    const program_for_all whytrace;
    const sleeper other;
    check_attach(whytrace, other.pid(), drop_ptrace_capability_only, {"capabilities"});
}

TEST_CASE("a sandboxed tracer, as root and as a user") {
    if (!kernel_has_landlock()) skip("Linux has Landlock since 5.13");
    const program_for_all whytrace;
    const sleeper outside(become_ordinary);
    check_attach(whytrace, outside.pid(),
                 [] {
                     become_ordinary();
                     enter_landlock();
                 },
                 {"landlock", "likely"});
    if (root()) check_attach(whytrace, outside.pid(), enter_landlock, {"landlock", "likely"});
}

TEST_CASE("a process that is traced, by somebody that we see") {
    const program_for_all whytrace;
    const sleeper target(become_ordinary);
    REQUIRE(ptrace(PTRACE_SEIZE, target.pid(), nullptr, nullptr) == 0);
    check_attach(whytrace, target.pid(), become_ordinary, {"already_traced"});
}

TEST_CASE("a traced process of another user: the ids come first") {
    must_be_root();
    const program_for_all whytrace;
    const sleeper target([] { become(1001, 1001); });
    REQUIRE(ptrace(PTRACE_SEIZE, target.pid(), nullptr, nullptr) == 0);
    check_attach(whytrace, target.pid(), as_user, {"credentials", "proved", "EPERM", {"already_traced"}});
}

TEST_CASE("a zombie, of our own user and of another") {
    const program_for_all whytrace;
    const auto die = [](const sleeper& s) {
        kill(s.pid(), SIGKILL);
        siginfo_t info;
        REQUIRE(waitid(P_PID, static_cast<id_t>(s.pid()), &info, WEXITED | WNOWAIT) == 0);
    };
    const sleeper ours(become_ordinary);
    die(ours);
    check_attach(whytrace, ours.pid(), become_ordinary, {"zombie"});
    if (!root()) return;
    const sleeper other([] { become(1001, 1001); });
    die(other);
    check_attach(whytrace, other.pid(), as_user, {"credentials", "proved", "EPERM", {"zombie"}});
}

TEST_CASE("a user namespace around the tracer, or around the target") {
    const program_for_all whytrace;
    const setup inside = [] {
        become_ordinary();
        if (unshare(CLONE_NEWUSER) != 0) _exit(123);
    };
    const sleeper outside(become_ordinary);
    if (seize_as(outside.pid(), inside) == 123) skip("user namespaces are not allowed here");
    check_attach(whytrace, outside.pid(), inside, {"user_namespace"});
    // Its maker's namespace is open to its maker.
    const sleeper in_its_own(inside);
    check_attach(whytrace, in_its_own.pid(), become_ordinary, {""});
}

TEST_CASE("a program that its user may not read: its child, and whytrace itself") {
    const program_for_all whytrace;
    REQUIRE(chmod(whytrace.path().c_str(), 0711) == 0);
    if (!root()) skip("the owner may read it all the same");
    check_launch(whytrace, become_ordinary, {"dumpable"});
}

TEST_CASE("a thread of a kernel, nobody, ourselves") {
    const program_for_all whytrace;
    if (kernel_threads_are_seen()) check_attach(whytrace, 2, {}, {"kernel_thread"});
    check_attach(whytrace, 0x3ffffe, {}, {"no_such_process", "proved", "ESRCH"});
}

TEST_CASE("the number that a process has in its container, asked from outside") {
    must_be_root();
    const program_for_all whytrace;
    const sleeper container([] {
        if (unshare(CLONE_NEWPID) != 0) _exit(1);
        const pid_t first = fork();
        if (first < 0) _exit(1);
        if (first > 0) return;
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        // The namespace's numbers go up with each fork: to one that nobody has outside.
        for (int i = 0; i < 300; ++i) {
            const pid_t passing = fork();
            if (passing == 0) _exit(0);
            waitpid(passing, nullptr, 0);
        }
        for (int i = 0; i < 20; ++i)
            if (const pid_t last = fork(); last == 0) {
                prctl(PR_SET_PDEATHSIG, SIGKILL);
                while (true) pause();
            }
        while (true) pause();
    });
    eventually("the processes of the namespace", [&] {
        const auto first = children_of(container.pid());
        return first.size() == 1 && children_of(first.front()).size() == 20;
    });
    for (pid_t inside = 302; inside <= 321; ++inside) {
        if (kill(inside, 0) == 0 || errno == EPERM) continue;  // somebody has that number out here
        const diagnosis d = ask({whytrace.path(), "-p", std::to_string(inside), "--diagnose", "--json"});
        CHECK(faults(d, {"pid_namespace", "likely", "ESRCH"}) == "");
        return;
    }
    skip("all small numbers are taken on this machine");
}
