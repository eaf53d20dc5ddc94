// Signals and ends: the program gets every signal, stops and goes on as without a tracer, and the tracer ends as it does.
// Not here: terminals (terminal_test.cpp), signals to the tracer itself (end_test.cpp).
// Nothing hard here: the tracees check themselves.
#include "support/catch.hpp"
#include "support/tracer.hpp"

#include <csignal>

using namespace whytrace::test;

namespace {

void check_same_end(const std::vector<std::string>& argv) {
    INFO(argv[0] << ' ' << (argv.size() > 1 ? argv[1] : "") << ' ' << (argv.size() > 2 ? argv[2] : ""));
    const result alone = run(argv);
    for (const std::vector<std::string>& options :
         {std::vector<std::string>{"-o", "/dev/null"}, {"-f", "-o", "/dev/null"}}) {
        std::vector<std::string> traced = tracer(options);
        traced.insert(traced.end(), argv.begin(), argv.end());
        const result r = run(traced);
        CHECK(r.ending == alone.ending);
        CHECK(r.out == alone.out);
        CHECK(r.err == alone.err);
    }
}

}  // namespace

TEST_CASE("exit codes and fatal signals of 20 programs are the same with and without the tracer",
          "[registers][traceme]") {
    const std::string fatal = tracee("fatal");
    const std::vector<std::vector<std::string>> programs{
        {"true"},
        {"false"},
        {"ls", "/nonexistent"},
        {"cat", "/proc/version"},
        {"grep", "nothing", "/proc/version"},
        {"sh", "-c", "exit 42"},
        {"sh", "-c", "exit 255"},
        {"sh", "-c", "kill -HUP $$"},
        {"sh", "-c", "kill -KILL $$"},
        {"sh", "-c", "sleep 0 & wait $!; exit 5"},
        {"sh", "-c", "(kill -SEGV $$) ; exit 6"},
        {"bash", "-c", "exec false"},
        {"env", "sh", "-c", "trap 'exit 7' TERM; kill -TERM $$"},
        {"timeout", "0.1", "sleep", "10"},
        {"find", "/proc/self/fd/nonexistent"},
        {fatal, "segv"},
        {fatal, "ill"},
        {fatal, "trap"},
        {fatal, "fpe"},
        {fatal, "abort"},
        {fatal, "thread", std::to_string(SIGBUS)},
        {"sort", "/nonexistent"},
    };
    static_assert(sizeof programs != 0);
    REQUIRE(programs.size() >= 20);
    for (const auto& argv : programs) check_same_end(argv);
}

TEST_CASE("every exit code and every fatal signal", "[registers][traceme]") {
    const std::string fatal = tracee("fatal");
    for (int code : {0, 1, 2, 63, 126, 127, 128, 129, 254, 255}) {
        const result r = run(tracer({"-o", "/dev/null", fatal, "exit", std::to_string(code)}));
        CHECK(r.ending == "exited with " + std::to_string(code));
    }
    for (int signal = 1; signal <= SIGRTMAX; signal++) {
        if (signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU)
            continue;                                // it would stop
        if (signal == 32 || signal == 33) continue;  // libc's own
        const std::vector<std::string> argv{fatal, "kill", std::to_string(signal)};
        INFO("signal " << signal);
        const scratch here;
        const result r = run(tracer({"-o", here.path("trace"), fatal, "kill", std::to_string(signal)}));
        CHECK(r.ending == run(argv).ending);
    }
}

TEST_CASE("signals are never eaten", "[registers][traceme]") {
    CHECK(surprises("exited with 0", {}, {tracee("signals")}) == "");
}

TEST_CASE("group-stop and SIGCONT: job control by a parent", "[registers]") {
    CHECK(surprises("exited with 0", {}, {tracee("job_control")}) == "");
    CHECK(surprises("exited with 0", {}, {tracee("job_control"), "threads"}) == "");
}

TEST_CASE("siginfo is shown", "[registers][traceme]") {
    const traced_run segv = trace({}, {tracee("fatal"), "segv"});
    CHECK(segv.trace.count("--- SIGSEGV {si_signo=SIGSEGV, si_code=SEGV_MAPERR, si_addr=NULL} ---") == 1);
    CHECK(segv.trace.count("+++ killed by SIGSEGV +++") == 1);
    const traced_run user = trace({}, {tracee("fatal"), "kill", std::to_string(SIGUSR1)});
    CHECK(user.trace.count("--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, si_pid=*, si_uid=*} ---") == 1);
    CHECK(user.trace.count("+++ killed by SIGUSR1 +++") == 1);
    const traced_run queued = trace({"-e", "trace=none"}, {tracee("signals")});
    CHECK(queued.trace.count(
              "--- SIGRT_3 {si_signo=SIGRT_3, si_code=SI_QUEUE, si_pid=*, si_uid=*, si_int=177, si_ptr=*} ---") == 1);
}
