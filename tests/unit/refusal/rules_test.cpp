// The rules of the diagnosis over made-up facts and answers: what this kernel cannot show (Yama, modules with labels) and what it can, each once.
// Not here: real refusals (tests/refusal).
// The hard part: a case must be whole, since every rule speaks in every case.
#include "refusal/rules.hpp"
#include "support/catch.hpp"

#include <cerrno>
#include <linux/ptrace.h>

using namespace whytrace::refusal;

namespace {

/// An ordinary user on an ordinary kernel, tracing process 200 of the same user, which works.
struct scene {
    facts f;
    answers a;

    scene() {
        f.self.pid = f.self.tgid = 100;
        f.self.uid = f.self.gid = {1000, 1000, 1000, 1000};
        f.self.seccomp = 0;
        f.self.ns_pids = {100};
        f.self.uid_map = "0 0 4294967295";
        f.system.proc = true;
        f.system.modules = "capability,yama";
        f.asked = 200;
        f.target = f.self;
        f.target->pid = f.target->tgid = 200;
        f.target->state = 'S';
        f.target->directory = f.target->files = ownership{1000, 1000};
        a.requests.push_back({"PTRACE_SEIZE", PTRACE_SEIZE, returned(ESRCH), {filter_verdict::allows, 0, {}}});
        a.yama = returned(EINVAL);
        a.landlock_layers = returned(16);
        a.trace_me = a.seize_child = a.seize = a.exists = a.read_exe = a.compare = a.open_mem = a.open_syscall =
            a.read_syscall = returned(0);
        a.read_memory = returned(EFAULT);
    }
    void read_and_attach_denied(int error) {
        a.seize = returned(error);
        a.read_exe = returned(EACCES);
        a.compare = a.read_memory = a.read_syscall = returned(EPERM);
        a.open_mem = returned(EACCES);
    }
    void attach_denied(int error) {
        a.seize = returned(error);
        a.read_memory = returned(EPERM);
        a.open_mem = returned(EACCES);
    }
    finding found() const { return explain({f, a}); }
};

bool names(const std::vector<judged>& all, mechanism who) {
    for (const judged& j : all)
        if (j.who == who) return true;
    return false;
}

}  // namespace

TEST_CASE("nothing objects") {
    const finding f = scene{}.found();
    CHECK(f.verdict == verdict::allowed);
    CHECK_FALSE(f.who);
    CHECK(f.contributing.empty());
}

TEST_CASE("a filter's errno is proved by the oracle, and nothing behind it is ruled out for it") {
    scene s;
    s.f.self.seccomp = 2;
    s.a.requests[0].plain = returned(EPERM);
    s.a.requests[0].filters = {filter_verdict::fails, EPERM, {}};
    s.a.seize = returned(EPERM);
    const finding f = s.found();
    CHECK(f.who == mechanism::seccomp);
    CHECK(f.confidence == confidence::proved);
    CHECK(f.predicted == f.error);
    CHECK(names(f.ruled_out, mechanism::credentials));
}

TEST_CASE("a filter that pretends success does not make it allowed") {
    scene s;
    s.f.self.seccomp = 2;
    s.a.requests[0].plain = returned(pretended);
    s.a.requests[0].filters = {filter_verdict::fails, 0, {}};
    CHECK(s.found().verdict == verdict::refused);
    CHECK(s.found().who == mechanism::seccomp);
}

TEST_CASE("Yama 1: READ passes, ATTACH does not, and the target is no descendant") {
    scene s;
    s.f.system.yama_scope = 1;
    s.a.yama = returned(0);
    s.attach_denied(EPERM);
    const finding f = s.found();
    CHECK(f.who == mechanism::yama);
    CHECK(f.confidence == confidence::proved);
    CHECK(names(f.ruled_out, mechanism::capabilities));
}

TEST_CASE("Yama 1 lets children, descendants and capable tracers through") {
    scene s;
    s.f.system.yama_scope = 1;
    SECTION("a descendant") { s.f.descendant = true; }
    SECTION("the capability") { s.f.self.caps.effective = 1ull << cap_sys_ptrace; }
    SECTION("a child") { s.f.asked = 0, s.f.target.reset(); }
    CHECK(names(s.found().ruled_out, mechanism::yama));
}

