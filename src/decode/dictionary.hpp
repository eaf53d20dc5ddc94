// The tables as a dictionary: names of arguments, values of constants. For conditions on the command line and for --explain.
// Not here: decoding a call.
// Nothing hard here; nothing is fast here either.
#pragma once

#include "whytrace/abi.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace whytrace::decode {

/// All names that arguments of the call may have, whichever arm of a switch applies; each once.
std::vector<std::string_view> argument_names(abi a, std::uint64_t nr);

/// How many arguments the call has; 6 where that is not known.
std::size_t argument_count(abi a, std::uint64_t nr);

/// The value of a flag or constant (O_CREAT, AF_UNIX) on this ABI, whichever set it is in; negative ones are sign-extended.
std::optional<std::uint64_t> constant_value(abi a, std::string_view name);

}  // namespace whytrace::decode
