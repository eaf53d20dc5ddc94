// Every option that strace has, each spelling at least once beside strace itself; and no option without such a case.
// Not here: what an option does in detail (the files of its subject), wrong values (wrong_values_test.cpp).
// The hard part: the list of options is asked for, of whytrace's help and of strace, so that a new one fails here until it has a case.
#include "support/catch.hpp"
#include "support/side_by_side.hpp"
#include "support/tracer.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>

using namespace whytrace::test;

namespace {

const std::string few = "trace=openat,close,kill,exit_group";
const words sampler = {"-e", few, tracee("sampler")};
/// Without the signal that comes during this call or that, as the child's end happens to be.
const words told_at_calls = {"-e", few, "-e", "signal=!SIGCHLD", tracee("sampler")};
const words shell = {"-e", "trace=exit_group", "-e", "signal=none", "sh", "-c", "/bin/true; exit 3"};
const words nothing = {"-e", "trace=none", "true"};

/// Options, then the rest of the command line.
const std::vector<std::pair<words, words>> pairs = {
    {{"-a", "20"}, sampler},
    {{"--columns=60"}, sampler},
    {{"-A", "-o", "@FILE"}, sampler},
    {{"--output-append-mode", "-o", "@FILE"}, sampler},
    {{"-b", "execve", "-f"}, shell},
    {{"--detach-on=execve", "-f"}, shell},
    {{"-c", "-S", "name", "-U", "calls,errors,name"}, sampler},
    {{"--summary-only", "--summary-columns=calls,errors", "--summary-sort-by=name"}, sampler},
    {{"-C", "-w", "-S", "calls", "-U", "calls,name", "-O", "1us"}, sampler},
    {{"--summary", "--summary-wall-clock", "--summary-columns=calls", "--summary-syscall-overhead=2",
      "--summary-sort-by=calls"},
     sampler},
    {{"-E", "A=b"}, {"-e", "trace=none", "sh", "-c", "echo $A"}},
    {{"--env=A"}, {"-e", "trace=none", "sh", "-c", "echo $A"}},
    {{"-f"}, shell},
    {{"--follow-forks"}, shell},
    {{"-F"}, shell},
    {{"--output-separately", "-o", "@FILE"}, sampler},
    {{"-i"}, sampler},
    {{"--instruction-pointer"}, sampler},
    {{"-I", "1"}, nothing},
    {{"--interruptible=never"}, nothing},
    {{"-n"}, told_at_calls},
    {{"--syscall-number"}, told_at_calls},
    {{"-o", "@FILE"}, sampler},
    {{"--output=@FILE"}, sampler},
    {{"-p", "99999999"}, {}},
    {{"--attach=99999999"}, {}},
    {{"-P", "/dev/null"}, {"sh", "-c", ": </dev/null; exec 3</dev/null 4<&3; cat <&4"}},
    {{"--trace-path=/dev/null"}, {"sh", "-c", ": </dev/null"}},
    {{"-q", "-f"}, shell},
    {{"--quiet", "-f"}, shell},
    {{"--silent=exit"}, sampler},
    {{"--silence=all", "-f"}, shell},
    {{"-r"}, sampler},
    {{"--relative-timestamps=ms"}, sampler},
    {{"-s", "3"}, sampler},
    {{"--string-limit=5"}, sampler},
    {{"-t"}, sampler},
    {{"--absolute-timestamps=us"}, sampler},
    {{"--timestamps"}, sampler},
    {{"-T"}, sampler},
    {{"--syscall-times=ns"}, sampler},
    {{"-u", "nosuchuser"}, nothing},
    {{"--user=nosuchuser"}, nothing},
    {{"-v"}, sampler},
    {{"--no-abbrev"}, sampler},
    {{"-x"}, sampler},
    {{"--strings-in-hex=non-ascii-chars"}, {"-e", "trace=write", "printf", "a\001\303\251\177\n7\200\"\\1"}},
    {{"--strings-in-hex=non-ascii"}, {"-e", "trace=write", "printf", "a\001\n\\1"}},
    {{"-X", "verbose"}, sampler},
    {{"--const-print-style=raw"}, sampler},
    {{"-y"}, sampler},
    {{"--decode-fds=path,dev"}, sampler},
    {{"-Y", "-f"}, shell},
    {{"--decode-pids=comm,pidns", "-f"}, shell},
    {{"--pidns-translation", "-f"}, shell},
    {{"-z"}, sampler},
    {{"--successful-only"}, sampler},
    {{"-Z"}, sampler},
    {{"--failed-only"}, sampler},
    {{"--failing-only"}, sampler},
    {{"-e", "trace=kill,close"}, {tracee("sampler")}},
    {{"--trace=kill,close"}, {tracee("sampler")}},
    {{"--signal=USR1"}, sampler},
    {{"--signals=!USR1"}, sampler},
    {{"--status=failed,unfinished"}, sampler},
    {{"--inject=close:error=EIO:when=2"}, sampler},
    {{"--fault=close:when=2+"}, sampler},
    {{"--abbrev=none"}, sampler},
    {{"--verbose=none"}, sampler},
    {{"--raw=openat"}, sampler},
    {{"--read=3"}, {"-e", "trace=read", "head", "-c", "40", "/etc/passwd"}},
    {{"--write=1"}, {"-e", "trace=write", "echo", "hello"}},
    {{"--kvm=vcpu"}, nothing},
    {{"--argv0=other"}, {"-e", "trace=none", "sh", "-c", "echo $0"}},
    {{"--daemonize=grandchild", "-o", "@FILE"}, nothing},
    {{"-D", "-o", "@FILE"}, nothing},
    {{"--daemonise=session", "-o", "@FILE"}, nothing},
    {{"--daemonized=pgroup", "-o", "@FILE"}, nothing},
    {{"--daemonised", "-o", "@FILE"}, nothing},
    {{"--seccomp-bpf", "-f"}, shell},
    {{"-k"}, {"-e", "trace=none", "true"}},
    {{"--stack-trace"}, {"-e", "trace=none", "true"}},
    {{"--stack-traces"}, {"-e", "trace=none", "true"}},
    {{"-S", "calls", "-w", "-c", "-U", "calls,name"}, sampler},
    // Newer than 6.1.
    {{"--always-show-pid"}, sampler},
    {{"--kill-on-exit", "-f"}, shell},
    {{"--stack-trace-frame-limit=3", "-k"}, nothing},
    {{"--syscall-limit=5"}, sampler},
    {{"--trace-fds=3"}, sampler},
    {{"--trace-fd=1,3"}, sampler},
};

// A page or a diary of its own is no text to compare: these must end as strace does.
const words endings[] = {{"-h"},
                         {"--help"},
                         {"-V"},
                         {"--version"},
                         {"-d", "true"},
                         {"--debug", "true"},
                         {"--tips", "true"},
                         {"--secontext", "true"}};

/// "-a", "--columns": of an argument that is an option; of letters with something behind them, the first.
std::string option_in(const std::string& word) {
    if (word.starts_with("--")) return word.substr(0, word.find('='));
    return word.size() > 1 && word[0] == '-' ? word.substr(0, 2) : "";
}

/// What whytrace has, except the names that it says are its own.
std::set<std::string> options_of_strace() {
    std::set<std::string> all;
    const std::string bash = run({tracer_name(), "--help=bash"}).out;
    const auto list = bash.find("compgen -W \"-");
    REQUIRE(list != bash.npos);
    std::istringstream spelled(bash.substr(list + 12, bash.find('"', list + 12) - list - 12));
    for (std::string option; spelled >> option;) all.insert(option);
    const std::string man = replaced(run({tracer_name(), "--help=man"}).out, "\\-", "-");
    static const std::regex sentence("own:\n(.*)\\.\n"), name("--[a-z-]+"), alias("\n.TQ\n.B (--[a-z-]+)");
    std::smatch ours;
    REQUIRE(std::regex_search(man, ours, sentence));
    const std::string names = ours[1];
    for (std::sregex_iterator i(man.begin(), man.end(), alias), end; i != end; ++i) all.insert((*i)[1]);
    for (std::sregex_iterator i(names.begin(), names.end(), name), end; i != end; ++i) all.erase(i->str());
    return all;
}

/// Whether the installed strace, which may be older, has it.
bool known_to_strace(const std::string& option) {
    const std::string said = run({"strace", option, "-V"}).err;
    return said.find("unrecognized option") == std::string::npos && said.find("invalid option") == std::string::npos &&
           said.find("ambiguous") == std::string::npos && said.find("not supported by this build") == std::string::npos;
}

words joined(words one, const words& other) {
    one.insert(one.end(), other.begin(), other.end());
    return one;
}

}  // namespace

