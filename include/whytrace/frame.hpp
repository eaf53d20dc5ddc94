// One frame of a program's stack, as -k shows it.
// Not here: finding it (src/stack), showing it (src/output).
// The hard part is the reader's: names come from the program's files, so they may be anything and are escaped before they are shown.
#pragma once

#include <cstdint>
#include <string_view>

namespace whytrace {

/// The texts live as long as what found them.
struct frame {
    std::string_view file;    ///< that the code is mapped from, "[vdso]" …; empty: from none
    std::string_view symbol;  ///< demangled; empty: none is known
    std::uint64_t offset{};   ///< from the symbol's beginning
    std::uint64_t address{};  ///< in the file; of code without a file, in memory
    std::string_view source;  ///< file name from the debug information; empty: not known, or not asked for
    std::uint32_t line{};
};

}  // namespace whytrace
