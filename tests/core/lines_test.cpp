// How lines look and where they go, side by side with strace: places, times, messages, strings, columns, the background.
// Not here: which calls are shown (select_test.cpp), tables (summary_test.cpp), descriptors (descriptors_test.cpp).
// Nothing hard here: see support/side_by_side.hpp.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/side_by_side.hpp"
#include "support/tracer.hpp"

#include <filesystem>
#include <regex>
#include <unistd.h>

using namespace whytrace::test;

namespace {

/// `options`, then `program`.
void check_side_by_side(words options, const words& program) {
    options.insert(options.end(), program.begin(), program.end());
    CHECK(parting(options) == "");
}

/// The calls that the tracee makes in an order of its own, with those in which it waits left out.
const std::string calls = "trace=openat,write,read,fstat,unlinkat,kill,close,nanosleep,exit_group";

void on_sampler(words options) {
    options.insert(options.end(), {"-e", calls});
    options.push_back(tracee("sampler"));
    CHECK(parting(options) == "");
}

/// Only calls whose lines have the same length in both runs.
void on_marks(words options) {
    options.insert(options.end(), {"-e", "trace=close,openat,unlinkat", "-e", "signal=none"});
    options.push_back(tracee("sampler"));
    CHECK(parting(options, alignment::counts) == "");
}

}  // namespace

TEST_CASE("following and places: -f, -ff, -o, -A") {
    need_strace();
    on_sampler({});
    on_sampler({"-f"});
    on_sampler({"-o", "@FILE"});
    on_sampler({"-f", "-o", "@FILE"});
    on_sampler({"--follow-forks", "--output=@FILE"});
    on_sampler({"-ff", "-o", "@FILE"});
    on_sampler({"--output-separately", "-o", "@FILE"});
    on_sampler({"-ff"});
    on_sampler({"-f", "-A", "-o", "@FILE"});
    on_sampler({"-A"});
    on_sampler({"-f", "-o", "|cat"});
    on_sampler({"-o", "!cat >&2"});
}

TEST_CASE("tasks that are killed in a call, or while another calls exit_group") {
    need_strace();
    const std::string theirs =
        "nanosleep,clock_nanosleep,recvfrom,futex,rt_sigsuspend,epoll_pwait,fcntl,exit_group,kill";
    check_side_by_side({"-ff", "-o", "@FILE", "-e", theirs}, {tracee("killed"), "in calls"});
}

TEST_CASE("messages and what is left out: -q, quiet=") {
    need_strace();
    for (const char* option : {"-q", "-qq", "-qqq", "--quiet", "--quiet=attach", "--quiet=exit", "--silent=exits",
                               "--silence=all", "--quiet=none", "-equiet=attach,exit", "-eq=personality",
                               "-esilent=thread-execve", "-equiet=!attach", "-equiet=superseded,path-resolution"})
        on_sampler({"-f", option});
    on_sampler({"-f", "-q", "-q"});
    on_sampler({"-f", "-o", "@FILE", "--quiet=none"});
}

TEST_CASE("times: -t, -r, -T and their long forms") {
    need_strace();
    for (const words& options : {words{"-t"},
                                 {"-tt"},
                                 {"-ttt"},
                                 {"-t", "-t"},
                                 {"-r"},
                                 {"-T"},
                                 {"-r", "-t"},
                                 {"-r", "-tt"},
                                 {"-r", "-ttt"},
                                 {"-tt", "-T"},
                                 {"-ttt", "-r", "-T"},
                                 {"--absolute-timestamps"},
                                 {"--absolute-timestamps=ms"},
                                 {"--absolute-timestamps=format:unix"},
                                 {"--absolute-timestamps=format:time,precision:ns"},
                                 {"--absolute-timestamps=format:unix,precision:us"},
                                 {"--absolute-timestamps=format:none"},
                                 {"--timestamps=us"},
                                 {"--absolute-timestamps=precision:s"},
                                 {"--relative-timestamps"},
                                 {"--relative-timestamps=ns"},
                                 {"--relative-timestamps=ms"},
                                 {"--relative-timestamps=s"},
                                 {"--syscall-times"},
                                 {"--syscall-times=ns"},
                                 {"--syscall-times=ms"},
                                 {"--syscall-times=s"},
                                 {"--relative-timestamps=ms", "--absolute-timestamps=ns"}}) {
        on_marks(options);
        words in_file = options;
        in_file.insert(in_file.end(), {"-f", "-o", "@FILE"});
        on_sampler(in_file);
    }
    on_sampler({"-ff", "-ttt", "-T", "-o", "@FILE"});
}

