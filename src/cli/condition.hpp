// `if=` of -e inject=: comparisons of a call's arguments, by the kernel's names for them.
// Not here: the calls' names and counts (inject.hpp).
// The hard part: an argument is what the decoder found, so `flags & O_CREAT` and `addr.sa_family == AF_UNIX` need no second decoder.
#pragma once

#include "cli/call_set.hpp"
#include "whytrace/value.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace whytrace::cli {

enum class comparison : std::uint8_t { equal, unequal, less, at_most, more, at_least, any_bit, like };

struct condition {
    std::string name;  ///< of an argument; `.field` behind it: of a structure it points to
    comparison how{};
    std::string text;                     ///< what it is compared with if it is a string
    std::optional<std::uint64_t> number;  ///< and if it is a number

    bool holds(const value_tree& tree) const;
};

/// `NAME OP VALUE`, joined by commas (all must hold), for calls of this set. Returns what is wrong; empty: nothing.
std::string parse_conditions(std::string_view text, const call_set& calls, std::vector<condition>& into);

/// `text` up to the first `separator` that has no backslash before it; removed from `text` with the separator.
std::string_view take_up_to(std::string_view& text, char separator);
/// Without the backslashes that guard a character.
std::string unescaped(std::string_view text);

}  // namespace whytrace::cli
