// Attaching to running processes and letting them go: the hard cases, and what -p takes.
// Not here: refused attaches with their messages (bad_input_test.cpp), the process of 50 threads (busy_test.cpp).
// The hard part: to know that a task is blocked. /proc says which call it sleeps in.
#include "support/attached.hpp"
#include "support/catch.hpp"

#include <csignal>
#include <sys/syscall.h>

using namespace whytrace::test;

namespace {

/// The tracee "blocked" in one of its ways, asleep in its call.
struct blocked : process {
    blocked(const std::string& way, long nr) : process(program{.argv = {tracee("blocked"), way}}) {
        until_out("ready\n");
        eventually("it sleeps in its call", [&] { return sleeps_in(pid(), nr); });
    }
};

/// Attaches to the tracee in its blocked call, which the trace must show as `call`, lets it go on, and compares.
std::string surprises_when_attached(process& p, const std::string& call) {
    attached a(p.pid());
    a.until(call);
    p.write("x");
    std::string text;
    if (const std::string how = p.finish(); how != "exited with 0") text += "the tracee " + how + ": " + p.err();
    if (const std::string how = a.tracer().finish(); how != "exited with 0") text += "the tracer " + how + '\n';
    text += missing(a.trace().of(p.pid()), {call + '*'});
    return text + a.trace().differs_from(p.out().substr(p.out().find('\n') + 1));
}

/// A task that was let go wakes up to stop again by itself: ptrace(2), "Detaching".
bool still_stopped(pid_t pid) {
    eventually("it is stopped again", [&] { return state_of(pid) == 'T'; });
    return tracer_of(pid) == 0;
}

}  // namespace

TEST_CASE("attach into a blocked call: read", "[hard][registers]") {
    blocked p("read", SYS_read);
    CHECK(surprises_when_attached(p, "read(0, ") == "");
}

TEST_CASE("attach into a blocked call: nanosleep goes on as restart_syscall", "[hard][registers]") {
    blocked p("sleep", SYS_clock_nanosleep);
    CHECK(surprises_when_attached(p, "restart_syscall(<... resuming interrupted ") == "");
}

TEST_CASE("attach into a blocked call: poll with a time limit", "[hard][registers]") {
    blocked p("poll", SYS_ppoll);
    CHECK(surprises_when_attached(p, "ppoll([{fd=0, events=POLLIN}], 1, ") == "");
}

TEST_CASE("attach into a blocked call: futex", "[hard][registers]") {
    blocked p("futex", SYS_futex);
    CHECK(surprises_when_attached(p, "futex(0x") == "");
}

TEST_CASE("attach into a blocked call: futex with a time limit", "[hard][registers]") {
    blocked p("futex_timeout", SYS_futex);
    CHECK(surprises_when_attached(p, "restart_syscall(<... resuming interrupted ") == "");
}

TEST_CASE("attach to a vfork parent that waits for its child", "[hard][registers]") {
    process p(program{.argv = {tracee("vfork_wait"), "hold"}});
    p.until_out("parent\n");
    eventually("the child waits for the driver", [&] {
        const std::vector<pid_t> children = children_of(p.pid());
        return !children.empty() && sleeps_in(children[0], SYS_read);
    });
    SECTION("the trace begins when the child has let it go") {
        attached a(p.pid());
        p.write("x");
        CHECK(p.finish() == "exited with 0");
        CHECK(a.tracer().finish() == "exited with 0");
        CHECK(missing(a.trace().of(p.pid()), {"close(1002) = *", "close(1005) = *", "+++ exited with 0 +++"}) == "");
    }
    SECTION("two fatal signals end the tracer though it cannot be stopped") {
        attached a(p.pid());
        a.tracer().send(SIGINT);
        a.tracer().send(SIGTERM);
        const std::string how = a.tracer().finish();
        CHECK((how == "killed by SIGINT" || how == "killed by SIGTERM"));
        CHECK(left_alone(p.pid()));
        p.write("x");
        CHECK(p.finish() == "exited with 0");
    }
}

TEST_CASE("attach to a process whose leader has exited", "[hard][registers]") {
    process p(program{.argv = {tracee("leader_exits"), "wait"}});
    const pid_t thread = std::stoi(p.until_out(" thread\n"));
    eventually("its thread waits for the driver", [&] { return sleeps_in(thread, SYS_read); });
    const scratch here;
    process tracer_run(program{.argv = tracer({"-f", "-o", here.path("trace"), "-p", std::to_string(p.pid())})});
    tracer_run.until([&] { return read_file(here.path("trace")).find("read(0, ") != std::string::npos; });
    p.write("x");
    CHECK(p.finish() == "exited with 7");
    CHECK(tracer_run.finish() == "exited with 0");
    lines expected = split_lines(p.out());
    std::erase_if(expected,
                  [&](const std::string& line) { return !line.starts_with(std::to_string(thread) + " close"); });
    CHECK(expected.size() == 50);
    CHECK(trace_text(read_file(here.path("trace"))).count("close(1*) = -1 EBADF (Bad file descriptor)") == 50);
}

