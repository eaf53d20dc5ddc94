// Types of the tables in words, for those who read the tables out.
// Not here: what others may ask (describe.hpp).
// Nothing hard here.
#pragma once

#include "describe/describe.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace whytrace::decode {

/// "out struct stat".
std::string type_text(std::uint32_t type);
/// Of a result and of what stands in parentheses behind it: "x32 (flags open_flags)".
std::string result_text(std::uint32_t returns, std::uint32_t note);
/// The set of flags or constants, the structure that it is in the end; empty: none.
std::string_view set_of(std::uint32_t type);
std::string_view structure_of(std::uint32_t type);
std::vector<described_field> describe(std::uint32_t first_field, std::size_t count);

}  // namespace whytrace::decode