TEST_CASE("strings, columns, descriptors: -s, -v, -a, -y") {
    need_strace();
    for (const char* option : {"-s0", "-s1", "-s5", "-s99", "-s100", "-s101", "--string-limit=20", "-v", "--no-abbrev"})
        on_sampler({option});
    for (const char* option : {"-a0", "-a1", "-a20", "-a60", "-a200", "--columns=50"}) on_marks({option});
    on_marks({"-a", "33"});
    on_marks({"--columns", "33", "-tt"});
    for (const char* option : {"-y", "--decode-fds", "--decode-fds=path"}) on_sampler({"-f", option});
    check_side_by_side({"-y", "-e", "trace=openat,close,dup2,fcntl"},
                       {"sh", "-c", "exec 3<. 4</dev/null 5<&3 6>/dev/null; read a <&4"});
}

TEST_CASE("short strings of buffers that end at a page that is not there: -s") {
    need_strace();
    for (const char* option : {"-s0", "-s1", "-s3", "-s4", "-s5", "-s16"}) {
        const auto lines = [&](const std::string&
                                   name) {  // strace also says, on standard error, what it could not read
            return unaligned(
                run_side(name, {option, "-e", "trace=write,pwrite64,sendto", "-o", "@FILE", tracee("calls_io")}).file);
        };
        CHECK(difference(lines("strace"), lines(tracer_name())) == "");
    }
}

TEST_CASE("the tracer in the background: -D") {
    need_strace();
    // The tracer may end after its program does, so the file is what counts; it is complete when the last line is there.
    for (const char* option : {"-D", "-DD", "-DDD", "--daemonize=session"}) {
        const scratch here;
        const auto traced = [&](const std::string& name) {
            const std::string file = here.path("trace");
            std::filesystem::remove(file);
            process p(program{.argv = {name, option, "-f", "-o", file, "-e", calls, tracee("sampler")}});
            const std::string ending = p.finish();
            eventually("the trace is complete", [&] { return read_file(file).ends_with("+++ exited with 0 +++\n"); });
            return ending + '\n' + unaligned(normalised(read_file(file), name));
        };
        INFO(option);
        CHECK(difference(traced("strace"), traced(tracer_name())) == "");
    }
}

TEST_CASE("names, numbers and addresses in front: -n, -i, --always-show-pid") {
    need_strace();
    for (const words& options :
         {words{"-n"}, {"-i"}, {"-n", "-i", "-tt"}, {"--syscall-number"}, {"--instruction-pointer"}}) {
        words all = options;
        all.insert(all.end(), {"-f", "-o", "@FILE", "-e", "signal=!SIGCHLD"});  // it may come in any call
        on_sampler(all);
    }
    const result one = run(tracer({"--always-show-pid", "-e", "trace=exit_group", "sh", "-c", "echo $$; exit 3"}));
    CHECK(squeeze(one.err) ==
          replaced("P exit_group(3) = ?\nP +++ exited with 3 +++\n", "P", split_lines(one.out).front()));
}

