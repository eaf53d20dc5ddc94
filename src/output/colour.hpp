// Colours of a trace on a terminal: which part of a line has which (--color, STRACE_COLORS).
// Not here: where the parts begin and end (value_text.cpp, text.cpp).
// Nothing hard here: without a palette nobody asks.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace whytrace::output {

/// Parts of a line, by strace's names for them.
enum class role : std::uint8_t { syscall, call, argname, argval, constant, comment, punct, retval, error };
inline constexpr std::size_t role_count = 9;

class palette {
  public:
    /// strace's colours, changed by `settings`: "syscall=1;33:error=1;31"; what is wrong in there is passed over.
    explicit palette(std::string_view settings = {});

    std::string_view begin(role r) const { return begin_[static_cast<std::size_t>(r)]; }
    std::string_view end() const { return "\033[0m"; }

  private:
    std::array<std::string, role_count> begin_;
};

/// How many columns the text takes: its bytes, without the sequences that a palette has put in. Bytes of a tracee are never such
/// sequences: they are escaped.
std::size_t visible_size(std::string_view text);

}  // namespace whytrace::output
