// Attaching to and detaching from a busy process of 50 threads, again and again: it never stops, loses a thread or dies.
// Not here: what the trace says meanwhile.
// The hard part is in the tracee, which notices a call that fails or a thread that stays behind.
#include "support/attached.hpp"
#include "support/catch.hpp"

#include <csignal>

using namespace whytrace::test;

TEST_CASE("attach to and detach from a busy process of 50 threads 100 times", "[registers]") {
    process p(program{.argv = {tracee("busy"), "50"}});
    p.until_out("ready\n");
    for (int round = 0; round < 100; round++) {
        INFO("round " << round);
        attached a(p.pid());
        // From one round to the next the tracer is told to go at another moment: at once, or when all threads have called.
        if (round % 4 == 1) a.tracer().until_err(" with 51 threads\n");
        if (round % 4 == 2) a.until("close(");
        if (round % 4 == 3) {
            p.write("r");
            p.until_out("all went on\n");
        }
        REQUIRE(a.interrupt() == "killed by SIGINT");
        REQUIRE(left_alone(p.pid()));
        REQUIRE(threads_of(p.pid()).size() == 51);
    }
    p.write("r");
    p.until_out("all went on\n");
    p.write("q");
    CHECK(p.finish() == "exited with 0");
    CHECK(p.err() == "");
}

TEST_CASE("the tracer of a busy process of 50 threads is killed", "[registers]") {
    process p(program{.argv = {tracee("busy"), "50"}});
    p.until_out("ready\n");
    for (int round = 0; round < 10; round++) {
        attached a(p.pid());
        if (round % 2 == 1) a.tracer().until_err(" with 51 threads\n");
        a.tracer().send(SIGKILL);
        REQUIRE(a.tracer().finish() == "killed by SIGKILL");
        eventually("the kernel has let all threads go", [&] { return left_alone(p.pid()); });
    }
    p.write("r");
    p.until_out("all went on\n");
    p.write("q");
    CHECK(p.finish() == "exited with 0");
}
