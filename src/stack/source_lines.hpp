// File and line of an address in a program's source, from its debug information: -kk.
// Not here: anything else about a frame.
// The hard part: it needs a library (libdw of elfutils), which a build may lack; then nothing is found, and `whytrace -V` says so.
#pragma once

#include "stack/image.hpp"

#include <cstdint>
#include <memory>
#include <string_view>

namespace whytrace::stack {

class source_lines {
  public:
    struct place {
        std::string_view file;  ///< empty: not known
        std::uint32_t line{};
    };

    source_lines();
    ~source_lines();
    source_lines(const source_lines&) = delete;
    source_lines& operator=(const source_lines&) = delete;

    place find(const image& file, std::uint64_t address);

  private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace whytrace::stack
