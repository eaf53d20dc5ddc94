// A program that does to its tracer what it can: it ends as it does untraced, in time, nothing of it is left, no line of the trace is cut
// or has a byte that a terminal obeys, and its recording reads back as the same trace.
// Not here: what the lines say; what the scenes do (tracees/hostile).
// The hard part: what outlives its parents comes to this process, where it is seen.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <algorithm>
#include <chrono>
#include <unistd.h>

using namespace whytrace::test;

namespace {

using words = std::vector<std::string>;

bool printable(std::string_view line) {
    return std::ranges::all_of(line, [](unsigned char c) { return c >= ' ' && c < 0x7f; });
}

/// A whole line of a trace with -f -o.
bool well_formed(std::string_view line) {
    const auto id = line.find_first_not_of("0123456789");
    if (!printable(line) || id == 0 || id == line.npos) return false;
    const auto name = line[id] == '<' ? line.find('>', id) + 1 : id;  // -Y
    line.remove_prefix(std::min(line.find_first_not_of(' ', name), line.size()));
    if (line.starts_with("+++ ")) return line.ends_with(" +++");
    if (line.starts_with("--- ")) return line.ends_with(" ---");
    if (line.starts_with("[ ")) return line.ends_with(" ]");
    return (line.starts_with("<... ") || line.find('(') != line.npos) &&
           (line.find(" = ") != line.npos || line.ends_with("<unfinished ...>") ||
            line.find(" <pid changed to ") != line.npos);
}

/// The first lines that are not; empty: all are.
std::string malformed(const std::string& text) {
    std::string bad;
    for (const std::string& line : split_lines(text))
        if (!well_formed(line) && bad.size() < 1000) bad += line + '\n';
    return text.ends_with('\n') ? bad : bad + "the last line is cut";
}

/// How it ended, when nothing of it is left but what nobody has waited for.
result run_alone(const words& argv) {
    process p(program{.argv = argv});
    std::string how = p.finish();
    eventually("nothing of it is left", [] {
        return std::ranges::all_of(children_of(getpid()),
                                   [](pid_t child) { return state_of(child) == 'Z' || state_of(child) == '\0'; });
    });
    return {std::move(how), p.out(), p.err()};
}

void play(const std::string& scene, const std::string& expected) {
    wait_limit = std::chrono::minutes(1);  // gigantic lengths take seconds, on a busy machine many
    const words hostile{tracee("hostile"), scene};
    const result untraced = run_alone(hostile);
    REQUIRE(untraced.err == "");
    REQUIRE(untraced.ending == expected);

    for (const words& options : {words{}, words{"-v", "-yy", "-Y", "-s", "64"}}) {
        const scratch here;
        const auto shown = [&](const std::string& file, const std::string& recording, const words& program) {
            words all{"-f", "-o", here.path(file), recording + here.path("recording")};
            all.insert(all.end(), options.begin(), options.end());
            all.insert(all.end(), program.begin(), program.end());
            return run_alone(tracer(all));
        };
        const result traced = shown("trace", "--record=", hostile);
        CHECK(traced.err == "");
        CHECK(traced.ending == expected);
        const std::string text = read_file(here.path("trace"));
        CHECK(malformed(text) == "");
        const result read = shown("again", "--read=", {});
        CHECK(read.err == "");
        CHECK(read.ending == "exited with 0");
        CHECK(difference(text, read_file(here.path("again"))) == "");
    }
}

}  // namespace

TEST_CASE("arguments that change, and memory that goes, while they are read", "[hostile][registers][traceme]") {
    play("racing", "exited with 0");
}
TEST_CASE("every byte, and what terminals obey, in names and buffers", "[hostile][registers][traceme]") {
    play("bytes", "exited with 64");
}
TEST_CASE("gigantic lengths, and structures that lead to themselves", "[hostile][registers][traceme]") {
    play("lengths", "exited with 0");
}
TEST_CASE("addresses at every edge, and a program that unmaps itself", "[hostile][registers][traceme]") {
    play("addresses", "exited with 11");
}

TEST_CASE("processes as fast as they come", "[hostile][registers][traceme]") { play("forks", "exited with 0"); }
TEST_CASE("threads as fast as they come", "[hostile][registers][traceme]") { play("threads", "exited with 0"); }
TEST_CASE("execs from all threads at once", "[hostile][registers][traceme]") { play("execs", "exited with 7"); }
TEST_CASE("leaders that leave their threads behind", "[hostile][registers][traceme]") {
    play("leaders", "exited with 0");
}
TEST_CASE("clones with odd flags", "[hostile][registers][traceme]") { play("clones", "exited with 0"); }
TEST_CASE("a fork bomb within its limit", "[hostile][registers][traceme]") { play("bomb", "exited with 0"); }

TEST_CASE("a storm of signals", "[hostile][registers][traceme]") { play("storm", "exited with 0"); }
TEST_CASE("stopping and continuing itself and each other", "[hostile][registers]") { play("stops", "exited with 0"); }
TEST_CASE("killing itself at every point", "[hostile][registers][traceme]") { play("kills", "killed by SIGKILL"); }
TEST_CASE("tracing its own children", "[hostile][registers][traceme]") { play("tracing", "exited with 0"); }

TEST_CASE("filters that kill, trap and lie", "[hostile][registers][traceme]") { play("filters", "exited with 0"); }
TEST_CASE("another mask, other ids, not dumpable", "[hostile][registers][traceme]") {
    play("identity", "exited with 3");
}
TEST_CASE("other namespaces and another root", "[hostile][registers][traceme]") { play("namespaces", "exited with 4"); }
TEST_CASE("all descriptors closed", "[hostile][registers][traceme]") { play("descriptors", "exited with 3"); }
TEST_CASE("its own file deleted and made again", "[hostile][registers][traceme]") { play("binary", "exited with 6"); }
TEST_CASE("calls of 32 and 64 bits mixed", "[hostile][registers][traceme]") { play("mixed", "exited with 11"); }
