// What cannot be done is said in one clear line, in strace's words where it has some, and the exit code is 1.
// Not here: programs that cannot be executed, which leave a trace (launch_test.cpp); what ptrace refuses (places_test.cpp).
// Nothing hard here. The words are those of strace 6.1, and 7.2's where they are known to differ (Cannot stat, Cannot find).
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <filesystem>
#include <memory>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace whytrace::test;

namespace {

using words = std::vector<std::string>;

void check_refused(const words& arguments, const std::string& line, bool hint) {
    words argv{tracer_name()};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    std::string shown;
    for (const std::string& a : arguments) shown += ' ' + a;
    INFO(tracer_name() << shown);
    const result r = run(argv);
    CHECK(r.err ==
          tracer_name() + ": " + line + '\n' + (hint ? "Try '" + tracer_name() + " -h' for more information.\n" : ""));
    CHECK(r.out == "");
    CHECK(r.ending == "exited with 1");
}

/// Not understood: one line, and where to read on.
void misused(const words& arguments, const std::string& line) { check_refused(arguments, line, true); }
/// Understood, but impossible: one line.
void refused(const words& arguments, const std::string& line) { check_refused(arguments, line, false); }

}  // namespace

TEST_CASE("options that do not exist, or lack their value") {
    misused({"--nosuch", "true"}, "unrecognized option '--nosuch'");
    misused({"-o"}, "option requires an argument -- 'o'");
    misused({"-e"}, "option requires an argument -- 'e'");
    misused({"-p"}, "option requires an argument -- 'p'");
    misused({"-E"}, "option requires an argument -- 'E'");
    misused({"-I"}, "option requires an argument -- 'I'");
    misused({"-f", "-a"}, "option requires an argument -- 'a'");
    misused({"--output"}, "option '--output' requires an argument");
    misused({"--follow-forks=x", "true"}, "option '--follow-forks' doesn't allow an argument");
    misused({"-J", "true"}, "invalid option -- 'J'");
    misused({"--str=5", "true"}, "option '--str=5' is ambiguous; possibilities: '--string-limit' '--strings-in-hex'");
    misused({"--traceme=x", "true"}, "option '--traceme' doesn't allow an argument");  // one of ours: the same words
    misused({}, "must have PROG [ARGS] or -p PID");
    misused({"--no\33[31msuch", "true"}, "unrecognized option '--no\\33[31msuch'");
    misused({"--nosuch\302\233", "true"}, "unrecognized option '--nosuch\\302\\233'");
    misused({"--str=\33", "true"}, "unrecognized option '--str=\\33'");
    misused({"-f\33", "true"}, "unrecognized option '-f\\33'");
    misused({"-f"}, "must have PROG [ARGS] or -p PID");
    misused({"-D", "-p", "1"}, "PROG [ARGS] must be specified with -D/--daemonize");
}

TEST_CASE("numbers and words that are none") {
    misused({"-s", "x", "true"}, "invalid -s argument: 'x'");
    misused({"-s", "-1", "true"}, "invalid -s argument: '-1'");
    misused({"-s", "4294967296", "true"}, "invalid -s argument: '4294967296'");
    misused({"-s", "0x10", "true"}, "invalid -s argument: '0x10'");
    misused({"--string-limit=foo", "true"}, "invalid --string-limit argument: 'foo'");
    misused({"-a", "x", "true"}, "invalid -a argument: 'x'");
    misused({"--columns=-1", "true"}, "invalid --columns argument: '-1'");
    misused({"-I", "0", "true"}, "invalid -I argument: '0'");
    misused({"-I", "9", "true"}, "invalid -I argument: '9'");
    misused({"--daemonize=foo", "true"}, "invalid --daemonize argument: 'foo'");
    misused({"-DDDD", "true"}, "Too many -D's (4), maximum supported -D count is 3");
    misused({"--absolute-timestamps=foo", "true"}, "invalid --absolute-timestamps argument: 'foo'");
    misused({"--timestamps=foo", "true"}, "invalid --timestamps argument: 'foo'");
    misused({"--relative-timestamps=foo", "true"}, "invalid --relative-timestamps argument: 'foo'");
    misused({"--syscall-times=foo", "true"}, "invalid --syscall-times argument: 'foo'");
    refused({"-p", "abc"}, "Invalid process id: 'abc'");
    refused({"-p", "0"}, "Invalid process id: '0'");
    refused({"-p", "-1"}, "Invalid process id: '-1'");
    misused({"-p", ""}, "must have PROG [ARGS] or -p PID");
    refused({"-p", "1x"}, "Invalid process id: '1x'");
}

