// The small grammar that all sets on the command line share: `[!]WORD,WORD…`, `all`, `none`.
// Not here: sets of system calls, which have more (call_set.cpp).
// Nothing hard here.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace whytrace::cli {

/// Whether an odd number of '!' leads, and what follows them.
std::pair<bool, std::string_view> split_inversion(std::string_view text);
/// The parts between commas; empty ones are left out.
std::vector<std::string_view> split_list(std::string_view text);
bool equal_ignoring_case(std::string_view a, std::string_view b);

struct word {
    std::string_view text;
    std::uint64_t bits;
};

/// The bits of a set of words; `what` is what the error message calls one of them.
std::uint64_t parse_words(std::string_view text, std::span<const word> words, std::string_view what);

}  // namespace whytrace::cli
