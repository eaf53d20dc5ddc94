// The lines of a file or pipe, one after the other, in memory that grows to the longest of them.
// Not here: what they say.
// The hard part: a file whose writer was killed ends in the middle of a line.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace whytrace::read {

class lines {
  public:
    /// `name`: a path, or "-" for standard input. Throws system_failure if it cannot be opened.
    explicit lines(std::string name);
    ~lines();
    lines(const lines&) = delete;
    lines& operator=(const lines&) = delete;

    /// The next one, which may be changed; its newline has become a NUL (one stands behind the last line, too). Good until the next call.
    std::optional<std::span<char>> next();
    std::size_t number() const { return number_; }
    /// Whether the last one that was returned ended with a newline.
    bool whole() const { return whole_; }

  private:
    bool fill();

    std::string name_;
    int fd_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0, end_ = 0;  // of what was read and not returned yet
    std::size_t number_ = 0;
    bool whole_ = true;
};

}  // namespace whytrace::read
