// A tree that was cleared between the stages of its call, as decoder::leave allows: what the end of a call shows is the same, whatever the call.
// Not here: what calls look like (tests beside strace).
// The hard part: memory that leads somewhere. Each place holds a small number, so that counts are small and strings end.
#include "support/catch.hpp"

#include "output/value_text.hpp"
#include "whytrace/decoder.hpp"

#include <algorithm>
#include <string>
#include <unistd.h>

using namespace whytrace;

namespace {

struct small_numbers final : memory {
    bool written = false;  ///< by the kernel meanwhile
    std::size_t read(std::uint64_t from, std::span<std::byte> into) override {
        if (from < 0x1000) return 0;
        std::ranges::fill(into, std::byte{0});
        for (auto at = -from % 8; at < into.size(); at += 8)
            into[at] = std::byte(1 + (from + at) / 8 % 3 + (written ? 1 : 0));
        return into.size();
    }
};

/// What only the exit can know.
std::string ending(const value_tree& tree, std::size_t known) {
    std::string out;
    output::append_arguments(out, tree, known, tree.args.size(), false, {});
    out += " = ";
    if (tree.returned != 0) output::append_value(out, tree, tree.returned, {});
    if (tree.note != 0) output::append_value(out, tree, tree.note, {});
    return out;
}

struct counts {
    int calls = 0, revisited = 0;
    std::string different;
};

counts compare(abi a, const result& r, std::array<std::uint64_t, 6> args) {
    const decoder d{{}};
    counts seen;
    for (std::uint64_t place = 0; place <= call_limit(a); ++place) {
        const call c{a, call_at(a, place), args, 0, 0};
        small_numbers m;
        value_tree whole, cleared;
        d.enter(c, {}, getpid(), m, whole);
        d.enter(c, {}, getpid(), m, cleared);
        const std::size_t known = whole.known;
        ++seen.calls;
        seen.revisited += whole.revisited;
        if (whole.revisited) continue;
        cleared.clear();
        m.written = true;
        d.leave(c, r, {}, getpid(), m, whole);
        d.leave(c, r, {}, getpid(), m, cleared);
        if (ending(whole, known) != ending(cleared, known))
            seen.different +=
                std::string(call_name(a, c.nr)) + ": " + ending(whole, known) + " but " + ending(cleared, known) + '\n';
    }
    return seen;
}

}  // namespace

TEST_CASE("what the end of a call shows does not depend on a tree that need not be looked at again") {
    constexpr std::array<std::uint64_t, 6> arguments[] = {{0x1000, 0x2000, 0x3000, 0x4000, 0x5000, 0x6000},
                                                          {3, 0x2000, 2, 0x4000, 0x5000, 8},
                                                          {3, 2, 0x3000, 0x4000, 2, 0x6000},
                                                          {0x1000, 1, 2, 0x4000, 0x5000, 1},
                                                          {0, 0, 0, 0, 0, 0}};
    for (const abi a : {abi::x86_64, abi::i386})
        for (const result r : {result{2, false}, result{-14, true}, result{-514, true}})
            for (const auto& args : arguments) {
                const counts seen = compare(a, r, args);
                INFO(seen.different << static_cast<int>(a) << ' ' << r.value << ' ' << args[0]);
                CHECK(seen.different.empty());
                CHECK(seen.calls > 300);
                CHECK(seen.revisited < seen.calls / 5);
                if (args[0] == 0x1000) CHECK(seen.revisited > 5);
            }
}

TEST_CASE("the calls in which most tasks wait need not be looked at again") {
    const decoder d{{}};
    small_numbers m;
    for (const auto name : {"futex", "read", "write", "wait4", "recvfrom", "epoll_wait", "nanosleep", "pause",
                            "rt_sigsuspend", "flock"}) {
        const call c{abi::x86_64, *call_number(abi::x86_64, name), {3, 0x2000, 0x3000, 0x4000, 0x5000, 0x6000}, 0, 0};
        value_tree tree;
        d.enter(c, {}, getpid(), m, tree);
        INFO(name);
        CHECK(tree.revisited == (name == std::string_view{"recvfrom"}));  // how long the address may be, and is
    }
}
