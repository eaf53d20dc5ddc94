// What went through a descriptor, in hexadecimal and as characters: -e read=SET, -e write=SET.
// Not here: the arguments of the call, which are shown as always.
// The hard part: every size and pointer is the program's and may be anything, so what one call may show is bounded.
#pragma once

#include "cli/words.hpp"
#include "whytrace/call.hpp"
#include "whytrace/memory.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

namespace whytrace::cli {

class io_dump {
  public:
    io_dump(const std::optional<number_set>& read, const std::optional<number_set>& written);

    /// At the exit of `c`: appends the lines that follow it, if it moved data through a descriptor that is asked for.
    void append(std::string& out, const call& c, const result& r, memory& m) const;

  private:
    enum class form : std::uint8_t { bytes, vector, message, messages };
    struct carrier {
        form how;
        bool writes;
    };

    void bytes(std::string& out, std::uint64_t from, std::uint64_t size, memory& m) const;
    void vector(std::string& out, const call& c, std::uint64_t from, std::uint64_t count, std::uint64_t size,
                memory& m) const;
    /// A struct msghdr; returns how many buffers it has.
    void message(std::string& out, const call& c, std::uint64_t from, std::uint64_t size, memory& m) const;

    std::optional<number_set> read_, written_;
    std::unordered_map<std::uint64_t, carrier> carriers_;  // by ABI and number
};

}  // namespace whytrace::cli
