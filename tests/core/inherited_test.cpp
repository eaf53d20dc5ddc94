// The program that is launched inherits exactly what it would without the tracer.
// Not here: what -E, -u, --argv0 change (launch_test.cpp).
// The hard part is done by the tracee, which prints all that it inherits.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <csignal>
#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace whytrace::test;

namespace {

void check_inherits_the_same(const std::vector<std::string>& options, const program& how,
                             const std::string& must_say = "") {
    program alone = how;
    alone.argv = {tracee("inherited"), "one", "two words"};
    program traced = how;
    std::vector<std::string> all = options;
    all.insert(all.end(), alone.argv.begin(), alone.argv.end());
    traced.argv = tracer(all);
    const result a = run(alone), b = run(traced);
    CHECK(a.ending == "exited with 0");
    CHECK(b.ending == "exited with 0");
    CHECK(difference(a.out, b.out) == "");
    CHECK(a.out.find(must_say) != std::string::npos);
}

const std::vector<std::string> to_null{"-f", "-o", "/dev/null"};

}  // namespace

TEST_CASE("descriptors, environment, arguments, limits, ids", "[registers][traceme]") {
    check_inherits_the_same(to_null, {});
    check_inherits_the_same({"-o", "/dev/null"}, {});
    check_inherits_the_same({"-f"}, {});
    check_inherits_the_same({"-o", "|cat >/dev/null"}, {});
    const scratch here;
    check_inherits_the_same({"-ff", "-o", here.path("trace")}, {});
    check_inherits_the_same({"-f", "-kk", "-yy", "--record=" + here.path("recording"), "-o", "|cat >/dev/null"}, {});
}

TEST_CASE("the command that reads the trace has its pipe, and no other descriptor of ours", "[registers][traceme]") {
    const scratch here;
    const std::string seen = here.path("seen");
    const result r = run(tracer({"-f", "-kk", "-yy", "--record=" + here.path("recording"), "-o",
                                 '|' + tracee("inherited") + " >" + seen + "; cat >/dev/null", "sh", "-c", "true"}));
    CHECK(r.ending == "exited with 0");
    lines descriptors = split_lines(read_file(seen));
    std::erase_if(descriptors, [](const std::string& line) { return !line.starts_with("fd "); });
    CHECK(descriptors == lines{"fd 0 ", "fd 1 ", "fd 2 "});
}

TEST_CASE("descriptors that are open, and that are closed", "[registers][traceme]") {
    check_inherits_the_same(to_null,
                            {.argv = {},
                             .before_exec =
                                 [] {
                                     dup2(1, 57);
                                     open("/dev/zero", O_RDONLY);
                                 }},
                            "fd 57 ");
    check_inherits_the_same(to_null, {.argv = {}, .before_exec = [] { close(0); }}, "fd 1 ");
    check_inherits_the_same(to_null, {.argv = {}, .before_exec = [] { close(2); }}, "fd 1 ");
    // Only stdout is left: the tracer's own descriptors must not end up as the program's stdin or stderr.
    check_inherits_the_same(to_null, {.argv = {}, .before_exec = [] { close(0), close(2); }}, "fd 1 ");
}

TEST_CASE("signal mask and dispositions", "[registers][traceme]") {
    check_inherits_the_same(
        to_null,
        {.argv = {},
         .before_exec =
             [] {
                 for (int ignored : {SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD, SIGTSTP, SIGTTOU, SIGALRM})
                     signal(ignored, SIG_IGN);
                 sigset_t blocked;
                 sigemptyset(&blocked);
                 for (int b : {SIGINT, SIGTERM, SIGUSR1, SIGCHLD, SIGALRM, SIGRTMIN + 3}) sigaddset(&blocked, b);
                 sigprocmask(SIG_SETMASK, &blocked, nullptr);
             }},
        "SigIgn:\t0000000");
    check_inherits_the_same(to_null, {.argv = {}, .before_exec = [] {
                                          sigset_t all;
                                          sigfillset(&all);
                                          sigprocmask(SIG_SETMASK, &all, nullptr);
                                      }});
}

TEST_CASE("affinity, priority, umask, limits, directory", "[registers][traceme]") {
    check_inherits_the_same(to_null,
                            {.argv = {},
                             .before_exec =
                                 [] {
                                     cpu_set_t one;
                                     CPU_ZERO(&one);
                                     CPU_SET(0, &one);
                                     sched_setaffinity(0, sizeof one, &one);
                                     setpriority(PRIO_PROCESS, 0, 5);
                                     umask(0137);
                                     const rlimit files{100, 200}, core{0, 0};
                                     setrlimit(RLIMIT_NOFILE, &files);
                                     setrlimit(RLIMIT_CORE, &core);
                                     if (chdir("/usr") != 0) _exit(126);
                                 }},
                            "nice 5");
}

TEST_CASE("terminal, session and process group", "[registers][traceme]") {
    // The tracer leads group and session here, so its program does not; what counts is that it is in the foreground.
    const result r = run(program{.argv = tracer({"-o", "/dev/null", tracee("inherited")}), .terminal = true});
    CHECK(r.ending == "exited with 0");
    CHECK(r.out.find("leads group 0, leads session 0") != std::string::npos);
    CHECK(r.out.find("terminal 1, in its foreground 1") != std::string::npos);
}
