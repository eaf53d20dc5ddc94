// The members of every %class, asked of strace itself: a tracee that makes every call, under both.
// Not here: the grammar of sets (select_test.cpp).
// The hard part: what the installed strace is too old to know is not held against us, but must be unknown to it by name.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/scratch.hpp"
#include "support/side_by_side.hpp"
#include "support/tracer.hpp"

#include <algorithm>
#include <map>

using namespace whytrace::test;

namespace {

/// The names of the calls that `set` shows, both ABIs' in the order of their numbers. strace shows numbers that it does not
/// know whatever the set, and whytrace those of the set alone: they are not names.
words shown(const std::string& name, const std::string& set) {
    const scratch here;
    const std::string file = here.path("t");
    run({name, "-qqq", "-e", "signal=none", "-o", file, "-e", set, tracee("every_number")});
    words names;
    for (const std::string& line : split_lines(read_file(file)))
        if (const auto end = line.find('('); end != line.npos && !line.starts_with("syscall_0x"))
            names.push_back(line.substr(0, end));
    return names;
}

bool known_to_strace(const std::string& call) {
    static std::map<std::string, bool> known;
    const auto [place, is_new] = known.try_emplace(call);
    if (is_new)
        place->second =
            run({"strace", "-e", "trace=" + call, "-V"}).err.find("invalid system call") == std::string::npos;
    return place->second;
}

// A class without its %, and the calls in which we differ: none so far, but for those that are newer than the installed strace.
const words classes = {"file", "desc",  "process", "network", "net",    "signal",  "ipc",     "memory", "creds",
                       "stat", "lstat", "fstat",   "%stat",   "statfs", "fstatfs", "%statfs", "pure",   "clock"};

#ifdef __aarch64__
const words without_members = {"stat", "lstat"};  // it has newfstatat and statx alone
#else
const words without_members = {};
#endif

}  // namespace

TEST_CASE("every class has strace's members, on both ABIs of the machine") {
    need_strace();
    REQUIRE(shown(tracer_name(), "trace=all").size() > 300);
    for (const std::string& one : classes) {
        const std::string set = "trace=%" + one;
        const words theirs = shown("strace", set);
        words ours = shown(tracer_name(), set);
        std::erase_if(ours, [](const std::string& call) { return !known_to_strace(call); });
        INFO(set);
        CHECK(theirs.empty() == (std::ranges::count(without_members, one) == 1));
        CHECK(ours == theirs);
    }
    // Without the sign, as of old.
    for (const char* one : {"file", "desc", "process", "network", "signal", "ipc", "memory"})
        CHECK(shown(tracer_name(), std::string("trace=") + one) == shown(tracer_name(), std::string("trace=%") + one));
}
