// The tracer is told to end: nobody is left stopped or traced, what was traced is in the file, the tracer ends by the signal.
// Not here: detaching as such (attach_test.cpp), the process of 50 threads (busy_test.cpp).
// The hard part: which process gets which signal. A launched program is told to end with its tracer, others are let go.
#include "support/attached.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <csignal>
#include <sys/syscall.h>
#include <unistd.h>

using namespace whytrace::test;

namespace {

/// A launched tracee "blocked" under the tracer, asleep in its read.
struct launched : process {
    explicit launched(std::vector<std::string> options) : process(program{.argv = command(std::move(options))}) {
        until_out("ready\n");
        eventually("it is launched and sleeps in read", [&] {
            for (pid_t child : children_of(pid()))
                if (status_field(child, "Name") == "blocked" && sleeps_in(child, SYS_read)) tracee_pid = child;
            return tracee_pid != 0;
        });
    }
    static std::vector<std::string> command(std::vector<std::string> options) {
        options.insert(options.end(), {tracee("blocked"), "read"});
        return tracer(std::move(options));
    }
    pid_t tracee_pid = 0;
};

/// Every process that is left of a test: the tracees whose tracer is gone are ours now.
bool all_left_alone() {
    for (pid_t child : children_of(getpid()))
        if (state_of(child) != 'Z' && !left_alone(child)) return false;
    return true;
}

/// The numbers of a trace's close(N) calls, in order.
std::vector<int> marks_of(const lines& all) {
    std::vector<int> numbers;
    for (const std::string& line : all)
        if (line.starts_with("close(")) numbers.push_back(std::stoi(line.substr(6)));
    return numbers;
}

}  // namespace

TEST_CASE("a fatal signal to the tracer of a launched program", "[registers][traceme]") {
    for (int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) {
        launched l({});
        l.send(signal);
        CHECK(l.wait() == ending(signal));
        eventually("the program has got it too",
                   [&] { return state_of(l.tracee_pid) == '\0' || state_of(l.tracee_pid) == 'Z'; });
        CHECK(l.err().find("detached") != std::string::npos);
    }
}

TEST_CASE("a fatal signal to a tracer that writes to a file waits for the end of the program", "[registers][traceme]") {
    const scratch here;
    launched l({"-o", here.path("trace")});  // -I3, never, is the default then
    for (int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE}) l.send(signal);
    l.write("x");
    CHECK(l.finish() == "exited with 0");
    const trace_text t(read_file(here.path("trace")));
    CHECK(missing(t.of(0), {"read(0, \"x\", 1) = 1", "close(1001) = *", "+++ exited with 0 +++"}) == "");
    for (int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE})
        CHECK(t.count("--- " + ending(signal).substr(10) + " *") == 0);
}

TEST_CASE("when signals may end the tracer: -I", "[registers][traceme]") {
    const scratch here;
    SECTION("-I2: while it waits, so a trace in a file is cut off there") {
        launched l({"-I2", "-o", here.path("trace")});
        l.until([&] { return read_file(here.path("trace")).find("read(0, ") != std::string::npos; });
        l.send(SIGTERM);
        CHECK(l.wait() == "killed by SIGTERM");
        CHECK(missing(split_lines(squeeze(read_file(here.path("trace")))), {"read(0, <detached ...>"}) == "");
    }
    SECTION("-I1: at any time; the program is not told") {
        launched l({"-I1", "-o", here.path("trace")});
        l.send(SIGTERM);
        CHECK(l.wait() == "killed by SIGTERM");
        eventually("the program is let go", [&] { return left_alone(l.tracee_pid); });
        eventually("it is back in its call", [&] { return sleeps_in(l.tracee_pid, SYS_read); });
    }
    SECTION("-I3 and --interruptible=never: never") {
        for (const char* option : {"-I3", "-Inever", "--interruptible=never", "-I4", "--interruptible=never_tstp"}) {
            launched l({option});
            l.send(SIGINT);
            l.send(SIGTERM);
            if (option[2] == '4') l.send(SIGTSTP);  // is blocked as well then
            l.write("x");
            CHECK(l.finish() == "exited with 0");
        }
    }
}

