// The tracer's memory is exhausted in the middle of a trace: it says so, and the program goes on, also where a filter needs a tracer.
// Not here: other faults (faults/).
// The hard part: only the tracer's limit is changed, when the program runs already. Long strings then need more than there is.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <sys/resource.h>
#include <unistd.h>

using namespace whytrace::test;

namespace {

/// The tracer's end, once it has met the large writes of a program that reports in FILE how they went.
result exhaust(std::vector<std::string> options, const std::string& file) {
    const std::string program =
        "echo ready; read x; dd if=/dev/zero of=/dev/null bs=2M count=4 2>/dev/null; echo $? >" + file;
    options.insert(options.begin(), {"-s", "2000000", "-o", file + ".trace"});
    options.insert(options.end(), {"sh", "-c", program});
    process p(whytrace::test::program{.argv = tracer(options)});
    p.until_out("ready\n");
    const rlimit nothing_more{0, 0};
    REQUIRE(prlimit(p.pid(), RLIMIT_DATA, &nothing_more, nullptr) == 0);
    p.write("x\n");
    std::string how = p.wait();
    eventually("nobody is left", [] {
        for (const pid_t child : children_of(getpid()))
            if (state_of(child) != 'Z' && state_of(child) != '\0') return false;
        return true;
    });
    return {std::move(how), p.out(), p.err()};
}

}  // namespace

TEST_CASE("the tracer's memory is exhausted") {
    if (sanitized) skip("a sanitized tracer ends by itself then");
    struct {
        std::vector<std::string> options;
        std::string report;
    } const ways[] = {{{"-f"}, "0\n"}, {{"-f", "-e", "trace=write"}, "0\n"}, {{"-f", "--kill-on-exit"}, ""}};
    for (const auto& w : ways) {
        const scratch here;
        INFO(w.options.back());
        const result r = exhaust(w.options, here.path("report"));
        CHECK(r.ending == "exited with 1");
        CHECK(r.err == tracer_name() + ": out of memory\n");
        CHECK(read_file(here.path("report")) == w.report);
    }
}
