// The seccomp filter that lets calls which nobody wants run without a stop: a BPF program made from the wanted set.
// Not here: whether a program gets one (src/cli/filtering.cpp), serving those that carry it (loop.cpp).
// The hard part: it must be right for every ABI that the program may switch to, and for numbers that no table has.
#pragma once

#include "whytrace/abi.hpp"

#include <cstdint>
#include <functional>
#include <linux/filter.h>
#include <span>
#include <utility>
#include <vector>

namespace whytrace::trace {

using filter_program = std::vector<sock_filter>;
/// Whether a call is to be stopped at.
using call_question = std::function<bool(abi, std::uint64_t)>;

enum class filter_layout : std::uint8_t { linear, bitmap, shorter };

/// What a machine runs: each ABI behind its AUDIT_ARCH (arch::native::abis).
using abi_list = std::span<const std::pair<std::uint32_t, abi>>;

/// SECCOMP_RET_TRACE with `mark` for the calls that `wanted` names, SECCOMP_RET_ALLOW for all others.
filter_program make_filter(abi_list abis, const call_question& wanted, std::uint16_t mark,
                           filter_layout layout = filter_layout::shorter);

/// In the program's process, before its execve. Only system calls; false, and errno says why.
bool install_filter(const filter_program& program, bool with_no_new_privs);

}  // namespace whytrace::trace
