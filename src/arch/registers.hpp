// A task's general registers as PTRACE_GETREGSET (NT_PRSTATUS) delivers them, whichever width the task runs in.
// Not here: which register holds what (x86_64.hpp, aarch64.hpp), how they are fetched (src/trace/inspect.cpp).
// The hard part: the kernel chooses the layout by the task's mode, and only the returned size tells which one it was.
#pragma once

#include <cstddef>

namespace whytrace::arch {

/// Wide: the 64-bit layout; Narrow: that of a 32-bit task.
template <class Wide, class Narrow> struct registers {
    union {
        Wide wide{};
        Narrow narrow;
    };
    std::size_t size{};

    bool is_wide() const { return size == sizeof(Wide); }
    bool is_known() const { return size == sizeof(Wide) || size == sizeof(Narrow); }
};

/// The kernel's error rule (IS_ERR_VALUE): the last 4095 values are negated error numbers.
template <class Signed> constexpr bool is_error(Signed value) { return value < 0 && value >= -4095; }

}  // namespace whytrace::arch
