// The command line: every row of the option table, what depends on how an option was given, what excludes what.
// Not here: sets of calls (call_set_test.cpp), the words of error messages that getopt_long itself says.
// Nothing hard here.
#include "cli/call_set.hpp"
#include "cli/help.hpp"
#include "cli/parse.hpp"
#include "cli/table.hpp"
#include "whytrace/decoder.hpp"
#include "whytrace/error.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <cerrno>
#include <string>
#include <vector>

using namespace whytrace;
using namespace whytrace::cli;

namespace {

const abi wide = machine_abis()[0];
const auto close_number = call_number(wide, "close").value();

options parsed(std::vector<std::string> words) {
    words.insert(words.begin(), "whytrace");
    std::vector<char*> argv;
    for (auto& w : words) argv.push_back(w.data());
    argv.push_back(nullptr);
    std::vector<std::string> warned;
    return parse(static_cast<int>(words.size()), argv.data(), warned);
}

/// What is said about it, and whether the hint at -h follows.
struct complaint {
    std::string line;
    bool hint;
    bool operator==(const complaint&) const = default;
};

complaint said(const std::vector<std::string>& words) {
    try {
        parsed(words);
    } catch (const usage_error& e) { return {e.what(), true}; } catch (const system_failure& e) {
        return {e.what(), false};
    }
    return {"nothing", false};
}

}  // namespace

TEST_CASE("the program and its arguments are what follows the options") {
    const auto o = parsed({"-f", "ls", "-l", "--", "-x"});
    CHECK(o.program.argv == std::vector<std::string>{"ls", "-l", "--", "-x"});
    CHECK(o.tracer.follow);
    CHECK(parsed({"--", "-f"}).program.argv == std::vector<std::string>{"-f"});
    CHECK_FALSE(parsed({"--", "-f"}).tracer.follow);
}

TEST_CASE("letters may be joined, and take their argument joined or apart") {
    const auto o = parsed({"-fvs10", "-a", "0", "true"});
    CHECK(o.tracer.follow);
    CHECK(o.decode.string_limit == 10);
    CHECK(o.lines.columns == 0);
    CHECK(o.abbreviated.is_nothing());
}

TEST_CASE("defaults are strace's") {
    const auto o = parsed({"true"});
    CHECK(o.decode.string_limit == 32);
    CHECK(o.lines.columns == 40);
    CHECK(o.calls.is_everything());
    CHECK(o.signals.all());
    CHECK(o.quiet == 0);
    CHECK(o.status == status::all);
    CHECK(o.tracer.signals == interruptible::waiting);
    CHECK(o.lines.tids == output::ids::if_crowded);
    CHECK_FALSE(o.output);
    CHECK(parsed({"-o", "", "true"}).output == "");
}

TEST_CASE("strace's long names may be abbreviated, ours may not") {
    CHECK(parsed({"--fol", "true"}).tracer.follow);
    CHECK(parsed({"--string-l=7", "true"}).decode.string_limit == 7);
    CHECK(parsed({"--string-l", "7", "true"}).decode.string_limit == 7);
    CHECK(parsed({"--traceme", "true"}).tracer.traceme);
    CHECK(parsed({"--registers", "-f", "true"}).tracer.registers);
    CHECK(parsed({"-f", "--list"}).task == task::list);
    // A prefix of several of strace's is none of them, but in full one of them may be the beginning of the others.
    CHECK(said({"--trac=close", "true"}) == complaint{"", true});
    CHECK(parsed({"--trace=close", "true"}).calls.contains(wide, close_number));
    CHECK(said({"--registe", "true"}) == complaint{"", true});
}

TEST_CASE("process ids come one by one or as a list") {
    CHECK(parsed({"-p", "1000000", "-p1000001,1000002 1000003\n"}).pids ==
          std::vector<pid_t>{1000000, 1000001, 1000002, 1000003});
    CHECK(said({"-p", "1x"}) == complaint{"Invalid process id: '1x'", false});
    CHECK(said({"-p", "0"}) == complaint{"Invalid process id: '0'", false});
    CHECK(said({"-p", "-5"}) == complaint{"Invalid process id: '-5'", false});
    CHECK(said({"-p", ""}) == complaint{"must have PROG [ARGS] or -p PID", true});
    CHECK(said({"-p", std::to_string(getpid())}) == complaint{"I'm sorry, I can't let you do that, Dave.", false});
}

