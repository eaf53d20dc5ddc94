// Stacks for flame graphs, one a line: "program;main;openat 18". The call is the leaf; the weight is its time, or how often it was made.
// Not here: drawing (flamegraph.pl, speedscope, Perfetto).
// Nothing hard here; what is kept is one number for each different stack.
#pragma once

#include "output/channels.hpp"
#include "output/record.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>

namespace whytrace::output {

enum class weight : std::uint8_t { microseconds, count };

class folded final : public format {
  public:
    folded(weight by, channels& pages) : by_(by), pages_(pages) {}

    void show(const record& r) override;

  private:
    void add(const flight& f, std::span<const frame> stack, std::int64_t until);
    void write();

    weight by_;
    channels& pages_;
    std::unordered_map<std::string, std::int64_t> weights_;  // nanoseconds, or calls
    std::string stack_;
};

}  // namespace whytrace::output
