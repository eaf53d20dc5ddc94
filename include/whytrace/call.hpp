// One system call as the kernel reports it at its two stops, free of ptrace: a recorded trace or another engine can make one too.
// Not here: names, types and printing (src/decode, src/output).
// The hard part: `result` follows the kernel's own error rule, so a large unsigned result is not taken for an error.
#pragma once

#include "whytrace/abi.hpp"

#include <array>
#include <cstdint>

namespace whytrace {

/// What PTRACE_GET_SYSCALL_INFO says at a syscall-enter-stop (ptrace(2)). Arguments are raw registers, zero-extended for 32-bit ABIs.
struct call {
    whytrace::abi abi{};
    std::uint64_t nr{};
    std::array<std::uint64_t, 6> args{};
    std::uint64_t ip{};
    std::uint64_t sp{};
};

/// What it says at the syscall-exit-stop. `value` is the raw result; when `is_error` it is the negative errno,
/// the kernel's own restart codes (ERESTARTSYS 512 …) included.
struct result {
    std::int64_t value{};
    bool is_error{};

    constexpr int error() const { return is_error ? static_cast<int>(-value) : 0; }
    /// The kernel's own codes for a call that a signal came into (its include/linux/errno.h); no program sees them.
    constexpr bool restarts() const {
        const int e = error();
        return e == 512 || e == 513 || e == 514 || e == 516;
    }
};

}  // namespace whytrace
