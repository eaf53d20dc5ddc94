// -k and -kk: stacks of functions, threads, late libraries, new and static programs; and stacks that are broken on purpose.
// Not here: how much it costs (tests/bench).
// Nothing hard here.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/side_by_side.hpp"
#include "support/tracer.hpp"

#include <regex>
#include <unistd.h>

using namespace whytrace::test;

namespace {

/// The stack behind the `n`th getppid: " > FILE(SYMBOL+0xN) [0xN]" as "SYMBOL".
lines symbols(const std::string& trace, int n = 1) {
    lines all;
    bool mine = false;
    for (const auto& line : split_lines(trace)) {
        if (!line.starts_with(" > ")) {
            mine = line.find("getppid") != std::string::npos && n-- == 1;
            continue;
        }
        static const std::regex frame(" > [^(]+\\((.*?)(\\+0x[0-9a-f]+)?\\) \\[0x[0-9a-f]+\\].*");
        if (mine) all.push_back(std::regex_replace(line, frame, "$1"));
    }
    return all;
}

struct traced {
    std::string ending, trace, err;
};

traced stacks_of(std::vector<std::string> program, std::vector<std::string> options = {"-k"}) {
    const scratch here;
    options.insert(options.end(), {"-f", "-o", here.path("t"), "-e", "trace=getppid"});
    options.insert(options.end(), program.begin(), program.end());
    const result r = run(tracer(options));
    return {r.ending, read_file(here.path("t")), r.err};
}

const lines nest{"syscall",
                 "deep::box<long>::get(int)",
                 "deep::box<long>::get(int)",
                 "deep::box<long>::get(int)",
                 "deep::box<long>::get(int)",
                 "*call()",
                 "main*"};

}  // namespace

TEST_CASE("names, demangled, from the innermost function to main", "[registers][traceme]") {
    const auto t = stacks_of({tracee("stacked")});
    INFO(t.trace);
    CHECK(missing(symbols(t.trace), nest) == "");
    CHECK(t.trace.find(" > " + tracee("stacked") + "(deep::box<long>::get(int)+0x") != std::string::npos);
    CHECK(t.err == "");
}

TEST_CASE("a static program has no search table of its own and still has a stack") {
    const auto t = stacks_of({tracee("stacked_static")});
    INFO(t.trace);
    CHECK(missing(symbols(t.trace), nest) == "");
}

TEST_CASE("threads, a program that takes another's place, a library that is loaded twice") {
    const auto thread = stacks_of({tracee("stacked"), "thread"});
    INFO(thread.trace);
    CHECK(missing(symbols(thread.trace), {"syscall", "deep::box<long>::get(int)", "*call()", "*body(void*)"}) == "");

    const auto exec = stacks_of({tracee("stacked"), "exec", tracee("stacked_static")});
    INFO(exec.trace);
    CHECK(missing(symbols(exec.trace, 1), nest) == "");
    CHECK(missing(symbols(exec.trace, 2), nest) == "");
    CHECK(exec.trace.find(" > " + tracee("stacked_static") + "(deep::box") != std::string::npos);

    const auto library = stacks_of({tracee("stacked"), "library", tracee("libstacked.so")});
    INFO(library.trace);
    for (const int n : {1, 2})
        CHECK(missing(symbols(library.trace, n),
                      {"within_library", "call_of_library", "*in_a_library(char const*)", "main*"}) == "");
}

TEST_CASE("at most so many frames") {
    const auto t = stacks_of({tracee("stacked")}, {"-k", "--stack-trace-frame-limit=3"});
    CHECK(symbols(t.trace).size() == 3);
    CHECK(symbols(stacks_of({tracee("stacked")}, {"--stack-trace"}).trace).size() > 6);
}

TEST_CASE("file and line of the source, where the build can find them") {
    if (run({tracer_file(), "-V"}).out.find("stack-source=") == std::string::npos) {
        CHECK(run({tracer_file(), "-V"}).out.find("no-stack-source") != std::string::npos);
        skip("this build has no library for source lines");
    }
    const auto t = stacks_of({tracee("stacked")}, {"-kk"});
    INFO(t.trace);
    CHECK(std::regex_search(
        t.trace,
        std::regex("\\(deep::box<long>::get\\(int\\)\\+0x[0-9a-f]+\\) \\[0x[0-9a-f]+\\] \\S*stacked\\.cpp:\\d+\n")));
    CHECK(stacks_of({tracee("stacked")}, {"--stack-trace=source"}).trace.find("stacked.cpp:") != std::string::npos);
}

TEST_CASE("broken stacks end, and the program goes on") {
    for (const char* how : {"overwritten", "circular", "endless"}) {
        const auto t = stacks_of({tracee("stacked"), how});
        INFO(t.trace << t.err);
        CHECK(t.ending == "exited with 0");
        CHECK(symbols(t.trace).size() >= 1);
        CHECK(symbols(t.trace).size() <= 256);
        CHECK(t.trace.ends_with("+++ exited with 0 +++\n"));
    }
}

TEST_CASE("names of files are escaped") {
    const scratch here;
    const std::string odd = here.path("odd\033[31m");
    CHECK(run({"cp", tracee("stacked"), odd}).ending == "exited with 0");
    const auto t = stacks_of({odd});
    CHECK(t.trace.find('\033') == std::string::npos);
    CHECK(t.trace.find("odd\\033[31m(deep::box<long>::get(int)+0x") != std::string::npos);
}

TEST_CASE("the text is strace's") {
    if (run({"sh", "-c", "strace -V | grep -q stack-trace"}).ending != "exited with 0")
        skip("there is no strace with stacks to compare with");
    const scratch here;
    const auto text = [&](const std::string& who, std::vector<std::string> words) {
        const std::string file = here.path("t");
        words.insert(words.begin(), {who, "-k", "-o", file});
        CHECK(run(words).ending == "exited with 0");
        const std::string hexadecimal = std::regex_replace(read_file(file), std::regex("0x[0-9a-f]{7,}"), "ADDRESS");
        // strace 6.1 shows no name as (+0x0) or (), by the file it is missing in; newer ones may have another libunwind's names.
        static const std::regex no_name("\\(\\+0x0\\)"), name("\\([^()\n]*\\+0x[0-9a-f]+\\)");
        return std::regex_replace(std::regex_replace(hexadecimal, strace_is_newer() ? name : no_name, "()"),
                                  std::regex("(getppid|clone3|set_tid_address|getrandom|si_pid|execve)[^\n]*"), "$1");
    };
    for (const std::vector<std::string>& program :
         {std::vector<std::string>{tracee("stacked")}, {"ls", "/"}, {"git", "--version"}}) {
        INFO(program.front());
        CHECK(difference(text("strace", program), text(tracer_file(), program)) == "");
    }
}