TEST_CASE("ids: where -f and -ff show them") {
    using output::ids;
    CHECK(parsed({"-ff", "true"}).lines.tids == ids::if_crowded);  // without -o as -f
    CHECK_FALSE(parsed({"-ff", "true"}).separate);
    const auto ff = parsed({"-ff", "-o", "x", "true"});
    CHECK((ff.separate && ff.tracer.follow && ff.lines.tids == ids::never));
    CHECK(parsed({"-f", "-o", "x", "true"}).lines.tids == ids::always);
    CHECK(parsed({"-o", "x", "true"}).lines.tids == ids::never);
    CHECK(parsed({"-o", "x", "-p", "1000000,1000001"}).lines.tids == ids::always);
    CHECK(parsed({"--always-show-pid", "true"}).lines.tids == ids::always);
    const auto separate = parsed({"--output-separately", "-o", "x", "true"});
    CHECK((separate.separate && !separate.tracer.follow));
    const auto old = parsed({"-F", "true"});
    CHECK(old.tracer.follow);
    CHECK(old.warnings == std::vector<std::string>{"option -F is deprecated, please use -f/--follow-forks instead"});
}

TEST_CASE("timestamps, as letters and by name") {
    using namespace output;
    const auto form = [](const std::string& word) {
        const auto o = parsed({word, "true"});
        return std::pair(o.lines.absolute, o.lines.absolute_digits);
    };
    CHECK(form("-t") == std::pair(time_form::of_day, precision::s));
    CHECK(form("-tt") == std::pair(time_form::of_day, precision::us));
    CHECK(form("-ttt") == std::pair(time_form::unix, precision::us));
    CHECK(form("-tttt") == std::pair(time_form::unix, precision::us));
    CHECK(form("--absolute-timestamps") == std::pair(time_form::of_day, precision::s));
    CHECK(form("--absolute-timestamps=unix,ns") == std::pair(time_form::unix, precision::ns));
    CHECK(form("--timestamps=precision:ms,format:time") == std::pair(time_form::of_day, precision::ms));
    CHECK(form("--timestamps=none") == std::pair(time_form::none, precision::s));
    CHECK(parsed({"-r", "true"}).lines.relative == precision::us);
    CHECK(parsed({"--relative-timestamps=s", "true"}).lines.relative == precision::s);
    CHECK(parsed({"-T", "true"}).lines.duration == precision::us);
    CHECK(parsed({"--syscall-times=ns", "true"}).lines.duration == precision::ns);
}

TEST_CASE("values") {
    using namespace output;
    CHECK(parsed({"-x", "true"}).lines.values.strings == hex_strings::non_ascii);
    CHECK(parsed({"-xx", "true"}).lines.values.strings == hex_strings::always);
    CHECK(parsed({"--strings-in-hex", "true"}).lines.values.strings == hex_strings::always);
    CHECK(parsed({"-X", "raw", "true"}).lines.values.names == constants::raw);
    CHECK(parsed({"-N", "true"}).lines.values.argument_names);
    CHECK(parsed({"-y", "true"}).decode.descriptors == fd_detail::path);
    CHECK(parsed({"-yy", "true"}).decode.descriptors == fd_detail::all);
    CHECK(parsed({"--decode-fds", "true"}).decode.descriptors == fd_detail::path);
    CHECK(parsed({"-e", "decode-fds=socket,dev", "true"}).decode.descriptors == (fd_detail::socket | fd_detail::dev));
    CHECK(parsed({"-Y", "true"}).decode.comms);
    CHECK(parsed({"--decode-pids=comm", "true"}).lines.comms);
}

TEST_CASE("the program's start") {
    const auto o = parsed({"-E", "A=b=c", "-E", "B", "-u", "root", "--argv0=x", "--kill-on-exit", "true"});
    REQUIRE(o.program.env.size() == 2);
    CHECK(o.program.env[0] == std::pair<std::string, std::optional<std::string>>("A", "b=c"));
    CHECK(o.program.env[1] == std::pair<std::string, std::optional<std::string>>("B", std::nullopt));
    CHECK(o.program.user == "root");
    CHECK(o.program.argv0 == "x");
    CHECK(o.tracer.kill_on_exit);
}

