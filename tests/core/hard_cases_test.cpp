// The hard cases of tracing, on programs that are launched: each tracee prints what the trace must say about it.
// Not here: the hard cases of attaching (attach_test.cpp), of a tracer that is told to end (end_test.cpp), of special
// tracers (places_test.cpp).
// Nothing hard here; each tracee says what is hard about it.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <filesystem>

using namespace whytrace::test;

namespace {

const std::string calls = "-etrace=close,execve,exit,exit_group,read";

}  // namespace

TEST_CASE("exec from a thread that is not the leader, while the leader is in a call", "[hard][registers][traceme]") {
    CHECK(surprises("exited with 7", {calls}, {tracee("exec_thread"), "blocked"}) == "");
}

TEST_CASE("exec from a thread that is not the leader, after the leader has exited", "[hard][registers][traceme]") {
    CHECK(surprises("exited with 7", {calls}, {tracee("exec_thread"), "exited"}) == "");
}

TEST_CASE("exec from a thread that is not traced", "[hard][registers][traceme]") {
    // Without -f only the leader is traced, and the thread that takes its place is not.
    const result r = run(tracer({calls, tracee("exec_thread"), "blocked"}));
    CHECK(r.ending == "exited with 7");
    CHECK(missing(split_lines(squeeze(r.err)),
                  {"execve(*) = 0", "read(*, <unfinished ...>) = ?", "+++ exited with 7 +++"}) == "");
}

TEST_CASE("first stop of a child before the clone event of its parent", "[hard][registers][traceme]") {
    CHECK(surprises("exited with 0", {calls}, {tracee("clone_storm")}) == "");
}

TEST_CASE("leader exits before its threads", "[hard][registers][traceme]") {
    CHECK(surprises("exited with 7", {calls}, {tracee("leader_exits")}) == "");
}

TEST_CASE("SIGKILL between a stop and the next request", "[hard][registers][traceme]") {
    CHECK(surprises("killed by SIGKILL", {}, {tracee("killed")}) == "");
}

TEST_CASE("SIGKILL to a child before the clone event of its parent", "[hard][registers][traceme]") {
    CHECK(surprises("killed by SIGKILL", {calls}, {tracee("killed"), "at birth"}) == "");
}

TEST_CASE("vfork parent waiting", "[hard][registers][traceme]") {
    const traced_run r = trace({calls}, {tracee("vfork_wait")});
    CHECK(r.program.ending == "exited with 0");
    CHECK(r.program.err == "");
    // Its first line says who the parent is; what follows is expected of the trace.
    CHECK(r.trace.differs_from(r.program.out.substr(r.program.out.find('\n') + 1)) == "");
}

TEST_CASE("CLONE_UNTRACED", "[hard][registers][traceme]") {
    // Who carries a filter of ours cannot do without a tracer (core/filter_test.cpp).
    CHECK(surprises("exited with 0", {"--seccomp-bpf=off", calls}, {tracee("clone_untraced")}) == "");
}

TEST_CASE("tracee that traces its own child", "[hard][registers][traceme]") {
    SECTION("which the outer tracer does not follow") {
        const result r = run(tracer({calls, tracee("nested")}));
        CHECK(r.ending == "exited with 0");
        CHECK(missing(split_lines(squeeze(r.err)),
                      {"close(1001) = -1 EBADF (Bad file descriptor)", "+++ exited with 0 +++"}) == "");
    }
    SECTION("which the outer tracer follows, so that it has its tracer already") {
        CHECK(surprises("exited with 0", {calls}, {tracee("nested"), "followed"}) == "");
    }
    SECTION("tracer under tracer") {
        std::vector<std::string> inner = tracer({"-o", "/dev/null", tracee("leader_exits")});
        inner.insert(inner.begin(), {"-o", "/dev/null"});
        CHECK(run(tracer(inner)).ending == "exited with 7");
    }
}

#ifdef __x86_64__
TEST_CASE("int 0x80 from a 64-bit program", "[hard][registers][traceme]") {
    CHECK(surprises("exited with 0", {calls}, {tracee("int80")}) == "");
    // The mode is said whenever it changes, in the trace itself; -o with a program implies -q, which leaves that out.
    // Of calls that are not wanted, too, so without a filter.
    const result r = run(tracer({"--seccomp-bpf=off", "-e", "trace=close", tracee("int80")}));
    CHECK(missing(split_lines(squeeze(r.err)),
                  {"close(1001) = *", "[ Process PID=* runs in 32 bit mode. ]", "close(1002) = *",
                   "[ Process PID=* runs in 64 bit mode. ]", "[ Process PID=* runs in 32 bit mode. ]",
                   "close(1003) = *", "[ Process PID=* runs in 64 bit mode. ]", "close(1004) = *"}) == "");
}
#endif

TEST_CASE("32-bit program", "[hard][registers][traceme]") {
    const std::string program = tracee("thirty_two");
    if (!std::filesystem::exists(program))
        skip("no compiler for 32-bit programs was there (g++-i686-linux-gnu) when this was built");
    CHECK(surprises("exited with 9", {calls}, {program}) == "");
    CHECK(surprises("exited with 7", {calls}, {program, tracee("leader_exits")}) == "");  // back to 64 bits by execve
    const result r = run(tracer({calls, program, tracee("leader_exits")}));
    CHECK(missing(split_lines(squeeze(r.err)), {"execve(*) = 0", "[ Process PID=* runs in 32 bit mode. ]",
                                                "close(1001) = -1 EBADF (Bad file descriptor)", "execve(*) = 0",
                                                "[ Process PID=* runs in 64 bit mode. ]", "exit(3) = ?"}) == "");
}
