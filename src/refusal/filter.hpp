// Small seccomp filters of our own: one more on top of a child's, for the oracle; whole ones for --reproduce.
// Not here: what for (oracle.cpp, reproduce.cpp).
// The hard part: a filter must say something of calls of other architectures too. Ours let them through: they are about the native calls only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace whytrace::refusal {

/// Answers `action` (SECCOMP_RET_…, with its data) to the call `nr`; with `first_argument`, only if its lower half is that.
struct filter_row {
    long nr;
    std::uint32_t action;
    std::optional<std::uint32_t> first_argument{};
};

/// Installs these rows, the first that fits deciding, everything else allowed; sets no_new_privs first, as who has no privilege must. Returns a
/// listener's descriptor (SECCOMP_FILTER_FLAG_NEW_LISTENER), 0, or -errno.
int add_filter(std::span<const filter_row> rows, unsigned flags);

}  // namespace whytrace::refusal
