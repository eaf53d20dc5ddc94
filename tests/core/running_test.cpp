// How the two are run and end, side by side with strace: signals for the tracer (-I), the environment, the user, the background.
// Not here: hard cases of launching (launch_test.cpp) and of the end (end_test.cpp).
// The hard part: a signal is sent when both are at the same point: the program sleeps and says so itself.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/side_by_side.hpp"
#include "support/tracer.hpp"

#include <csignal>
#include <memory>
#include <unistd.h>

using namespace whytrace::test;

namespace {

/// What becomes of tracer and program when the tracer gets a signal.
std::string interrupted(const std::string& name, const words& options, int signal, bool ends) {
    words argv = {name};
    argv.insert(argv.end(), options.begin(), options.end());
    argv.insert(argv.end(), {"-e", "trace=none", "sh", "-c",
                             "trap 'echo got it; exit 7' INT TERM HUP; echo ready; read x; exit 5"});
    process p({argv});
    p.until_out("ready\n");
    p.send(signal);
    const std::string ending =
        ends ? p.wait() : p.finish();  // while its input is open the program does not end by itself
    return ending + '\n' + p.out() + normalised(p.err(), name);
}

}  // namespace

TEST_CASE("when a fatal signal ends the trace: -I") {
    need_strace();
    // With 1 and 2 the program may go on or end by itself after it: only what is certain is compared.
    for (const char* option : {"-I3", "-I4", "--interruptible=never", "--interruptible=never_tstp"})
        for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE})
            CHECK(interrupted("strace", {option}, signal, false) ==
                  interrupted(tracer_name(), {option}, signal, false));
    for (const char* option : {"-I1", "-I2", "--interruptible=anywhere", "--interruptible=waiting"})
        for (const int signal : {SIGINT, SIGTERM}) {
            INFO(option << ' ' << signal);
            const auto ours = interrupted(tracer_name(), {option}, signal, true),
                       theirs = interrupted("strace", {option}, signal, true);
            CHECK(ours.substr(0, ours.find('\n')) == theirs.substr(0, theirs.find('\n')));
            CHECK(ours.find("detached") != std::string::npos);
        }
}

TEST_CASE("the program's environment, name and user") {
    need_strace();
    for (const words& arguments : {words{"-E", "A=1", "-E", "B=", "-E", "PATH", "-e", "none", "/usr/bin/env"},
                                   {"-E", "A", "-e", "none", "/usr/bin/printenv", "A"},
                                   {"-E", "A=1=2", "-E", "A=3", "-e", "none", "/usr/bin/printenv", "A"},
                                   {"--env=A=1", "-e", "none", "/usr/bin/printenv", "A"}}) {
        INFO(arguments[1]);
        const side theirs = run_side("strace", arguments), ours = run_side(tracer_name(), arguments);
        CHECK(theirs.ending == ours.ending);
        CHECK(replaced(theirs.out, "strace", "") == replaced(ours.out, tracer_name(), ""));
        CHECK(theirs.err == ours.err);
    }
    CHECK(
        run(tracer({"--argv0=other", "-e", "none", "sh", "-c", "echo $0; cat /proc/$$/cmdline | tr '\\0' ' '"})).out ==
        "other\nother -c echo $0; cat /proc/$$/cmdline | tr '\\0' ' ' ");
    if (getuid() != 0) skip("not root: no other user to run as");
    for (const char* user : {"nobody", "root", "daemon"})
        CHECK(parting({"-u", user, "-e", "trace=getuid,geteuid,getgid", "id", "-u"}) == "");
    CHECK(run(tracer({"-u", "65534:12", "-e", "none", "sh", "-c", "id -u; id -g"})).out == "65534\n12\n");
}

TEST_CASE("set-uid programs run with their privileges under a tracer that is root: -u") {
    need_strace();
    if (getuid() != 0) skip("not root: nobody to be set-uid to");
    const scratch here;
    const std::string copy = here.path("id");
    REQUIRE(run({"sh", "-c", "cp $(command -v id) " + copy + " && chmod 4755 " + copy}).ending == "exited with 0");
    for (const words& options : {words{"-u", "nobody"}, {}, {"-f", "-u", "nobody"}}) {
        words all = options;
        all.insert(all.end(), {"-e", "trace=geteuid", "-o", "@FILE", copy, "-u"});
        CHECK(parting(all) == "");
    }
    CHECK(run(tracer({"-u", "nobody", "-e", "none", copy, "-u"})).out == "0\n");
}

TEST_CASE("messages about who is traced") {
    need_strace();
    for (const words& options :
         {words{}, {"-f"}, {"-q"}, {"-f", "-qq"}, {"-f", "-o", "@FILE"}, {"-f", "-o", "@FILE", "-e", "quiet=none"}}) {
        words all = options;
        all.insert(all.end(), {"-e", "trace=none", "sh", "-c", "(exit 3); kill -KILL $$"});
        CHECK(parting(all) == "");
    }
    if (run({tracee("thirty_two")}).ending == "exited with 9")
        for (const words& options : {words{"-f"}, {"-q"}, {"-e", "quiet=personality"}, {"-o", "@FILE"}}) {
            words all = options;
            all.insert(all.end(), {"-e", "trace=none", "sh", "-c", tracee("thirty_two")});
            CHECK(parting(all) == "");
        }
    // Attached and let go.
    const auto attached = [](const std::string& name, const words& options) {
        process waiting({{tracee("blocked"), "futex"}});
        waiting.until_out("ready\n");
        words argv = {name};
        argv.insert(argv.end(), options.begin(), options.end());
        argv.insert(argv.end(), {"-e", "trace=none", "-p", std::to_string(waiting.pid())});
        process p({argv});
        eventually("the process is traced", [&] { return tracer_of(waiting.pid()) == p.pid(); });
        if (options.empty() || options[0] != "-q") p.until_err("attached");
        p.send(SIGINT);
        return p.finish() + '\n' + normalised(p.err(), name);
    };
    for (const words& options : {words{}, {"-f"}, {"-q"}})
        CHECK(attached("strace", options) == attached(tracer_name(), options));
}