TEST_CASE("each option beside strace") {
    need_strace();
    const auto is_new = [](const std::string& word) {
        return !option_in(word).empty() && !known_to_strace(option_in(word));
    };
    for (const auto& [options, program] : pairs)
        if (std::ranges::none_of(options, is_new)) CHECK(parting(joined(options, program)) == "");
    for (const words& arguments : endings) {
        INFO(arguments.front());
        if (is_new(arguments.front())) continue;
        CHECK(run_side(tracer_name(), arguments).ending == run_side("strace", arguments).ending);
    }
}

TEST_CASE("no option without a case beside strace") {
    need_strace();
    std::set<std::string> covered = {"-e"};
    for (const auto& [options, program] : pairs)
        for (const std::string& word : options) covered.insert(option_in(word));
    for (const words& arguments : endings) covered.insert(option_in(arguments.front()));
    const auto options = options_of_strace();
    CHECK(options.size() > 100);
    for (const std::string& option : options) {
        INFO(option);
        CHECK((covered.contains(option) || !known_to_strace(option)));
    }
}

TEST_CASE("strace's help names no option that we have not") {
    need_strace();
    const auto options = options_of_strace();
    const std::string help = run({"strace", "-h"}).out;
    static const std::regex one("(^|[ ,\n])(--[a-z][a-z0-9-]+|-[A-Za-z])(?=[ ,=\\[\n])");
    std::set<std::string> theirs;
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) {
        const auto begin = line.find_first_not_of(' ');
        if (begin == line.npos || begin > 3 || line[begin] != '-') continue;  // words of an explanation
        for (std::sregex_iterator i(line.begin(), line.end(), one), end; i != end; ++i) theirs.insert((*i)[2]);
    }
    CHECK(theirs.size() > 60);
    for (const std::string& option : theirs) {
        INFO(option);
        CHECK(options.contains(option));
    }
}