TEST_CASE("target stopped when attached", "[hard][registers]") {
    blocked p("read", SYS_read);
    p.send(SIGSTOP);
    eventually("it is stopped", [&] { return state_of(p.pid()) == 'T'; });
    attached a(p.pid());
    a.until("--- stopped by SIGSTOP ---");
    SECTION("and still stopped after detach") {
        CHECK(a.interrupt() == "killed by SIGINT");
        CHECK(still_stopped(p.pid()));
        p.send(SIGCONT);
    }
    SECTION("goes on with SIGCONT while traced") {
        p.send(SIGCONT);
        a.until("read(0, ");
        CHECK(missing(a.trace().of(p.pid()),
                      {"--- stopped by SIGSTOP ---", "--- SIGCONT {si_signo=SIGCONT, *} ---", "read(0, *"}) == "");
        CHECK(a.interrupt() == "killed by SIGINT");
        CHECK(left_alone(p.pid()));
    }
    SECTION("stopped again while traced, and still stopped after detach") {
        p.send(SIGCONT);
        a.until("read(0, ");
        p.send(SIGTSTP);
        a.until("--- stopped by SIGTSTP ---");
        CHECK(a.interrupt() == "killed by SIGINT");
        CHECK(still_stopped(p.pid()));
        p.send(SIGCONT);
    }
    p.write("x");
    CHECK(p.finish() == "exited with 0");
}

TEST_CASE("detach in the middle of a call", "[registers]") {
    blocked p("read", SYS_read);
    {
        attached a(p.pid());
        a.until("read(0, ");
        CHECK(a.interrupt() == "killed by SIGINT");
        CHECK(a.tracer().err().find(tracer_name() + ": Process " + std::to_string(p.pid()) + " detached\n") !=
              std::string::npos);
        CHECK(a.trace().of(p.pid()) == lines{"read(0, <detached ...>"});
    }
    CHECK(left_alone(p.pid()));
    p.write("x");
    CHECK(p.finish() == "exited with 0");
}

TEST_CASE("an attached process is killed", "[registers]") {
    SECTION("the trace is on standard error") {
        blocked p("read", SYS_read);
        process t(program{.argv = tracer({"-p", std::to_string(p.pid())})});
        t.until_err("attached\nread(0, ");
        p.send(SIGKILL);
        CHECK(t.wait() == "exited with 0");
        CHECK(squeeze(t.err()).substr(t.err().find('\n') + 1) ==
              "read(0, <unfinished ...>) = ?\n+++ killed by SIGKILL +++\n");
    }
    SECTION("the trace is in a file") {
        blocked p("futex", SYS_futex);
        attached a(p.pid());
        a.tracer().until_err(" with 2 threads\n");
        p.send(SIGKILL);
        CHECK(a.tracer().wait() == "exited with 0");
        CHECK(a.trace().count("+++ killed by SIGKILL +++") == 2);
        CHECK(p.finish() == "killed by SIGKILL");
    }
}

TEST_CASE("one thread with -p alone, all of them with -f", "[registers]") {
    blocked p("futex", SYS_futex);
    pid_t other = 0;
    for (pid_t tid : threads_of(p.pid()))
        if (tid != p.pid()) other = tid;
    {
        attached a(p.pid(), {});
        a.until("futex(");
        CHECK(tracer_of(p.pid()) == a.tracer().pid());
        CHECK(tracer_of(other) == 0);
        CHECK(a.interrupt() == "killed by SIGINT");
    }
    {
        attached a(other, {});
        a.until("read(0, ");
        CHECK(tracer_of(p.pid()) == 0);
        CHECK(tracer_of(other) == a.tracer().pid());
        CHECK(a.interrupt() == "killed by SIGINT");
    }
    {
        attached a(p.pid());
        a.tracer().until_err(" with 2 threads\n");
        a.until("read(0, ");
        CHECK(tracer_of(p.pid()) == a.tracer().pid());
        CHECK(tracer_of(other) == a.tracer().pid());
        CHECK(a.interrupt() == "killed by SIGINT");
    }
    CHECK(left_alone(p.pid()));
    p.write("x");
    CHECK(p.finish() == "exited with 0");
}

TEST_CASE("several -p, and lists of processes in one", "[registers]") {
    blocked p("read", SYS_read), q("read", SYS_read), r("read", SYS_read);
    const auto id = [](const process& x) { return std::to_string(x.pid()); };
    const std::vector<std::vector<std::string>> ways{{"-p", id(p), "-p", id(q), "-p" + id(r)},
                                                     {"-p", id(p) + ',' + id(q) + ' ' + id(r)},
                                                     {"--attach=" + id(p) + '\n' + id(q), "-p", id(r)}};
    for (const auto& way : ways) {
        const scratch here;
        std::vector<std::string> options = way;
        options.insert(options.begin(), {"-o", here.path("trace")});
        process t(program{.argv = tracer(options)});
        t.until([&] { return squeeze(read_file(here.path("trace"))).find(id(r) + " read(0, ") != std::string::npos; });
        for (const process* x : {&p, &q, &r}) {
            CHECK(tracer_of(x->pid()) == t.pid());
            CHECK(t.err().find(tracer_name() + ": Process " + id(*x) + " attached\n") != std::string::npos);
        }
        t.send(SIGINT);
        CHECK(t.finish() == "killed by SIGINT");
        for (const process* x : {&p, &q, &r}) CHECK(left_alone(x->pid()));
    }
}

TEST_CASE("attach while launching a program, and with one process missing", "[registers]") {
    blocked p("read", SYS_read);
    process t(program{
        .argv = tracer({"-o", "/dev/null", "-p", std::to_string(p.pid()), "-p", "999999", "sh", "-c", "exit 3"})});
    t.until_err(tracer_name() + ": attach: ptrace(PTRACE_SEIZE, 999999): No such process\n");
    t.until([&] { return tracer_of(p.pid()) == t.pid(); });  // -o with a program implies -q: nothing is said
    p.write("x");
    CHECK(p.finish() == "exited with 0");
    CHECK(t.finish() == "exited with 3");
}
