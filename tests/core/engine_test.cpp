// The library as an engine: a listener that changes calls, holds tasks, reads memory, asks for the timer or ends the trace.
// Not here: what the program shows (the other tests of this folder). In-process: each test case is its own process.
// The hard part: everything must work through both entry paths and both ways to launch; modes() is that.
#include "support/catch.hpp"
#include "support/tracer.hpp"
#include "trace/memory.hpp"
#include "whytrace/tracer.hpp"

#include <array>
#include <cerrno>
#include <functional>
#include <linux/ptrace.h>
#include <map>
#include <string>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace whytrace;
using namespace std::chrono_literals;

namespace {

struct scripted final : listener {
    std::function<tampering(const events::syscall_enter&)> entered = [](auto&) { return tampering{}; };
    std::function<tampering(const events::syscall_exit&)> left = [](auto&) { return tampering{}; };
    std::function<void()> idled = [] {};
    std::function<bool(const call&)> wanted = [](auto&) { return true; };
    std::map<std::string, int> count;
    std::string order;

    bool wants(pid_t, const call& c) override { return wanted(c); }
    void idle() override { idled(); }
    tampering on(const event& e) override {
        if (const auto* enter = std::get_if<events::syscall_enter>(&e)) return ++count["enter"], entered(*enter);
        if (const auto* exit = std::get_if<events::syscall_exit>(&e)) return ++count["exit"], left(*exit);
        if (std::holds_alternative<events::task_started>(e)) ++count["started"];
        if (std::holds_alternative<events::signal>(e)) ++count["signal"];
        if (std::holds_alternative<events::exec>(e)) ++count["exec"];
        if (std::holds_alternative<events::exited>(e)) ++count["exited"], order += "exited ";
        if (std::holds_alternative<events::killed>(e)) ++count["killed"];
        if (std::holds_alternative<events::detached>(e)) ++count["detached"];
        if (std::holds_alternative<events::syscall_lost>(e)) ++count["lost"];
        return {};
    }
};

bool is_mark(const call& c, std::uint64_t number) { return c.nr == SYS_close && c.args[0] == number; }

/// Every way to launch and to read calls.
tracer_options modes() {
    tracer_options o;
    o.traceme = GENERATE(false, true);
    o.registers = GENERATE(false, true);
    INFO("traceme " << o.traceme << ", registers " << o.registers);
    return o;
}

outcome run(tracer& t, const char* behaviour) {
    launch_request r;
    r.argv = {test::tracee("engine"), behaviour};
    t.launch(r);
    return t.run();
}

/// Our stdin and stdout as pipes that the tracee inherits.
struct pipes {
    std::array<int, 2> in{}, out{};
    pipes() {
        REQUIRE(pipe(in.data()) == 0);
        REQUIRE(pipe(out.data()) == 0);
    }
    ~pipes() {
        for (const int fd : {in[0], in[1], out[0], out[1]}) close(fd);
    }
};

struct redirected {
    int number, before;
    redirected(int number_, int fd) : number(number_), before(dup(number_)) { dup2(fd, number); }
    ~redirected() {
        dup2(before, number);
        close(before);
    }
};

}  // namespace

TEST_CASE("number, arguments and result of a call can be changed") {
    const auto options = modes();
    pipes p;
    scripted l;
    l.entered = [&](const events::syscall_enter& e) {
        tampering wish;
        if (is_mark(*e.call, 1001)) wish.nr = SYS_getppid;
        if (is_mark(*e.call, 1002)) wish.nr = static_cast<std::uint64_t>(-1);
        if (is_mark(*e.call, 1003)) {
            std::array<char, 16> text{};
            REQUIRE(read(p.out[0], text.data(), text.size() - 1) > 0);
            wish.args = e.call->args;
            (*wish.args)[0] = std::strtoull(text.data(), nullptr, 10);
        }
        return wish;
    };
    l.left = [&](const events::syscall_exit& e) {
        tampering wish;
        if (is_mark(*e.call, 1002)) wish.outcome = result{4711, false};
        if (is_mark(*e.call, 1004)) wish.outcome = result{-EXDEV, true};
        return wish;
    };
    const redirected out(STDOUT_FILENO, p.out[1]);
    tracer t(options, l);
    CHECK(run(t, "changed").exit_code == 0);
}

TEST_CASE("a task is held while others run") {
    auto options = modes();
    options.follow = true;
    scripted l;
    l.entered = [&](const events::syscall_enter& e) {
        tampering wish;
        if (is_mark(*e.call, 1001)) {
            l.order += "hold ";
            wish.hold_ns = 400'000'000;
        }
        return wish;
    };
    l.left = [&](const events::syscall_exit& e) {
        if (is_mark(*e.call, 1001)) l.order += "released ";
        return tampering{};
    };
    tracer t(options, l);
    CHECK(run(t, "held").exit_code == 0);
    CHECK(l.order.find("hold exited released") != std::string::npos);
    CHECK(l.count["started"] == 2);
}

TEST_CASE("a call can be given a signal") {
    const auto options = modes();
    scripted l;
    l.left = [&](const events::syscall_exit& e) {
        tampering wish;
        if (is_mark(*e.call, 1001)) wish.signal = SIGUSR1;
        return wish;
    };
    tracer t(options, l);
    CHECK(run(t, "signalled").signal == SIGUSR1);
    CHECK(l.count["signal"] == 1);
    CHECK(l.count["killed"] == 1);
}

