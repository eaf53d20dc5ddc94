// Attaching to and detaching from a busy process of many threads, again and again: it never stops, loses a thread or dies.
// Not here: what the trace says meanwhile.
// The hard part is in the tracee, which notices a call that fails or a thread that stays behind.
#include "support/attached.hpp"
#include "support/catch.hpp"

#include <csignal>
#include <string>

using namespace whytrace::test;

namespace {

// A machine that is emulated, on one CPU, gets a smaller crowd (CMakeLists.txt).
#ifndef BUSY_THREADS
#define BUSY_THREADS 50
#endif
constexpr std::size_t threads = BUSY_THREADS;
constexpr int rounds = 2 * threads;
const std::string with_all = " with " + std::to_string(threads + 1) + " threads\n";

process busy() { return process(program{.argv = {tracee("busy"), std::to_string(threads)}}); }

}  // namespace

TEST_CASE("attach to and detach from a busy process of many threads again and again", "[registers]") {
    process p = busy();
    p.until_out("ready\n");
    for (int round = 0; round < rounds; round++) {
        INFO("round " << round);
        attached a(p.pid());
        // From one round to the next the tracer is told to go at another moment: at once, or when all threads have called.
        if (round % 4 == 1) a.tracer().until_err(with_all);
        if (round % 4 == 2) a.until("close(");
        if (round % 4 == 3) {
            p.write("r");
            p.until_out("all went on\n");
        }
        REQUIRE(a.interrupt() == "killed by SIGINT");
        REQUIRE(left_alone(p.pid()));
        REQUIRE(threads_of(p.pid()).size() == threads + 1);
    }
    p.write("r");
    p.until_out("all went on\n");
    p.write("q");
    CHECK(p.finish() == "exited with 0");
    CHECK(p.err() == "");
}

TEST_CASE("the tracer of a busy process of many threads is killed", "[registers]") {
    process p = busy();
    p.until_out("ready\n");
    for (int round = 0; round < rounds / 10; round++) {
        attached a(p.pid());
        if (round % 2 == 1) a.tracer().until_err(with_all);
        a.tracer().send(SIGKILL);
        REQUIRE(a.tracer().finish() == "killed by SIGKILL");
        eventually("the kernel has let all threads go", [&] { return left_alone(p.pid()); });
    }
    p.write("r");
    p.until_out("all went on\n");
    p.write("q");
    CHECK(p.finish() == "exited with 0");
}
