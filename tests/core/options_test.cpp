// Options side by side with strace: the same options on the same program give the same text, but for ids, addresses and times.
// Not here: whole programs (tests/bench/compare.sh), options that strace 6.1 does not have (launch_test.cpp, end_test.cpp).
// The hard part is to normalise no more than must differ: alignment stays where the lines have no ids in them.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <cctype>
#include <filesystem>
#include <map>
#include <regex>
#include <unistd.h>

using namespace whytrace::test;

namespace {

using words = std::vector<std::string>;

/// Every digit of what `pattern` finds becomes 0: the layout stays.
std::string zeroed(const std::string& text, const std::regex& pattern) {
    std::string result = text;
    for (std::sregex_iterator i(text.begin(), text.end(), pattern), end; i != end; ++i)
        for (auto at = i->position(); at < i->position() + i->length(); at++)
            if (std::isdigit(static_cast<unsigned char>(text[static_cast<std::size_t>(at)])))
                result[static_cast<std::size_t>(at)] = '0';
    return result;
}

std::string normalised(std::string text, const std::string& name) {
    static const std::regex clock("\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?"), seconds("\\d+\\.\\d{3,9}"),
        whole_seconds("\\b1\\d{9}\\b"), address("0x[0-9a-f]{6,}"), cpu("si_(u|s)time=\\d+( /\\* [0-9.]+ s \\*/)?"),
        id("(^|pid=|PID=|\\[pid +|Process |kill\\(|pipe:\\[|(?:get|set_)\\w*(?:pid|tid|address)\\(.*= )\\d+",
           std::regex::multiline),
        random("getrandom\\(\"[^\"]*\"");
    text = replaced(text, name + ": ", "TRACER: ");
    text = zeroed(zeroed(zeroed(text, clock), seconds), whole_seconds);
    text = std::regex_replace(text, address, "0xADDRESS");
    text = std::regex_replace(text, random, "getrandom(RANDOM");
    text = std::regex_replace(text, cpu, "si_$1time=T");
    return std::regex_replace(text, id, "$1ID");
}

/// Lines with ids in them are aligned by the length of those.
std::string unaligned(const std::string& text) {
    std::string all;
    for (const std::string& line : split_lines(text)) all += squeeze(line) + '\n';
    return all;
}

struct side {
    std::string ending, out, err, file;
};

/// Runs one of the two with `-o FILE` for the word @FILE.
side run_side(const std::string& name, words arguments) {
    const scratch here;
    for (std::string& word : arguments) word = replaced(word, "@FILE", here.path("t"));
    arguments.insert(arguments.begin(), name);
    const result r = run(arguments);
    std::string files;
    std::map<std::string, std::string> sorted;
    for (const auto& entry : std::filesystem::directory_iterator(here.directory()))
        sorted[entry.path().filename().string()] = read_file(entry.path().string());
    for (const auto& [file, text] : sorted) files += text;
    return {r.ending, normalised(r.out, name), normalised(r.err, name), normalised(files, name)};
}

void need_strace() {
    if (run({"sh", "-c", "command -v strace"}).ending != "exited with 0")
        skip("strace is not installed: nothing to compare with");
}

enum class alignment { counts, differs };

void check_side_by_side(const words& options, const words& program, alignment a = alignment::differs) {
    words arguments = options;
    arguments.insert(arguments.end(), program.begin(), program.end());
    std::string shown;
    for (const std::string& word : arguments) shown += ' ' + word;
    INFO(shown);
    const side theirs = run_side("strace", arguments), ours = run_side(tracer_name(), arguments);
    const auto text = [&](const std::string& t) { return a == alignment::counts ? t : unaligned(t); };
    CHECK(theirs.ending == ours.ending);
    CHECK(difference(text(theirs.out), text(ours.out)) == "");
    CHECK(difference(text(theirs.err), text(ours.err)) == "");
    CHECK(difference(text(theirs.file), text(ours.file)) == "");
}

/// The calls that the tracee makes in an order of its own, with those in which it waits left out.
const std::string calls = "trace=openat,write,read,fstat,unlinkat,kill,close,nanosleep,exit_group";

void on_sampler(words options) {
    options.insert(options.end(), {"-e", calls});
    check_side_by_side(options, {tracee("sampler")});
}

/// Only calls whose lines have the same length in both runs.
void on_marks(words options) {
    options.insert(options.end(), {"-e", "trace=close,openat,unlinkat", "-e", "signal=none"});
    check_side_by_side(options, {tracee("sampler")}, alignment::counts);
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

TEST_CASE("which calls: -e trace=") {
    need_strace();
    const words one_task{"sh", "-c", "trap : USR1; kill -USR1 $$; : </dev/null; cd /; exit 3"};
    for (const char* set : {"close",
                            "trace=close",
                            "t=close",
                            "trace=close,kill",
                            "trace=!close",
                            "!close,openat",
                            "trace=none",
                            "trace=!all",
                            "trace=/^(cl|k)",
                            "trace=!/^(m|r|b|g|s|a|p|w|n|c|o|u|e)",
                            "trace=%file",
                            "trace=file",
                            "trace=%desc",
                            "trace=desc",
                            "trace=%process",
                            "trace=%signal",
                            "trace=%memory",
                            "trace=%creds",
                            "trace=%ipc",
                            "trace=%network",
                            "trace=%stat",
                            "trace=%%stat",
                            "trace=%pure",
                            "trace=%clock",
                            "trace=!%desc,%memory",
                            "trace=?nosuch,close",
                            "trace=?nosuch",
                            "trace=?%nosuch,kill",
                            "trace=close@64",
                            "trace=close@32"})
        check_side_by_side({"-e", set, "-e", "signal=none"}, one_task);
    check_side_by_side({"--trace=close"}, {tracee("sampler")});
    check_side_by_side({"--trace", "close,kill"}, {tracee("sampler")});
    // Of several, each replaces the one before.
    check_side_by_side({"-e", "trace=close", "-e", "trace=kill"}, {tracee("sampler")});
    check_side_by_side({"-f", "-e", "trace=%process", "-e", "trace=close"}, {tracee("sampler")});
#ifdef __x86_64__
    check_side_by_side({"-e", "trace=3,62"}, {tracee("sampler")});
#endif
}

TEST_CASE("which signals: -e signal=") {
    need_strace();
    for (const char* set :
         {"signal=all", "signal=none", "signal=SIGUSR1", "signal=usr1", "s=Usr1,SIGCHLD", "signals=!USR1", "signal=10",
          "signal=!10,12", "signal=!all", "signal=!none", "signal=TERM"})
        check_side_by_side({"-f", "-e", "trace=close", "-e", set}, {tracee("sampler")});
    check_side_by_side({"-f", "-e", "trace=close", "--signal=USR2"}, {tracee("sampler")});
    check_side_by_side({"-e", "trace=none", "-e", "signal=USR1", "-e", "signal=USR2"}, {tracee("sampler")});
}

TEST_CASE("where options end: --, the first word that is none, options of the program") {
    need_strace();
    check_side_by_side({"-e", "trace=exit_group", "--"}, {"sh", "-c", "exit 3"});
    check_side_by_side({"-etrace=exit_group"}, {"sh", "-f", "-c", "echo $-; exit 4"});
    check_side_by_side({"-qetrace=execve", "-fs3"}, {"sh", "-c", "exit 4"});
    check_side_by_side({"-E", "A=b", "-e", "trace=exit_group"}, {"printenv", "A"});
    check_side_by_side({"--env", "A=c", "--env=B", "-e", "trace=exit_group"}, {"printenv", "A"});
}

TEST_CASE("the tracer in the background: -D") {
    need_strace();
    // The tracer may end after its program does, so the file is what counts; it is complete when the last line is there.
    for (const char* option : {"-D", "-DD", "-DDD", "--daemonize=session"}) {
        const scratch here;
        const auto traced = [&](const std::string& name) {
            const std::string file = here.path("trace");
            std::filesystem::remove(file);
            const result r = run({name, option, "-f", "-o", file, "-e", calls, tracee("sampler")});
            eventually("the trace is complete", [&] { return read_file(file).ends_with("+++ exited with 0 +++\n"); });
            return r.ending + '\n' + unaligned(normalised(read_file(file), name));
        };
        INFO(option);
        CHECK(difference(traced("strace"), traced(tracer_name())) == "");
    }
}
