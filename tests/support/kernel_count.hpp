// The kernel's own count of system calls: its tracepoint at the entry of every call, counted by perf_event_open(2).
// Not here: what a trace says (support/trace_text.hpp).
// The hard part: not every machine lets us; a test then says so and is skipped.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>

namespace whytrace::test {

class kernel_count {
  public:
    /// Calls that `task` makes from now on, and whatever it starts from now on: all, or those of one number.
    explicit kernel_count(pid_t task, std::optional<long> number = std::nullopt);
    ~kernel_count();
    kernel_count(const kernel_count&) = delete;
    kernel_count& operator=(const kernel_count&) = delete;

    /// Tasks that have ended are in it.
    std::uint64_t value() const;
    /// Why there is no such count on this machine; empty if there is.
    static std::string refusal();

  private:
    int fd_;
};

}  // namespace whytrace::test
