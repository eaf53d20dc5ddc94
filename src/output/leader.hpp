// What stands before a line: id, times, number, instruction pointer.
// Not here: the line itself (text.cpp).
// The hard part: -r counts from the start of the line printed before, whichever task that was of.
#pragma once

#include "output/line_style.hpp"
#include "output/record.hpp"

#include <cstdint>
#include <string>

namespace whytrace::output {

class leader {
  public:
    explicit leader(const line_style& style) : style_(style) {}

    void append(std::string& out, const origin& from);

  private:
    void append_id(std::string& out, const origin& from) const;
    void append_time_of_day(std::string& out, std::int64_t wall);
    void append_relative(std::string& out, std::int64_t steady);

    line_style style_;
    std::optional<std::int64_t> previous_;  // start of the line before
    std::int64_t second_ = -1;              // the one that `clock_` is the local time of
    std::string clock_;
};

/// "1.000123": nanoseconds as seconds with `digits` behind the point; the whole part at least `width` wide.
void append_seconds(std::string& out, std::int64_t ns, precision digits, int width = 0);

}  // namespace whytrace::output
