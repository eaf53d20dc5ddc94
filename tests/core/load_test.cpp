// Large loads: millions of calls, thousands of threads and processes. Counts are exact, memory is bounded, and a call costs at the end what it
// has cost at the beginning.
// Not here: counts in every format and mode (counts_test.cpp); time beside strace (tests/bench).
// The hard part: other programs may keep the machine busy. What is measured is the tracer's own time on a CPU, while its program waits for us.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>

using namespace whytrace::test;

namespace {

using words = std::vector<std::string>;

/// Many times as many, for a long run.
int times() {
    const char* const text = std::getenv("WHYTRACE_LOAD");
    return text ? std::atoi(text) : 1;
}

/// None takes long: a wait has its limit.
int parts() { return times() > 1 ? 1000 : 10; }

struct reading {
    double seconds;  ///< that the tracer has had of a CPU
    long peak;       ///< KiB of its memory
};

reading read_now(pid_t pid) {
    clockid_t clock;
    timespec spent{};
    REQUIRE(clock_getcpuclockid(pid, &clock) == 0);
    REQUIRE(clock_gettime(clock, &spent) == 0);
    return {static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9,
            std::stol(status_field(pid, "VmHWM"))};
}

struct loaded {
    reading begin, first_tenth, last_tenth, end;
    long calls;  ///< as the program has counted
};

loaded run_load(const std::string& load, int size, const words& options) {
    words argv = options;
    argv.insert(argv.end(), {"-f", "-a1", tracee("counted"), load, std::to_string(size), std::to_string(parts())});
    process t({.argv = tracer(argv)});
    t.until_out("ready ");
    loaded l{};
    for (int part = 0; part < parts(); ++part) {
        if (part == 0) l.begin = read_now(t.pid());
        if (part == parts() / 10) l.first_tenth = read_now(t.pid());
        if (part == parts() - parts() / 10) l.last_tenth = read_now(t.pid());
        t.write("x");
        t.until_out("part\n");
    }
    l.end = read_now(t.pid());
    t.write("x");
    CHECK(t.finish() == "exited with 0");
    CHECK(t.err() == "");
    const std::size_t at = t.out().rfind("calls ");
    REQUIRE(at != std::string::npos);
    l.calls = std::atol(t.out().c_str() + at + 6);
    return l;
}

/// How a trace is written so that its calls are counted and it fills no disk: options, and the command behind -o.
const struct format {
    words options;
    std::string count;
} formats[] = {
    {{}, "grep -c 'getsid('"},
    {{"-c", "-U", "calls,name"}, "sed -n 's/ *\\([0-9]*\\) getsid/\\1/p'"},
    {{"--format=json"}, "grep -c '\"event\":\"syscall\".*\"name\":\"getsid\"'"},
    {{"-e", "trace=getsid", "--seccomp-bpf=on"}, "grep -c 'getsid('"},
};

void check_load(const std::string& load, int size, long peak_limit) {
    size *= times();
    if (sanitized) wait_limit = std::chrono::minutes(2);  // a part of 2,000 threads on a busy machine
    for (const format& f : formats) {
        const scratch here;
        words options = f.options;
        options.insert(options.end(), {"-o", '|' + f.count + " >" + here.path("count")});
        const loaded l = run_load(load, size, options);
        const double first = l.first_tenth.seconds - l.begin.seconds, last = l.end.seconds - l.last_tenth.seconds;
        const long growth = l.end.peak - l.first_tenth.peak;
        WARN(load << ' ' << (f.options.empty() ? "text" : f.options[0]) << ": " << l.calls << " calls, "
                  << (l.end.seconds - l.begin.seconds) / static_cast<double>(l.calls) * 1e6
                  << " us of the tracer each, last tenth " << last / first << " of the first, peak " << l.end.peak
                  << " KiB, of these " << growth << " since the first tenth");
        CHECK(std::atol(read_file(here.path("count")).c_str()) == l.calls);
        CHECK(last < 2 * first + 0.1);  // seconds: a short run has tenths of milliseconds, which an interrupt doubles
        if (sanitized) continue;
        CHECK(l.end.peak < peak_limit);
        CHECK(growth < 512);
    }
}

}  // namespace

TEST_CASE("calls of one task", "[long]") { check_load("calls", 50'000, 8 * 1024); }
TEST_CASE("2,000 threads that all call", "[long]") { check_load("crowd", 20'000, 16 * 1024); }
TEST_CASE("processes that live shortly", "[long]") { check_load("forks", 500, 8 * 1024); }
TEST_CASE("programs that live shortly", "[long]") { check_load("vforks", 100, 8 * 1024); }
