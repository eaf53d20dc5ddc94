// How often memory is asked for: what lies together is read together.
// Not here: what is read (tests beside strace).
// The hard part: an array of pointers, and what they point to, lie on different pages and are read in turn.
#include "support/catch.hpp"

#include "whytrace/decoder.hpp"

#include <algorithm>
#include <cstring>
#include <unistd.h>
#include <vector>

using namespace whytrace;

namespace {

constexpr std::uint64_t base = 0x10000, strings = 0x40000;
constexpr std::size_t words = 2000, word_length = 16;

/// Pointers to words that follow each other elsewhere, as the C library lays them out.
struct counting_memory final : memory {
    std::vector<std::byte> bytes = std::vector<std::byte>(0x80000);
    int requests = 0;

    counting_memory() {
        for (std::size_t i = 0; i < words; ++i) {
            const std::uint64_t text = strings + i * word_length;
            std::memcpy(&bytes[base + i * sizeof text], &text, sizeof text);
            std::memset(&bytes[text], 'a', word_length - 1);
        }
    }
    std::size_t read(std::uint64_t from, std::span<std::byte> into) override {
        ++requests;
        if (from >= bytes.size()) return 0;
        const auto size = std::min<std::size_t>(into.size(), bytes.size() - from);
        std::memcpy(into.data(), &bytes[from], size);
        return size;
    }
};

}  // namespace

TEST_CASE("the words of execve are read by pages") {
    const decoder d{{}};
    counting_memory m;
    const call c{abi::x86_64, *call_number(abi::x86_64, "execve"), {strings, base, 0, 0, 0, 0}, 0, 0};
    value_tree tree;
    d.enter(c, {.abbreviate = false}, getpid(), m, tree);
    const auto pages = words * (word_length + sizeof(std::uint64_t)) / 4096;
    CHECK(tree.nodes.size() > words);
    CHECK(m.requests < static_cast<int>(3 * pages));  // those of words at the ends of pages as well
}
