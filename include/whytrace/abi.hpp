// The system call ABIs that whytrace knows: which registers, numbers, word size and layouts a call uses.
// The ABI belongs to the call, not to the process: a 64-bit program may use int 0x80 (syscall(2), "Architecture calling conventions").
// Not here: how registers are read (src/arch/), what the numbers are (syscalls/numbers.tbl).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace whytrace {

enum class abi : std::uint8_t { x86_64, aarch64, i386, arm };

inline constexpr std::size_t abi_count = 4;
inline constexpr std::array<std::string_view, abi_count> abi_names{"x86_64", "aarch64", "i386", "arm"};

/// Bytes of a pointer and of a C long under `a`.
constexpr std::size_t word_size(abi a) { return a == abi::x86_64 || a == abi::aarch64 ? 8 : 4; }

}  // namespace whytrace