TEST_CASE("what Ctrl-C does depends on -o, -D and -I") {
    CHECK(parsed({"-o", "x", "true"}).tracer.signals == interruptible::never);
    CHECK(parsed({"-o", "x", "-p", "1000000"}).tracer.signals == interruptible::waiting);
    CHECK(parsed({"-D", "true"}).tracer.signals == interruptible::never_tstp);
    CHECK(parsed({"-D", "-I1", "true"}).tracer.signals == interruptible::anywhere);
    CHECK(parsed({"-I", "waiting", "-o", "x", "true"}).tracer.signals == interruptible::waiting);
    CHECK(parsed({"-DD", "true"}).tracer.background == daemonize::process_group);
    CHECK(parsed({"-DDD", "true"}).tracer.background == daemonize::session);
    CHECK(parsed({"--daemonise=session", "true"}).tracer.background == daemonize::session);
}

TEST_CASE("quiet: -q and its degrees") {
    CHECK(parsed({"-q", "true"}).quiet == (quiet::attach | quiet::personality));
    CHECK(parsed({"-qq", "true"}).quiet == (quiet::attach | quiet::personality | quiet::exit));
    CHECK(parsed({"-qqqq", "true"}).quiet == quiet::all);
    CHECK(parsed({"--quiet", "true"}).quiet == (quiet::attach | quiet::personality));
    CHECK(parsed({"-e", "quiet=!exits,superseded", "true"}).quiet ==
          (quiet::attach | quiet::personality | quiet::path_resolution));
    CHECK(parsed({"-o", "x", "true"}).quiet == (quiet::attach | quiet::personality));  // by itself
    CHECK(parsed({"-o", "x", "-e", "quiet=none", "true"}).quiet == 0);
    CHECK(parsed({"-o", "x", "-p", "1000000"}).quiet == 0);
}

TEST_CASE("signals and statuses") {
    CHECK(parsed({"-e", "signal=none", "true"}).signals.none());
    const auto two = parsed({"-e", "signal=SIGINT,chld", "true"}).signals;
    CHECK((two.count() == 2 && two.test(2) && two.test(17)));
    CHECK(parsed({"-e", "s=!2", "true"}).signals.count() == 255);
    CHECK(parsed({"-z", "true"}).status == status::successful);
    CHECK(parsed({"-Z", "true"}).status == status::failed);
    CHECK(parsed({"-e", "status=!successful,failed", "true"}).status ==
          (status::unfinished | status::unavailable | status::detached));
}

TEST_CASE("option -e: the last trace= holds, names of qualifiers are optional") {
    CHECK_FALSE(parsed({"-e", "trace=close", "-e", "trace=read", "true"}).calls.contains(wide, close_number));
    CHECK(parsed({"-e", "close", "true"}).calls.contains(wide, close_number));
    CHECK(parsed({"-e", "t=close", "true"}).calls.contains(wide, close_number));
    CHECK(parsed({"-e", "raw=close", "true"}).raw.contains(wide, close_number));
    CHECK_FALSE(parsed({"-e", "v=none", "true"}).dereferenced.contains(wide, close_number));
    CHECK_FALSE(parsed({"-e", "abbrev=!close", "true"}).abbreviated.contains(wide, close_number));
    CHECK(said({"-e", "nosuch=foo", "true"}) == complaint{"invalid system call 'nosuch=foo'", false});
}

