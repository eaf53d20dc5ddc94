// What the tracer itself has to know about some calls, whoever else wants them: a handful of names, found by number.
// Not here: the meaning of calls (src/decode), which calls are shown (src/cli).
// Nothing hard: two bytes a number, made once from the names; the question is asked at every entry.
#pragma once

#include "whytrace/abi.hpp"
#include "whytrace/call.hpp"
#include "whytrace/decoder.hpp"
#include "whytrace/memory.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace whytrace::trace {

/// Bits; most calls have none.
namespace role {
inline constexpr std::uint16_t affinity = 1;       ///< sees or sets a CPU mask, or needs the whole of it
inline constexpr std::uint16_t bears = 2;          ///< makes a task
inline constexpr std::uint16_t opens = 4;          ///< makes a descriptor of a path
inline constexpr std::uint16_t reads = 8;          ///< reads from the descriptor that is its first argument
inline constexpr std::uint16_t copies = 16;        ///< the same with its second argument
inline constexpr std::uint16_t ring = 32;          ///< makes kernel threads that inherit its mask
inline constexpr std::uint16_t confines = 64;      ///< seccomp(2): may install a filter
inline constexpr std::uint16_t controls = 128;     ///< prctl(2): may install a filter too
inline constexpr std::uint16_t users = 256;        ///< changes who may set its mask (sched_setaffinity(2), EPERM)
inline constexpr std::uint16_t has_flags = 512;    ///< with bears: its first argument is flags (clone(2))
inline constexpr std::uint16_t has_record = 1024;  ///< with bears: it points to flags (clone3(2))
}  // namespace role

class call_roles {
  public:
    call_roles();

    std::uint16_t of(abi a, std::uint64_t nr) const {
        const auto& roles = roles_[static_cast<std::size_t>(a)];
        const auto place = call_place(a, nr);
        return place < roles.size() ? roles[place] : std::uint16_t{};
    }
    std::uint16_t of(const call& c) const { return of(c.abi, c.nr); }

  private:
    std::array<std::vector<std::uint16_t>, abi_count> roles_;  // empty: this machine has no such ABI
};

/// Whether a call that bears asks for a child that no tracer gets (CLONE_UNTRACED). Another thread may change clone3's record meanwhile.
bool asks_for_untraced(const call& c, std::uint16_t roles, memory& m);

}  // namespace whytrace::trace
