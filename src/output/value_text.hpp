// The text of a decoded value, as strace writes it.
// Not here: lines, columns, results and their errors (the rest of src/output); what the values are (src/decode).
// The hard part: bytes of a tracee are hostile and must not reach a terminal raw; everything of theirs passes append_escaped.
#pragma once

#include "output/colour.hpp"
#include "whytrace/abi.hpp"
#include "whytrace/value.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace whytrace::output {

/// Of strings with other characters than ASCII: those characters alone, or the whole string (-x). -xx: always.
enum class hex_strings : std::uint8_t { never, characters, non_ascii, always };
enum class constants : std::uint8_t { abbreviated, raw, verbose };  // -X

struct value_style {
    hex_strings strings = hex_strings::never;
    constants names = constants::abbreviated;
    bool argument_names = false;  // -N
    const palette* colours = nullptr;
};

/// `text` in the colour of `r`, if there are colours.
void append_painted(std::string& out, const palette* colours, role r, std::string_view text);

/// "openat"; "syscall_0x1f4" where the number has no name.
void append_call_name(std::string& out, abi a, std::uint64_t nr);
/// The value alone, without its name.
void append_value(std::string& out, const value_tree& tree, std::uint32_t node, value_style style);
/// Arguments [first, last) with commas between them; `comma`: one in front too.
/// An index of 0 in tree.args is an argument that is not shown.
void append_arguments(std::string& out, const value_tree& tree, std::size_t first, std::size_t last, bool comma,
                      value_style style);
/// A string in strace's notation with quotes.
void append_quoted(std::string& out, std::string_view bytes, hex_strings how);
/// The same without quotes; `also`: characters that are escaped in addition.
void append_escaped(std::string& out, std::string_view bytes, hex_strings how, std::string_view also);

}  // namespace whytrace::output
