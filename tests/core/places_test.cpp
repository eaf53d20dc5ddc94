// The tracer in special places: as PID 1 of a container, without privileges, where ptrace is refused.
// Not here: the full diagnosis of a refusal.
// The hard part: PID 1. Orphans come to it that it never traced, and signals to itself without a handler do nothing.
#include "support/attached.hpp"
#include "support/catch.hpp"
#include "support/side_by_side.hpp"

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <iterator>
#include <linux/filter.h>
#include <linux/ptrace.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace whytrace::test;

namespace {

/// The tracer as PID 1 of a PID namespace with its own /proc.
result run_as_init(std::vector<std::string> arguments) {
    std::vector<std::string> argv = tracer(std::move(arguments));
    argv.insert(argv.begin(), {"unshare", "--pid", "--fork", "--mount-proc", "--kill-child"});
    return run(argv);
}

bool may_make_namespaces() {
    return run({"unshare", "--pid", "--fork", "--mount-proc", "true"}).ending == "exited with 0";
}

/// Runs the tracer as a user without any rights, from a copy that such a user can reach.
struct for_anybody {
    program as_nobody(std::vector<std::string> arguments) const {
        std::vector<std::string> argv = tracer(std::move(arguments));
        argv[0] = the_tracer;
        return {.argv = argv, .before_exec = drop_privileges};
    }
    scratch here;
    std::string the_tracer = here.copy(tracer_file());
};

/// As before Linux 5.3, and in some sandboxes: PTRACE_GET_SYSCALL_INFO is EIO.
void take_syscall_info() {
    sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ptrace, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PTRACE_GET_SYSCALL_INFO, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EIO),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{std::size(code), code};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        _exit(124);
}

}  // namespace

TEST_CASE("the program, but not the tracer, is in a new PID namespace: unshare -p", "[registers][traceme]") {
    if (!may_make_namespaces()) skip("no privilege for a namespace");
    words argv = tracer({"-e", "trace=exit_group", "-e", "signal=none", "true"});
    argv.insert(argv.begin(), {"unshare", "--pid"});
    const result r = run(argv);
    CHECK(r.ending == "exited with 0");
    CHECK(squeeze(r.err) == "exit_group(0) = ?\n+++ exited with 0 +++\n");
}

TEST_CASE("where the kernel does not say what a stop is") {
    const scratch here;
    const std::string file = here.path("trace");
    for (const char* name : {"clone_storm", "job_control", "leader_exits", "killed"}) {
        INFO(name);
        const result r = run({.argv = tracer({"-f", "-o", file, tracee(name)}), .before_exec = take_syscall_info});
        CHECK(r.err == "");
        CHECK(trace_text(read_file(file)).differs_from(r.out) == "");
    }
    // A call by the program's filter, a signal's address, a call that is changed: each asks for registers on a path of its own.
    const words sampled = {"-i", "-e", "trace=kill,unlinkat", "-e", "inject=unlinkat:error=EPERM",
                           "-o", file, tracee("sampler")};
    const auto shown = [&](std::function<void()> kernel) {
        CHECK(run({.argv = tracer(sampled), .before_exec = std::move(kernel)}).ending == "exited with 0");
        return normalised(read_file(file), "");
    };
    CHECK(difference(shown({}), shown(take_syscall_info)) == "");
    CHECK(shown(take_syscall_info).find("--- SIGUSR1") != std::string::npos);
}

