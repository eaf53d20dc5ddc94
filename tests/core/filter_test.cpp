// The seccomp filter that whytrace uses by itself: the trace is the same, the program is not harmed, and nobody is left without a tracer.
// Not here: the filter's code (unit/trace/syscall_filter_test.cpp), its speed (bench).
// The hard part: what must be seen is mostly what happens after whytrace has said its last word.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <sys/stat.h>
#include <unistd.h>

using namespace whytrace::test;

namespace {

const std::string status_line = "grep -h -e ^Seccomp: -e ^NoNewPrivs: /proc/self/status";

void need_root() {
    if (geteuid() != 0) skip("not root: there is no filter by itself");
}

}  // namespace

TEST_CASE("a filter is there where it does no harm, and --debug says why not") {
    need_root();
    const auto seen = [](lines options, bool as_user = false) {
        options.insert(options.end(), {"-o", "/dev/null", "sh", "-c", status_line});
        return run(program{.argv = tracer(options), .before_exec = as_user ? drop_privileges : std::function<void()>{}})
            .out;
    };
    const std::string with = "NoNewPrivs:\t0\nSeccomp:\t2\n", without = "NoNewPrivs:\t0\nSeccomp:\t0\n";
    CHECK(seen({"-e", "trace=openat"}) == with);
    CHECK(seen({"-f", "-e", "trace=openat"}) == with);
    CHECK(seen({"-f", "-e", "trace=!openat"}) == with);
    CHECK(seen({"-f"}) == without);
    CHECK(seen({"-f", "--seccomp-bpf=off", "-e", "trace=openat"}) == without);
    CHECK(seen({"-D", "-e", "trace=openat"}) == without);
    CHECK(seen({"-D", "-e", "trace=openat", "--seccomp-bpf"}) == with);
    CHECK(seen({"-f", "-e", "trace=openat"}, true) == without);
    CHECK(seen({"-f", "-e", "trace=openat", "--seccomp-bpf"}, true) == "NoNewPrivs:\t1\nSeccomp:\t2\n");
    const auto said = [](lines options) {
        options.insert(options.end(), {"-d", "-o", "/dev/null", "true"});
        return split_lines(run(tracer(options)).err).at(0);
    };
    CHECK(like("* seccomp filter: the calls that are wanted are a part of all calls", said({"-e", "trace=openat"})));
    CHECK(like("* no seccomp filter: every call is wanted", said({})));
    CHECK(like("* no seccomp filter: --traceme*", said({"--traceme", "-e", "trace=openat"})));
}

TEST_CASE("the trace is the same with a filter and without") {
    need_root();
    const auto text = [](lines options, const lines& command) {
        const scratch here;
        options.insert(options.end(), {"-a1", "-o", here.path("trace")});
        options.insert(options.end(), command.begin(), command.end());
        CHECK(run(tracer(options)).ending == "exited with 0");
        lines shown;  // names: ids and addresses change from run to run, and so does the place of SIGCHLD
        for (const std::string& line : split_lines(read_file(here.path("trace"))))
            shown.push_back(line.substr(0, line.find_first_of("(0123456789")));
        std::sort(shown.begin(), shown.end());
        return shown;
    };
    for (const std::string set :
         {"openat", "execve,exit_group", "%file", "!openat,read", "%process", "none", "fork,vfork,clone,clone3"})
        for (const lines& command : {lines{"sh", "-c", "/bin/true"}, lines{"ls", "/"}}) {
            INFO(set << ' ' << command[0]);
            CHECK(text({"-e", "trace=" + set}, command) == text({"--seccomp-bpf=off", "-e", "trace=" + set}, command));
        }
}

TEST_CASE("with a filter, the calls by which a program would find itself pinned are not seen, so it is not pinned") {
    need_root();
    const lines command{"grep", "Cpus_allowed", "/proc/self/status"};
    lines traced{"-e", "trace=execve", "-o", "/dev/null"};
    traced.insert(traced.end(), command.begin(), command.end());
    CHECK(run(tracer(traced)).out == run(command).out);
}

TEST_CASE("a child with CLONE_UNTRACED is served, and not shown") {
    need_root();
    CHECK(surprises("exited with 0", {"-etrace=close,exit_group"}, {tracee("clone_untraced"), "served"}) == "");
}

TEST_CASE("a program with a filter of its own") {
    for (const std::string mode : {"errno", "trace"})
        for (const std::string option : {"--seccomp-bpf=auto", "--seccomp-bpf=off"}) {
            INFO(mode << ' ' << option);
            CHECK(surprises("exited with 0", {option, "-etrace=close,getppid"}, {tracee("filters"), mode}) == "");
        }
}

TEST_CASE("a daemon that the program leaves behind works on, and whytrace does not keep its caller waiting") {
    need_root();
    const scratch here;
    REQUIRE(mkfifo(here.path("fifo").c_str(), 0600) == 0);
    process p(program{.argv = tracer({"-e", "trace=execve", "-o", here.path("trace"), "sh", "-c",
                                      "cat " + here.path("fifo") + " >" + here.path("said") +
                                          " 2>/dev/null </dev/null & echo $!; exit 7"})});
    const pid_t daemon = std::stoi(p.until_out("\n"));
    CHECK(p.finish() == "exited with 7");
    CHECK(read_file(here.path("trace")).find("+++ exited with 7 +++") != std::string::npos);
    CHECK(state_of(daemon) != 0);
    const pid_t server = tracer_of(daemon);
    CHECK(server != 0);
    std::FILE* fifo = std::fopen(here.path("fifo").c_str(), "w");
    std::fputs("hello", fifo);
    std::fclose(fifo);
    eventually("the daemon does not end", [&] { return state_of(daemon) == 0 || state_of(daemon) == 'Z'; });
    CHECK(read_file(here.path("said")) == "hello");
    eventually("the server does not end", [&] { return state_of(server) == 0 || state_of(server) == 'Z'; });
}

TEST_CASE("who carries a filter dies with a tracer that is killed, and is served when it is told to end") {
    need_root();
    for (const std::string follow : {"-f", "-s32"})
        for (const int signal : {SIGKILL, SIGTERM}) {
            INFO(follow << ' ' << signal);
            process p(program{.argv = tracer({follow, "-I1", "-e", "trace=execve", tracee("affinity"), "busy"})});
            p.until_out("ready\n");
            pid_t target = children_of(p.pid()).at(0);
            if (!children_of(target).empty()) target = children_of(target).at(0);  // behind the front
            p.send(signal);
            if (signal == SIGKILL) {
                eventually("it lives on", [&] { return state_of(target) == 0 || state_of(target) == 'Z'; });
                CHECK(p.finish() == "killed by SIGKILL");
                continue;
            }
            p.until_err(" detached\n");
            p.close_input();
            eventually("it has not ended well", [&] {
                p.wait();
                return p.out().find("last ") != std::string::npos;
            });
            CHECK(p.finish() == "killed by SIGTERM");
        }
}

TEST_CASE("children that ask for no tracer keep one, since their calls would fail") {
    need_root();
    const std::string untraced = run({tracee("affinity"), "look"}).out;
    CHECK(run(tracer({"-f", "-e", "trace=execve", "-o", "/dev/null", tracee("affinity"), "look"})).out == untraced);
    CHECK(run(tracer({"-e", "trace=execve", "-o", "/dev/null", tracee("affinity"), "look"})).out == untraced);
}