TEST_CASE("colours: when, and which") {
    const words program = {"-e", "trace=openat,exit_group", "cat", "/nosuch"};
    const auto traced = [&](words options, std::vector<std::pair<std::string, std::string>> environment,
                            bool terminal) {
        options.insert(options.end(), program.begin(), program.end());
        process p({.argv = tracer(options), .terminal = terminal, .environment = std::move(environment)});
        p.finish();
        return terminal ? p.out() : p.err();
    };
    const auto coloured = [](const std::string& text) { return text.find('\033') != std::string::npos; };
    CHECK_FALSE(coloured(traced({}, {{"TERM", "xterm"}}, false)));
    CHECK(coloured(traced({}, {{"TERM", "xterm"}, {"NO_COLOR", ""}}, true)));
    CHECK(coloured(traced({"--color=auto"}, {{"TERM", "xterm"}, {"NO_COLOR", ""}}, true)));
    CHECK_FALSE(coloured(traced({}, {{"TERM", "xterm"}, {"NO_COLOR", "1"}}, true)));
    for (const char* terminal : {"dumb", "unknown", ""}) CHECK_FALSE(coloured(traced({}, {{"TERM", terminal}}, true)));
    CHECK_FALSE(coloured(traced({"--color=never"}, {{"TERM", "xterm"}}, true)));
    CHECK(coloured(traced({"--color=always"}, {{"TERM", "dumb"}, {"NO_COLOR", "1"}}, false)));

    const auto line = squeeze(traced({"--color=always", "-P", "/nosuch"}, {}, false));
    CHECK(line.find(
              "\033[33mopenat\033[0m(\033[34mAT_FDCWD\033[0m, \033[35m\"/nosuch\"\033[0m, \033[34mO_RDONLY\033[0m) = "
              "\033[31m-1 ENOENT (No such file or directory)\033[0m\n") != std::string::npos);
    const auto own = traced({"--color=always", "-P", "/nosuch"},
                            {{"STRACE_COLORS", "syscall=1;33:nosuch=1:error=x:error=7:punct=1:argval"}}, false);
    CHECK(own.find("\033[1;33mopenat\033[0m\033[1m(\033[0m") != std::string::npos);
    CHECK(own.find("\033[7m-1 ENOENT") != std::string::npos);

    // Without its sequences the text is the same, the column of results too.
    const auto without = [](std::string text) {
        static const std::regex sequence("\033\\[[0-9;]*m");
        return std::regex_replace(text, sequence, "");
    };
    CHECK(difference(traced({"-a", "60"}, {}, false), without(traced({"-a", "60", "--color=always"}, {}, false))) ==
          "");
    CHECK(run(tracer({"--color=x", "true"})).err.find(": invalid --color argument: 'x'\n") != std::string::npos);
    CHECK(run(tracer({"--color"})).err.find(": option '--color' requires an argument\n") != std::string::npos);
}

TEST_CASE("whole calls: one line each, when they return, with the time at which they began") {
    const result r = run(tracer({"-f", "-q", "-ttt", "--whole-calls", "-e", "trace=wait4,write,exit_group", "-e",
                                 "signal=none", "sh", "-c", "(echo inner; exit 2); exit 3"}));
    CHECK(r.err.find("unfinished") == std::string::npos);
    CHECK(r.err.find("resumed") == std::string::npos);
    const auto at = [&](const std::string& text) {
        for (const std::string& line : split_lines(r.err))
            if (line.find(text) != std::string::npos)
                return std::pair(r.err.find(line), std::stod(line.substr(line.find("1", line.find(']') + 1))));
        FAIL("no line with " << text << " in " << r.err);
        return std::pair(std::size_t{0}, 0.0);
    };
    const auto wait = at("WEXITSTATUS(s) == 2}"), end = at("exit_group(2)");
    CHECK(wait.first > end.first);    // it returns behind the end of what it waited for
    CHECK(wait.second < end.second);  // and began before
    // Nothing is lost: the same calls as in the usual form.
    const auto count = [](const std::string& option) {
        const scratch here;
        run(tracer({"-f", option, "-o", here.path("t"), tracee("clone_storm")}));
        std::size_t n = 0;
        for (const std::string& line : split_lines(read_file(here.path("t"))))
            n += line.find("= -1 EBADF") != std::string::npos;
        return n;
    };
    CHECK(count("--whole-calls") == count("-q"));
}

