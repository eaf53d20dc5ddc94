// Thousands of tasks: nothing is lost, nobody starves, and the tracer stays small.
// Not here: time (tests/bench).
// The hard part: memory is measured from outside, while the tracer is alive.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <algorithm>

using namespace whytrace::test;

namespace {

struct scaled {
    std::string ending;
    long peak;  ///< KiB of the tracer
    std::size_t calls, exits;
};

scaled run_scaled(const std::string& mode, int count, std::vector<std::string> options = {}) {
    const scratch here;
    options.insert(options.end(),
                   {"-f", "-a1", "-o", here.path("trace"), tracee("scale"), mode, std::to_string(count)});
    process p(program{.argv = tracer(options)});
    long peak = 0;
    p.close_input();
    eventually("it does not end", [&] {
        const std::string now = status_field(p.pid(), "VmHWM");
        if (!now.empty()) peak = std::max(peak, std::stol(now));
        return state_of(p.pid()) == 'Z';
    });
    const std::string ending = p.finish();
    const trace_text trace(read_file(here.path("trace")));
    return {ending, peak, trace.count("close(1000) *"), trace.count("+++ exited with 0 +++")};
}

}  // namespace

TEST_CASE("2,000 threads at a time", "[registers]") {
    const scaled few = run_scaled("threads", 10), many = run_scaled("threads", 2000);
    CHECK(many.ending == "exited with 0");
    CHECK(many.calls == 4 * 2000);
    CHECK(many.exits == 2001);
    WARN("KiB a task: " << static_cast<double>(many.peak - few.peak) / 1990);
    if (!sanitized) CHECK(many.peak - few.peak < 2 * 1990);
}

TEST_CASE("5,000 processes, 20 at a time") {
    const scaled few = run_scaled("processes", 100), many = run_scaled("processes", 5000);
    CHECK(many.ending == "exited with 0");
    CHECK(many.calls == 5000);
    CHECK(many.exits == 5001);
    if (!sanitized) CHECK(many.peak - few.peak < 1024);
}

TEST_CASE("a fast thread does not keep others waiting", "[registers]") {
    for (const std::string option : {"--cpu-handoff=auto", "--cpu-handoff=never"})
        for (const int count : {1, 10, 200, 600}) {  // the last in a crowd
            INFO(option << ' ' << count);
            const scaled s = run_scaled("fair", count, {option});
            CHECK(s.ending == "exited with 0");
            CHECK(s.calls == static_cast<std::size_t>(50 * count));
        }
}
