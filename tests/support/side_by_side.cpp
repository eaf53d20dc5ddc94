// Running both and telling them apart.
// Not here: which options (tests/core/*_test.cpp).
// The hard part is normalised(): every pattern there is something that two runs of strace do not agree on either.
#include "support/side_by_side.hpp"

#include "support/proc.hpp"
#include "support/process.hpp"
#include "support/scratch.hpp"
#include "support/trace_text.hpp"
#include "support/tracer.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <regex>
#include <set>

namespace whytrace::test {

namespace {

/// Every digit of what `pattern` finds becomes 0: the layout stays.
std::string zeroed(const std::string& text, const std::regex& pattern) {
    std::string result = text;
    for (std::sregex_iterator i(text.begin(), text.end(), pattern), end; i != end; ++i)
        for (auto at = i->position(); at < i->position() + i->length(); at++)
            if (std::isdigit(static_cast<unsigned char>(text[static_cast<std::size_t>(at)])))
                result[static_cast<std::size_t>(at)] = '0';
    return result;
}

/// The tracer may then end after its program does.
bool is_background(const std::string& option) { return option.starts_with("-D") || option.starts_with("--daemoni"); }

/// strace tells what it was built without; that is nothing to compare with, and its warning of that is none of ours.
constexpr const char* not_built_in = "not supported by this build of strace";
constexpr const char* no_other_personality =
    "TRACER: WARNING: Proper structure decoding for this personality is not supported, please consider building "
    "strace with mpers support enabled.\n";

/// What a newer strace says where 6.1, and so ours, says something else.
const std::pair<std::regex, const char*> newer_words[] = {
    {std::regex("-k/--stack-trace has no effect"), "-k/--stack-traces has no effect"},
    {std::regex(" @/dev/pts/\\d+>"), ">"},  // which terminal a descriptor of /dev/ptmx drives
};

}  // namespace

std::string normalised(std::string text, const std::string& name) {
    static const std::regex clock("\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?"), seconds("\\d+\\.\\d{3,9}"),
        whole_seconds("\\b1\\d{9}\\b"), address("0x[0-9a-f]{6,}|\\[[0-9a-f]{16}\\]"),
        cpu("si_(u|s)time=\\d+( /\\* [0-9.]+ s \\*/)?"),
        id("(^|pid=|PID=|\\[pid +|Process |kill\\(|pipe:\\[|(?:get|set_|wait4)\\w*(?:pid|tid|address|)\\(.*= )\\d+",
           std::regex::multiline),
        random("getrandom\\(\"[^\"]*\"");
    text = replaced(replaced(text, name + ": ", "TRACER: "), "'" + name + " -h'", "'TRACER -h'");
    text = zeroed(zeroed(zeroed(text, clock), seconds), whole_seconds);
    text = std::regex_replace(text, address, "0xADDRESS");
    text = std::regex_replace(text, random, "getrandom(RANDOM");
    text = std::regex_replace(text, cpu, "si_$1time=T");
    if (name == "strace" && strace_is_newer())
        for (const auto& [newer, older] : newer_words) text = std::regex_replace(text, newer, older);
    return std::regex_replace(text, id, "$1ID");
}

std::string unaligned(const std::string& text) {
    std::string all;
    for (const std::string& line : split_lines(text)) all += squeeze(line) + '\n';
    return all;
}

side run_side(const std::string& name, words arguments) {
    const scratch here;
    for (std::string& word : arguments) word = replaced(word, "@FILE", here.path("t"));
    arguments.insert(arguments.begin(), name);
    process p(program{.argv = arguments});  // with its end that of a tracer in the background would come, too
    const std::string ending = p.finish(), trace = here.path("t");
    if (std::ranges::any_of(arguments, is_background) && std::filesystem::exists(trace))
        eventually("the trace is complete", [&] { return read_file(trace).ends_with(" +++\n"); });
    std::multiset<std::string> sorted;  // not by their names: ids grow in length, and begin anew
    for (const auto& entry : std::filesystem::directory_iterator(here.directory()))
        sorted.insert(normalised(read_file(entry.path().string()), name));
    std::string files;
    for (const std::string& text : sorted) files += text;
    return {ending, normalised(p.out(), name), normalised(p.err(), name), files};
}

void need_strace() {
    if (run({"sh", "-c", "command -v strace"}).ending != "exited with 0")
        skip("strace is not installed: nothing to compare with");
}

bool strace_is_newer() {
    static const bool newer =
        run({"sh", "-c", "strace -V | head -n 1 | grep -qx 'strace -- version 6.1'"}).ending != "exited with 0";
    return newer;
}

std::string parting(const words& arguments, alignment a) {
    side theirs = run_side("strace", arguments);
    if (theirs.err.find(not_built_in) != std::string::npos) return {};
    theirs.err = replaced(theirs.err, no_other_personality, "");
    const side ours = run_side(tracer_name(), arguments);
    const auto text = [&](const std::string& t) { return a == alignment::counts ? t : unaligned(t); };
    std::string all;
    const auto compare = [&](const char* what, const std::string& one, const std::string& other) {
        if (const auto d = difference(one, other); !d.empty()) all += std::string(what) + ": " + d + '\n';
    };
    compare("ending", theirs.ending, ours.ending);
    compare("out", text(theirs.out), text(ours.out));
    compare("messages", text(theirs.err), text(ours.err));
    compare("file", text(theirs.file), text(ours.file));
    if (all.empty()) return {};
    std::string shown;
    for (const std::string& word : arguments) shown += ' ' + word;
    return shown + '\n' + all;
}

}  // namespace whytrace::test
