// Reads the tracee's memory for one stop of one call, with few requests: what lies together is read together.
// Not here: how a request is made (whytrace::memory).
// The hard part: how much to read ahead. One pointer: only what is needed. A second miss in the same call: whole pages. Two are kept, for
// an array of pointers and what they point to (of 2,000 words of execve(2), one would be read anew for each).
#pragma once

#include "whytrace/memory.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace whytrace::decode {

class reader {
  public:
    /// Addresses are cut to `word` bytes: those of a 32-bit ABI come in 64-bit registers.
    reader(memory& m, std::size_t word) : memory_(m), last_(word == 4 ? 0xffffffff : ~std::uint64_t{}) {}

    /// As memory::read: up to the first byte that cannot be read. Never wraps around the end of the address space.
    std::size_t read(std::uint64_t address, std::span<std::byte> into);

  private:
    static constexpr std::uint64_t page = 4096;

    struct kept {  // NOLINT(cppcoreguidelines-pro-type-member-init): of `bytes` only [0, end - begin) is ever read
        std::uint64_t begin{}, end{};
        std::array<std::byte, page> bytes;
    };

    memory& memory_;
    std::uint64_t last_;  // the highest address there is
    std::uint32_t misses_{};
    std::array<kept, 2> pages_;
    bool second_{};  ///< which of them was used last
};

}  // namespace whytrace::decode