TEST_CASE("bad values are named as strace names them") {
    const std::pair<std::vector<std::string>, complaint> cases[] = {
        {{}, {"must have PROG [ARGS] or -p PID", true}},
        {{"-s", "x", "true"}, {"invalid -s argument: 'x'", true}},
        {{"-s", "-1", "true"}, {"invalid -s argument: '-1'", true}},
        {{"-s", "99999999999", "true"}, {"invalid -s argument: '99999999999'", true}},
        {{"--string-limit=x", "true"}, {"invalid --string-limit argument: 'x'", true}},
        {{"-a", "5x", "true"}, {"invalid -a argument: '5x'", true}},
        {{"-I", "5", "true"}, {"invalid -I argument: '5'", true}},
        {{"-X", "foo", "true"}, {"invalid -X argument: 'foo'", true}},
        {{"--daemonize=x", "true"}, {"invalid --daemonize argument: 'x'", true}},
        {{"--absolute-timestamps=x", "true"}, {"invalid --absolute-timestamps argument: 'x'", true}},
        {{"-e", "signal=foo", "true"}, {"invalid signal 'foo'", false}},
        {{"-e", "signal=256", "true"}, {"invalid signal '256'", false}},
        {{"-e", "signal=", "true"}, {"invalid signal ''", false}},
        {{"-e", "status=foo", "true"}, {"invalid status 'foo'", false}},
        {{"-e", "quiet=", "true"}, {"invalid quiet ''", false}},
        {{"--decode-fds=x", "true"}, {"invalid decode-fds 'x'", false}},
        {{"--decode-pids=x", "true"}, {"invalid decode-pids 'x'", false}},
        {{"-u", "", "true"}, {"Cannot find user ''", false}},
        {{"-DDDD", "true"}, {"Too many -D's (4), maximum supported -D count is 3", true}},
        {{"-D", "-p", "1000000"}, {"PROG [ARGS] must be specified with -D/--daemonize", true}},
        {{"-o", "|cat", "-ff", "true"}, {"piping the output and -ff/--output-separately are mutually exclusive", true}},
        {{"-t", "--timestamps", "true"}, {"-t and --absolute-timestamps cannot be provided simultaneously", false}},
        {{"-D", "--daemonize", "true"}, {"-D and --daemonize cannot be provided simultaneously", false}},
        {{"-x", "--strings-in-hex", "true"}, {"-x and --strings-in-hex cannot be provided simultaneously", false}},
        {{"-y", "--decode-fds", "true"}, {"-y and --decode-fds cannot be provided simultaneously", false}},
        {{"-f", "--follow-forks", "true"}, {"-f and --follow-forks cannot be provided simultaneously", false}},
        {{"-ff", "--output-separately", "true"},
         {"-ff and --output-separately cannot be provided simultaneously", false}},
        {{"-q", "-e", "quiet=all", "true"}, {"-q and -e quiet/--quiet cannot be provided simultaneously", false}},
    };
    for (const auto& [words, expected] : cases) {
        INFO(expected.line);
        CHECK(said(words) == expected);
    }
    CHECK(parsed({"-A", "true"}).warnings ==
          std::vector<std::string>{"-A/--output-append-mode has no effect without -o/--output"});
}

TEST_CASE("help ends the parsing, whatever follows") {
    CHECK(parsed({"-h", "--nosuch"}).task == task::help);
    CHECK(parsed({"--help=all"}).task == task::help_all);
    CHECK(parsed({"-V"}).task == task::version);
    CHECK(said({"--help=nosuch"}) == complaint{"invalid --help argument: 'nosuch'", true});
}

TEST_CASE("every example of the table is a command line that parses") {
    for (const auto& row : option_table()) {
        std::vector<std::string> words;
        std::string example(row.example.substr(row.example.find(' ') + 1));
        for (std::size_t at; (at = example.find(' ')) != example.npos; example.erase(0, at + 1))
            words.push_back(example.substr(0, at));
        words.push_back(example);
        INFO(row.example);
        CHECK(said(words).line == "nothing");
    }
}

TEST_CASE("letters and names are unique") {
    std::vector<char> letters;
    std::vector<std::string> names;
    for (const auto& row : option_table()) {
        if (row.letter) letters.push_back(row.letter);
        if (!row.name.empty()) names.emplace_back(row.name);
    }
    std::ranges::sort(letters);
    std::ranges::sort(names);
    CHECK(std::ranges::adjacent_find(letters) == letters.end());
    CHECK(std::ranges::adjacent_find(names) == names.end());
}

TEST_CASE("the everyday help fits a screen, the whole help has every option") {
    const std::string help = everyday_help();
    CHECK(std::ranges::count(help, '\n') <= 24);
    std::size_t longest = 0;
    for (std::size_t at = 0, end; (end = help.find('\n', at)) != help.npos; at = end + 1)
        longest = std::max(longest, end - at);
    CHECK(longest <= 80);
    for (const auto& row : option_table()) {
        INFO(spelling(row));
        CHECK(whole_help().find("  " + (row.letter ? spelling(row) : "    " + spelling(row))) != std::string::npos);
        const std::string name = row.name.empty() ? std::string{'-', row.letter} : "--" + std::string(row.name);
        for (const auto& text : {bash_completion(), zsh_completion(), whole_help()})
            CHECK(text.find(name) != std::string::npos);
    }
}
