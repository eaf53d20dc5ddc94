// The tables in words: types, arguments, structures, and where a constant is used.
// Not here: layout on the screen (src/cli/explain.cpp), values of a running program.
// Nothing hard here.
#pragma once

#include "whytrace/abi.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace whytrace::decode {

struct described_field {
    std::string_view name;
    std::string type;
    std::string_view set;                           ///< of flags or constants; empty: none
    std::string_view structure;                     ///< that it is or leads to; empty: none
    std::array<std::uint16_t, abi_count> offset{};  ///< in a structure
};

/// The arguments that a call always has, in the order in which they are shown.
std::vector<described_field> arguments_of(abi a, std::uint64_t nr);
std::string result_type(abi a, std::uint64_t nr);

/// What a call takes when some of its arguments have certain values (ioctl, fcntl, prctl …).
struct described_variant {
    struct choice {
        std::string_view argument;
        std::vector<std::string_view> values;  ///< any of these; empty: none of those that have a variant of their own
    };
    std::string_view call;
    std::vector<choice> chosen;  ///< the outermost switch first
    std::vector<described_field> arguments;
    std::string result;
};
/// All variants of a call; none if its arguments never change.
std::vector<described_variant> variants_of(abi a, std::uint64_t nr);
/// Those of all calls that this constant chooses.
std::vector<described_variant> variants_chosen_by(std::string_view constant);

struct described_constant {
    std::string_view name;
    std::array<std::optional<std::uint64_t>, abi_count> value{};
    std::vector<std::string_view> sets;
};
/// Nothing if no set has it.
std::optional<described_constant> constant_named(std::string_view name);
/// The constants of a set as x86_64 has them, in the order of the table.
std::vector<std::pair<std::string_view, std::uint64_t>> members_of(std::string_view set);
/// Calls with an argument of that set, each once.
std::vector<std::string_view> calls_with(std::string_view set);

struct described_structure {
    std::vector<described_field> fields;
    std::array<std::uint16_t, abi_count> size{};
};
std::optional<described_structure> structure_named(std::string_view name);

/// Names of all constants, of their sets and of structures, on any ABI: for "did you mean".
std::vector<std::string_view> all_names();

}  // namespace whytrace::decode