TEST_CASE("as PID 1 of a container", "[hard][registers][traceme]") {
    if (!may_make_namespaces()) skip("no privilege to make a PID namespace");
    const scratch here;
    const std::string file = here.path("trace");
    SECTION("exit codes, and fatal signals as 128 + n") {
        CHECK(run_as_init({"-o", file, "sh", "-c", "exit 3"}).ending == "exited with 3");
        CHECK(run_as_init({"-o", file, "sh", "-c", "kill -TERM $$"}).ending == "exited with 143");
        CHECK(run_as_init({"-o", file, "sh", "-c", "kill -KILL $$"}).ending == "exited with 137");
        CHECK(run_as_init({"-o", file, tracee("fatal"), "segv"}).ending == "exited with 139");
        CHECK(read_file(file).find("+++ killed by SIGSEGV") != std::string::npos);
    }
    SECTION("orphans that are followed: the trace lasts until the last one has ended") {
        const result r = run_as_init({"-f", "-o", file, tracee("orphans")});
        CHECK(r.ending == "exited with 5");
        CHECK(r.err == "");
        CHECK(trace_text(read_file(file)).differs_from(r.out) == "");
        CHECK(trace_text(read_file(file)).count("+++ exited with 0 +++") == 10);
    }
    SECTION("orphans that are not followed come out of its wait") {
        const result r = run_as_init({"-o", file, tracee("orphans")});
        CHECK(r.ending == "exited with 5");
        CHECK(r.err == "");
        CHECK(trace_text(read_file(file)).count("+++ exited with 5 +++") == 1);
    }
    SECTION("the hard cases of others") {
        for (const char* name : {"clone_storm", "leader_exits", "killed"}) {
            const result r = run_as_init({"-f", "-o", file, tracee(name)});
            CHECK(r.err == "");
            CHECK(trace_text(read_file(file)).differs_from(r.out) == "");
        }
    }
    SECTION("a fatal signal from outside") {
        std::vector<std::string> argv = tracer({"-I2", "-o", file, tracee("blocked"), "read"});
        argv.insert(argv.begin(), {"unshare", "--pid", "--fork", "--mount-proc", "--kill-child"});
        process p(program{.argv = argv});
        p.until_out("ready\n");
        p.until([&] { return read_file(file).find("read(0, ") != std::string::npos; });
        const std::vector<pid_t> children = children_of(p.pid());
        REQUIRE(children.size() == 1);
        kill(children[0], SIGTERM);
        CHECK(p.finish() == "exited with 143");
    }
}

TEST_CASE("without privileges", "[hard][registers][traceme]") {
    const for_anybody all;
    const std::string program_copy = all.here.copy(tracee("clone_storm")), blocked = all.here.copy(tracee("blocked")),
                      file = all.here.path("trace");
    SECTION("a program of one's own") {
        const result r = run(all.as_nobody({"-f", "-o", file, program_copy}));
        CHECK(r.ending == "exited with 0");
        CHECK(r.err == "");
        CHECK(trace_text(read_file(file)).differs_from(r.out) == "");
    }
    SECTION("a process of one's own") {
        process p(program{.argv = {blocked, "read"}, .before_exec = drop_privileges});
        p.until_out("ready\n");
        process t(all.as_nobody({"-f", "-o", file, "-p", std::to_string(p.pid())}));
        t.until([&] { return read_file(file).find("read(0, ") != std::string::npos; });
        p.write("x");
        CHECK(p.finish() == "exited with 0");
        CHECK(t.finish() == "exited with 0");
        CHECK(trace_text(read_file(file)).differs_from(p.out().substr(p.out().find('\n') + 1)) == "");
    }
    SECTION("a process of somebody else's is refused, in strace's words first") {
        if (getuid() != 0) skip("there is nobody else: not root");
        process p(program{.argv = {blocked, "read"}});
        p.until_out("ready\n");
        const result r = run(all.as_nobody({"-p", std::to_string(p.pid())}));
        CHECK(r.ending == "exited with 1");
        CHECK(r.err.starts_with(all.the_tracer + ": attach: ptrace(PTRACE_SEIZE, " + std::to_string(p.pid()) +
                                "): Operation not permitted\n"));
        CHECK(left_alone(p.pid()));
    }
}

TEST_CASE("a process that is traced already is refused, and says by whom") {
    process p(program{.argv = {tracee("blocked"), "read"}});
    p.until_out("ready\n");
    attached first(p.pid());
    first.until("read(0, ");
    const std::string pid = std::to_string(p.pid());
    const result r = run(tracer({"-p", pid}));
    CHECK(r.ending == "exited with 1");
    CHECK(r.err.starts_with(tracer_name() + ": attach: ptrace(PTRACE_SEIZE, " + pid + "): Operation not permitted\n"));
    CHECK(r.err.find(std::to_string(first.tracer().pid())) != std::string::npos);
    p.write("x");
    CHECK(p.finish() == "exited with 0");
}