TEST_CASE("Yama 2 and 3 refuse a child too, 3 even with the capability") {
    scene s;
    s.f.asked = 0;
    s.f.target.reset();
    s.a.trace_me = s.a.seize_child = returned(EPERM);
    SECTION("2") { s.f.system.yama_scope = 2; }
    SECTION("3") {
        s.f.system.yama_scope = 3;
        s.f.self.caps.effective = 1ull << cap_sys_ptrace;
    }
    CHECK(s.found().who == mechanism::yama);
}

TEST_CASE("other ids come first, more capabilities would refuse next") {
    scene s;
    s.f.target->uid = s.f.target->gid = {0, 0, 0, 0};
    s.f.target->caps.permitted = ~0ull;
    s.read_and_attach_denied(EPERM);
    const finding f = s.found();
    CHECK(f.who == mechanism::credentials);
    CHECK(names(f.contributing, mechanism::capabilities));
}

TEST_CASE("the files of a process that is not dumpable belong to root") {
    scene s;
    s.f.target->files = ownership{0, 0};
    s.read_and_attach_denied(EPERM);
    CHECK(s.found().who == mechanism::dumpable);
}

TEST_CASE("a capability counts in its own user namespace only") {
    scene s;
    s.f.self.caps.effective = s.f.self.caps.permitted = ~0ull;
    s.f.self.uid_map = "0 1000 1";
    s.read_and_attach_denied(EPERM);
    CHECK(s.found().who == mechanism::user_namespace);
}

TEST_CASE("in a Landlock domain, with everything else clean") {
    scene s;
    s.a.landlock_layers = returned(14);
    s.read_and_attach_denied(EPERM);
    const finding f = s.found();
    CHECK(f.who == mechanism::landlock);
    CHECK(f.confidence == confidence::likely);
}

TEST_CASE("EACCES comes from a module with labels only") {
    scene s;
    s.attach_denied(EACCES);
    SECTION("AppArmor") {
        s.f.self.label = "docker-default (enforce)";
        CHECK(s.found().who == mechanism::apparmor);
        CHECK(s.found().predicted == EACCES);
    }
    SECTION("SELinux") {
        s.f.self.label = "system_u:system_r:container_t:s0:c1,c2";
        s.f.system.selinux_deny_ptrace = true;
        CHECK(s.found().who == mechanism::selinux);
    }
    SECTION("neither: it is said that nothing was recognised") { CHECK(s.found().who == mechanism::unknown); }
}

TEST_CASE("a tracer that is seen, and one outside our pid namespace") {
    scene s;
    s.a.seize = returned(EPERM);
    SECTION("seen") { s.f.target->tracer = 7; }
    SECTION("not seen: the access check passed") {}
    CHECK(s.found().who == mechanism::already_traced);
}

TEST_CASE("what the target is decides before who may") {
    scene s;
    s.a.seize = returned(EPERM);
    SECTION("a kernel thread") {
        s.f.target->kernel_thread = true;
        CHECK(s.found().who == mechanism::kernel_thread);
    }
    SECTION("a zombie") {
        s.f.target->state = 'Z';
        CHECK(s.found().who == mechanism::zombie);
    }
    SECTION("ourselves") {
        s.f.target->tgid = 100;
        CHECK(s.found().who == mechanism::self);
    }
    SECTION("nobody") {
        s.f.target.reset();
        s.a.seize = s.a.exists = returned(ESRCH);
        CHECK(s.found().who == mechanism::no_such_process);
    }
    SECTION("somebody whom only /proc knows") {
        s.a.seize = s.a.exists = returned(ESRCH);
        CHECK(s.found().who == mechanism::pid_namespace);
    }
}

TEST_CASE("the prediction is compared with the answer") {
    scene s;
    s.f.target->uid = {0, 0, 0, 0};
    s.read_and_attach_denied(EACCES);
    const finding f = s.found();
    CHECK(f.predicted == EPERM);
    CHECK(f.error == EACCES);
}