TEST_CASE("sets that name what does not exist") {
    refused({"-e", "trace=nosuch", "true"}, "invalid system call 'nosuch'");
    refused({"-e", "nosuch", "true"}, "invalid system call 'nosuch'");
    refused({"-e", "!nosuch", "true"}, "invalid system call 'nosuch'");
    refused({"--trace=open,nosuch", "true"}, "invalid system call 'nosuch'");
    refused({"-e", "trace=%nosuch", "true"}, "invalid system call '%nosuch'");
    refused({"-e", "trace=", "true"}, "invalid system call ''");
    refused({"-e", "trace=99999", "true"}, "invalid system call '99999'");
    refused({"-e", "trace=-1", "true"}, "invalid system call '-1'");
    refused({"-e", "trace=/nosuchatall", "true"}, "invalid system call '/nosuchatall'");
    refused({"-e", "trace=/[/", "true"}, "regcomp: [/: Unmatched [, [^, [:, [., or [=");
    refused({"-e", "signal=nosuch", "true"}, "invalid signal 'nosuch'");
    refused({"-e", "signal=SIGINT,foo", "true"}, "invalid signal 'foo'");
    refused({"-e", "signal=99999", "true"}, "invalid signal '99999'");
    refused({"-e", "signal=", "true"}, "invalid signal ''");
    refused({"-e", "quiet=foo", "true"}, "invalid quiet 'foo'");
    refused({"--quiet=foo", "true"}, "invalid quiet 'foo'");
}

TEST_CASE("two forms of one option, and options that exclude each other") {
    refused({"-t", "--absolute-timestamps", "true"}, "-t and --absolute-timestamps cannot be provided simultaneously");
    refused({"-f", "--follow-forks", "true"}, "-f and --follow-forks cannot be provided simultaneously");
    refused({"-qq", "--quiet=attach", "true"}, "-q and -e quiet/--quiet cannot be provided simultaneously");
    refused({"-D", "--daemonize", "true"}, "-D and --daemonize cannot be provided simultaneously");
    refused({"-y", "--decode-fds=all", "true"}, "-y and --decode-fds cannot be provided simultaneously");
    misused({"-ff", "-o", "|cat", "true"}, "piping the output and -ff/--output-separately are mutually exclusive");
}

TEST_CASE("programs and users that are not there") {
    refused({"whytrace-no-such-program"}, "Cannot find executable 'whytrace-no-such-program'");
    refused({"./no-such-program"}, "Cannot stat './no-such-program': No such file or directory");
    refused({"/proc/version/x"}, "Cannot stat '/proc/version/x': Not a directory");
    refused({""}, "Cannot find executable ''");
    if (getuid() == 0) refused({"-u", "no-such-user", "true"}, "Cannot find user 'no-such-user'");
}

TEST_CASE("files that cannot be written") {
    refused({"-o", "/no/such/folder", "true"}, "Can't fopen '/no/such/folder': No such file or directory");
    refused({"-o", "", "true"}, "Can't fopen '': No such file or directory");
    refused({"-o", "/", "true"}, "Can't fopen '/': Is a directory");
    refused({"-A", "-o", "/", "true"}, "Can't fopen '/': Is a directory");
}

TEST_CASE("processes that cannot be traced") {
    refused({"-p", "999999"}, "attach: ptrace(PTRACE_SEIZE, 999999): No such process");
    const result itself = run({"sh", "-c", "exec \"$0\" -p $$", tracer_name()});
    CHECK(itself.err == tracer_name() + ": I'm sorry, I can't let you do that, Dave.\n");
    CHECK(itself.ending == "exited with 1");
    // Both are said, then there is nobody to trace.
    const result two = run({tracer_name(), "-p", "999999", "-p", "999998"});
    CHECK(two.err == tracer_name() + ": attach: ptrace(PTRACE_SEIZE, 999999): No such process\n" + tracer_name() +
                         ": attach: ptrace(PTRACE_SEIZE, 999998): No such process\n");
    CHECK(two.ending == "exited with 1");
}

TEST_CASE("without /proc a program can be launched, but the threads of a process are not known") {
    if (sanitized) skip("AddressSanitizer itself needs /proc");
    process p(program{.argv = {tracee("blocked"), "read"}});
    p.until_out("ready\n");
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        mount("none", "/proc", "tmpfs", 0, nullptr) != 0)
        skip("no privilege to hide /proc");
    const std::unique_ptr<const char, int (*)(const char*)> hidden("/proc", umount);  // the driver needs it in the end
    const result launched = run(tracer({"-f", "-e", "trace=exit_group", "sh", "-c", "exit 3"}));
    const std::string pid = std::to_string(p.pid());
    const result attached = run(tracer({"-f", "-p", pid}));
    CHECK(launched.ending == "exited with 3");
    CHECK(squeeze(launched.err) == "exit_group(3) = ?\n+++ exited with 3 +++\n");
    CHECK(attached.ending == "exited with 1");
    CHECK(attached.err == tracer_name() + ": attach: /proc/" + pid + "/task: No such file or directory\n");
}

TEST_CASE("set-uid, it does not run") {
    if (getuid() != 0) skip("not root");
    const scratch here;
    const std::string copy = here.copy(tracer_file());
    for (const int bit : {S_ISUID, S_ISGID}) {
        REQUIRE(chmod(copy.c_str(), static_cast<mode_t>(0755 | bit)) == 0);
        const result r = run({.argv = {copy, "-o", here.path("trace"), "true"}, .before_exec = drop_privileges});
        CHECK(r.ending == "exited with 1");
        CHECK(r.err.starts_with(copy + ": set-user-ID or set-group-ID, which it never is: "));
        CHECK(!std::filesystem::exists(here.path("trace")));
    }
}