TEST_CASE("files of -ff, merged") {
    need_strace();
    const scratch here;
    for (const char* times : {"-ttt", "-tt", "-t"}) {
        const std::string file = here.path(std::string("t") + times);
        run(tracer({"-ff", times, "-o", file, tracee("sampler")}));
        const result ours = run({tracer_name(), "--merge=" + file}), theirs = run({"strace-log-merge", file});
        INFO(times);
        CHECK(ours.ending == "exited with 0");
        if (std::string(times) != "-t" && theirs.ending == "exited with 0") {
            CHECK(difference(theirs.out, ours.out) == "");
        }
        CHECK(ours.out.find("+++ exited with 0 +++") != std::string::npos);
    }
    REQUIRE(run({"sh", "-c",
                 "cd " + here.directory() +
                     " && printf '23:59:59.9 a()\\n | dump\\n00:00:00.2 c()\\n' >m.7 && "
                     "printf '00:00:00.1 b()\\n' >m.12 && printf x >m.12x"})
                .ending == "exited with 0");
    const result midnight = run({tracer_name(), "--merge", here.path("m")});
    CHECK(midnight.out == "12 00:00:00.1 b()\n7  23:59:59.9 a()\n7   | dump\n7  00:00:00.2 c()\n");
    const result none = run({tracer_name(), "--merge", here.path("nosuch")});
    CHECK(none.err == tracer_name() + ": " + here.path("nosuch") + ": strace output not found\n");
    CHECK(none.ending == "exited with 1");
}

TEST_CASE("called by another name") {
    need_strace();
    const scratch here;
    const std::string link = here.path("strace");
    REQUIRE(symlink(tracer_file().c_str(), link.c_str()) == 0);
    for (const words& arguments :
         {words{"-s", "x", "true"}, {"-p", "999999"}, {"--nosuch"}, {"-f", "sh", "-c", "/bin/true; exit 2"}, {}}) {
        words all = arguments;
        const words calls = {"-e", "trace=exit_group", "-e", "signal=none"};
        if (!all.empty() && all[0] == "-f") all.insert(all.begin(), calls.begin(), calls.end());
        words theirs = all, ours = all;
        theirs.insert(theirs.begin(), {"sh", "-c", "exec \"$0\" \"$@\"", "strace"});
        ours.insert(ours.begin(), {"sh", "-c", "PATH=" + here.directory() + ":$PATH; exec \"$0\" \"$@\"", "strace"});
        const result one = run(theirs), other = run(ours);
        CHECK(one.ending == other.ending);
        CHECK(difference(unaligned(normalised(one.err, "strace")), unaligned(normalised(other.err, "strace"))) == "");
    }
    for (const char* option : {"-V", "-h", "--help", "--version", "-VV"})
        CHECK(run({link, option}).ending == "exited with 0");
}

TEST_CASE("help for one option") {
    const result o = run({tracer_name(), "--help=-o"});
    CHECK(o.ending == "exited with 0");
    CHECK(o.out.find("--output=FILE") != std::string::npos);
    CHECK(o.out.find("whytrace -f -o trace make") != std::string::npos);
    CHECK(run({tracer_name(), "--help=output"}).out == o.out);
    CHECK(run({tracer_name(), "--help=silent"}).out == run({tracer_name(), "--help=q"}).out);
    const result none = run({tracer_name(), "--help=nosuch"});
    CHECK(none.err.find(": invalid --help argument: 'nosuch'\n") != std::string::npos);
    CHECK(none.ending == "exited with 1");
}

TEST_CASE("completions offer words where an option takes one of several") {
    if (run({"bash", "-c", "true"}).ending != "exited with 0") skip("no bash");
    const auto completed = [](const std::string& words_typed, int at) {
        return run({"bash", "-c",
                    "eval \"$($0 --help=bash)\"; COMP_WORDS=(" + words_typed + "); COMP_CWORD=" + std::to_string(at) +
                        "; _whytrace; echo ${COMPREPLY[@]}",
                    tracer_name()})
            .out;
    };
    CHECK(completed("whytrace --color '=' a", 3) == "auto always\n");
    CHECK(completed("whytrace --color '='", 2) == "auto always never\n");
    CHECK(completed("whytrace --summary-ch", 1) == "--summary-chart\n");
    CHECK(completed("whytrace -f --output '=' /dev/nul", 4) == "/dev/null\n");
}