TEST_CASE("never means never where a filter puts the tracer behind another process: -I 3") {
    for (const int signal : {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGPIPE}) {
        process p(program{.argv = tracer({"-I", "3", "-e", "trace=none", "sh", "-c", "echo ready; read x; exit 5"})});
        p.until_out("ready\n");
        p.send(signal);
        INFO(signal);
        CHECK(p.finish() == "exited with 5");
    }
}

TEST_CASE("two fatal signals to the tracer in a row", "[hard][registers][traceme]") {
    SECTION("of a launched program") {
        launched l({"-f"});
        l.send(SIGTERM);
        l.send(SIGINT);
        const std::string how = l.wait();
        CHECK((how == "killed by SIGTERM" || how == "killed by SIGINT"));
    }
    SECTION("of a busy process of many threads") {
        process p(program{.argv = {tracee("busy"), "16"}});
        p.until_out("ready\n");
        attached a(p.pid());
        a.until("close(");
        a.tracer().send(SIGINT);
        a.tracer().send(SIGTERM);
        const std::string how = a.tracer().finish();
        CHECK((how == "killed by SIGTERM" || how == "killed by SIGINT"));
        eventually("all threads are let go", [&] { return left_alone(p.pid()); });
        p.write("r");
        p.until_out("all went on\n");
        p.write("q");
        CHECK(p.finish() == "exited with 0");
    }
    CHECK(all_left_alone());
}

TEST_CASE("nobody is left stopped or traced, whenever the signal comes", "[registers][traceme]") {
    // The moments differ: before the launch, in it, with one task, with many.
    for (int moment = 0; moment < 24; moment++) {
        INFO("moment " << moment);
        const scratch here;
        process t(program{.argv = tracer({"-f", "-I2", "-o", here.path("trace"), tracee("busy"), "8", "3"})});
        const std::size_t size = static_cast<std::size_t>(moment) * 400;
        t.until([&] { return read_file(here.path("trace")).size() >= size; });
        t.send(moment % 2 ? SIGTERM : SIGINT);
        CHECK(t.wait() == (moment % 2 ? "killed by SIGTERM" : "killed by SIGINT"));
        eventually("nobody is stopped or traced", all_left_alone);
    }
}

TEST_CASE("the tracer ends while its launched program is not traced yet", "[registers][traceme]") {
    for (int round = 0; round < 50; round++) {
        process t(program{.argv = tracer({"-o", "/dev/null", "cat"})});
        t.until([&] { return !children_of(t.pid()).empty(); });
        t.send(SIGKILL);
        t.finish();
        eventually("the child has ended", [] {
            return std::ranges::all_of(children_of(getpid()), [](pid_t child) { return state_of(child) == 'Z'; });
        });
    }
}

TEST_CASE("what was traced before the tracer was told to end is in its file", "[registers]") {
    process p(program{.argv = {tracee("counting")}});
    p.until_out("ready\n");
    attached a(p.pid());
    a.tracer().until([&] { return a.text().size() > 50'000; });
    CHECK(a.interrupt() == "killed by SIGINT");
    const std::string text = a.text();
    REQUIRE(!text.empty());
    CHECK(text.back() == '\n');
    const std::vector<int> numbers = marks_of(a.trace().of(p.pid()));
    REQUIRE(numbers.size() > 100);
    for (std::size_t i = 1; i < numbers.size(); i++) REQUIRE(numbers[i] == numbers[i - 1] + 1);
    p.write("q");
    CHECK(p.finish() == "exited with 0");
    // It counted on without a tracer, and from where the trace ends.
    CHECK(std::stoi(p.out().substr(6)) >= numbers.back());
}

TEST_CASE("the tracer is killed: its program goes on, or ends with --kill-on-exit", "[registers][traceme]") {
    SECTION("goes on") {
        launched l({});
        l.send(SIGKILL);
        CHECK(l.wait() == "killed by SIGKILL");
        eventually("the program is let go", [&] { return left_alone(l.tracee_pid); });
        eventually("it is back in its call", [&] { return sleeps_in(l.tracee_pid, SYS_read); });
    }
    SECTION("ends") {
        launched l({"--kill-on-exit"});
        l.send(SIGKILL);
        CHECK(l.wait() == "killed by SIGKILL");
        eventually("the program is gone",
                   [&] { return state_of(l.tracee_pid) == '\0' || state_of(l.tracee_pid) == 'Z'; });
    }
}
