// A call in which the program hangs is visible within 100 ms, wherever the trace goes; so is all that came before it.
// Not here: that it is visible at all when somebody attaches (attach_test.cpp).
// The hard part: time is measured, so these tests run alone (RUN_SERIAL), from the moment the tracee says that it is there; and what the
// scheduler gave to others meanwhile does not count.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <chrono>
#include <csignal>
#include <optional>
#include <sys/syscall.h>
#include <unistd.h>

using namespace whytrace::test;
using namespace std::chrono_literals;

namespace {

using clock_type = std::chrono::steady_clock;

#ifdef IN_EMULATOR  // where the start of the tracer alone takes half of it
constexpr auto limit = 300ms;
#else
constexpr auto limit = sanitized ? 300ms : 100ms;
#endif

enum class place { pipe, terminal, file };

/// The tracer with its trace in one of the three places.
struct watched {
    watched(place where, std::vector<std::string> arguments) : where_(where) {
        if (where == place::file) arguments.insert(arguments.begin(), {"-o", here_.path("trace")});
        start_clock();
        run_.emplace(program{.argv = tracer(std::move(arguments)), .terminal = where == place::terminal});
    }
    process& run() { return *run_; }
    /// The clock starts now instead of at the start of the tracer.
    void start_clock() {
        start_ = clock_type::now();
        start_waited_ = waited_for_cpu(getpid());
    }
    /// How long until the trace has this text.
    std::chrono::milliseconds until(const std::string& text) {
        run_->until([&] { return trace().find(text) != std::string::npos; });
        const auto passed = clock_type::now() - start_;
        const auto waited = waited_for_cpu(getpid()) - start_waited_;
        return std::chrono::duration_cast<std::chrono::milliseconds>(passed - waited);
    }
    std::string trace() const {
        return where_ == place::file       ? read_file(here_.path("trace"))
               : where_ == place::terminal ? run_->out()
                                           : run_->err();
    }

  private:
    place where_;
    scratch here_;
    clock_type::time_point start_;
    std::chrono::nanoseconds start_waited_{};
    std::optional<process> run_;
};

const std::vector<std::pair<std::string, place>> places{
    {"pipe", place::pipe}, {"terminal", place::terminal}, {"file", place::file}};

}  // namespace

TEST_CASE("a launched program that hangs in read shows the open call within 100 ms", "[registers][traceme]") {
    for (const auto& [name, where] : places) {
        for (const char* option : {"-v", "-f"}) {
            INFO(name << ' ' << option);
            watched w(where, {option, tracee("blocked"), "read"});
            w.run().until_out("ready");
            w.start_clock();
            CHECK(w.until("read(0, ") < limit);
            CHECK(w.trace().ends_with("read(0, "));
            w.run().write("x\n");
            CHECK(w.run().wait() == "exited with 0");
        }
    }
}

TEST_CASE("a process that hangs in read shows the open call within 100 ms of the attach", "[registers]") {
    for (const auto& [name, where] : places) {
        for (const char* option : {"-v", "-f"}) {
            INFO(name << ' ' << option);
            process p(program{.argv = {tracee("blocked"), "read"}});
            p.until_out("ready\n");
            eventually("it sleeps in read", [&] { return sleeps_in(p.pid(), SYS_read); });
            watched w(where, {option, "-p", std::to_string(p.pid())});
            CHECK(w.until("read(0, ") < limit);
            p.write("x");
            CHECK(p.finish() == "exited with 0");
            CHECK(w.run().wait() == "exited with 0");
        }
    }
}

TEST_CASE("what a program did before it computes without calls is visible within 100 ms", "[registers][traceme]") {
    for (const auto& [name, where] : places) {
        INFO(name);
        watched w(where, {"-I2", tracee("blocked"), "spin"});
        w.run().until_out("ready");
        w.start_clock();
        CHECK(w.until("close(1001)                             = -1 EBADF (Bad file descriptor)") < limit);
        w.run().send(SIGTERM);
        CHECK(w.run().wait() == "killed by SIGTERM");
    }
}

TEST_CASE("other tasks show while one hangs, and the hanging call is said to be unfinished", "[registers][traceme]") {
    const scratch here;
    process p(program{.argv = tracer({"-f", "-o", here.path("trace"), tracee("blocked"), "futex"})});
    p.until_out("ready\n");
    p.until([&] {
        const std::string text = read_file(here.path("trace"));
        return text.find("futex(0x") != std::string::npos && text.find("read(0, ") != std::string::npos;
    });
    p.write("x");
    CHECK(p.finish() == "exited with 0");
    const trace_text t(read_file(here.path("trace")));
    CHECK(t.text().find(" <unfinished ...>\n") != std::string::npos);
    CHECK(t.text().find("<... futex resumed>)") != std::string::npos);
    CHECK(t.differs_from(p.out().substr(p.out().find('\n') + 1)) == "");
}