TEST_CASE("memory is read up to the first byte that is not there") {
    const bool through_proc = GENERATE(false, true);
    scripted l;
    trace::task_memory own;
    tracer* tracing = nullptr;
    bool looked = false;
    l.entered = [&](const events::syscall_enter& e) {
        if (!is_mark(*e.call, 1001)) return tampering{};
        looked = true;
        own.of(e.tid);
        if (through_proc) own.only_through_proc();
        memory& m = through_proc ? static_cast<memory&>(own) : tracing->memory_of(e.tid);
        const std::uint64_t end = e.call->args[1];
        std::array<std::byte, 6000> into{};
        CHECK(m.read(end - 10, into) == 10);
        CHECK(into[9] == std::byte{'x'});
        CHECK(into[10] == std::byte{0});
        CHECK(m.read(end - 5000, into) == 5000);  // crosses a page that is there first
        CHECK(m.read(end - 6000, into) == 6000);
        CHECK(m.read(end, into) == 0);
        CHECK(m.read(0, into) == 0);
        CHECK(m.read(~std::uint64_t{0} - 3, into) == 0);
        CHECK(m.read(end - 10, std::span<std::byte>{}) == 0);
        return tampering{};
    };
    tracer t({}, l);
    tracing = &t;
    CHECK(run(t, "memory").exit_code == 0);
    CHECK(looked);
}

TEST_CASE("the timer interrupts a wait in which nothing happens") {
    const auto options = modes();
    pipes p;
    const redirected in(STDIN_FILENO, p.in[0]);
    scripted l;
    tracer t(options, l);
    bool blocked = false;
    int idle = 0;
    l.entered = [&](const events::syscall_enter& e) {
        t.alarm_after(50ms);
        blocked = e.call->nr == SYS_read && e.call->args[0] == STDIN_FILENO;
        return tampering{};
    };
    l.idled = [&] {
        ++idle;
        if (blocked) CHECK(write(p.in[1], "x", 1) == 1);  // which lets the tracee end
    };
    CHECK(run(t, "hangs").exit_code == 0);
    CHECK(idle >= 1);
}

TEST_CASE("a listener can end the trace: everybody is let go") {
    auto options = modes();
    options.signals = interruptible::anywhere;  // the program itself is not told
    pipes p;
    const redirected in(STDIN_FILENO, p.in[0]);
    scripted l;
    tracer t(options, l);
    pid_t tracee = 0;
    l.entered = [&](const events::syscall_enter& e) {
        tracee = e.tid;
        if (e.call->nr == SYS_read && e.call->args[0] == STDIN_FILENO) t.stop(SIGTERM);
        return tampering{};
    };
    CHECK(run(t, "hangs").signal == SIGTERM);
    CHECK(l.count["detached"] == 1);
    CHECK(t.tasks() == 0);
    if (!options.traceme) {  // there the kernel lets go when the tracer ends
        REQUIRE(write(p.in[1], "x", 1) == 1);
        int status = -1;
        CHECK(waitpid(tracee, &status, 0) == tracee);
        CHECK(status == 0);
    } else {
        kill(tracee, SIGKILL);
    }
}

TEST_CASE("calls that nobody wants are not told") {
    const auto options = modes();
    scripted l;
    l.wanted = [](const call& c) { return !is_mark(c, 1001); };
    l.entered = [](const events::syscall_enter& e) {
        CHECK_FALSE(is_mark(*e.call, 1001));
        return tampering{};
    };
    tracer t(options, l);
    CHECK(run(t, "many").exit_code == 0);
    CHECK(l.count["enter"] == l.count["exit"] + l.count["lost"]);
}

TEST_CASE("one wait, one question and one resumption a stop") {
    struct counter final : ptrace_observer {
        int requests = 0, waits = 0;
        void request(long, pid_t, std::uint64_t, std::uint64_t, long, int) override { ++requests; }
        void waited(pid_t, int) override { ++waits; }
    } seen;
    tracer_options options;
    options.registers = GENERATE(false, true);
    options.observer = &seen;
    scripted l;
    int waits_before = 0, requests_before = 0, marks = 0;
    l.left = [&](const events::syscall_exit& e) {
        if (is_mark(*e.call, 1001)) {
            if (++marks == 1) waits_before = seen.waits, requests_before = seen.requests;
            if (marks == 1000) {
                CHECK(seen.waits - waits_before == 2 * 999);
                CHECK(seen.requests - requests_before == 2 * 2 * 999);
            }
        }
        return tampering{};
    };
    tracer t(options, l);
    CHECK(run(t, "many").exit_code == 0);
    CHECK(marks == 1000);
}

TEST_CASE("a tracer that is given up before it runs leaves nobody behind") {
    const auto options = modes();
    scripted l;
    {
        tracer t(options, l);
        launch_request r;
        r.argv = {test::tracee("engine"), "many"};
        t.launch(r);
    }
    CHECK(l.count["enter"] == 0);
    int status = 0;
    while (waitpid(-1, &status, 0) < 0 && errno == EINTR) {}
    CHECK((errno == ECHILD || WIFEXITED(status)));
}
