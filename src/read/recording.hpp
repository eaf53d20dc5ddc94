// A recording (--format=json, --record) read from its beginning to its end, one entry at a time.
// Not here: what is made of the entries (src/cli/replay.cpp).
// Nothing hard for callers; the memory in use is that of the longest line.
#pragma once

#include "read/detail.hpp"
#include "read/entry.hpp"

#include <cstddef>
#include <memory>
#include <string>

namespace whytrace::read {

class recording {
  public:
    /// Throws system_failure if the file cannot be opened.
    explicit recording(const std::string& name);
    ~recording();
    recording(const recording&) = delete;
    recording& operator=(const recording&) = delete;

    /// The next entry of an event that is known here; false at the end. Throws system_failure for what is no recording.
    bool next(entry& e, const detail_chooser& wanted);
    /// After the end: bytes of a last line that is cut, which was left out; 0 if there is none.
    std::size_t cut() const { return cut_; }
    /// After the end: a beginning was read, and nothing after it said that the trace had ended.
    bool open_ended() const { return open_ended_; }

  private:
    struct parser;

    std::string name_;
    std::unique_ptr<parser> parser_;
    std::size_t cut_ = 0;
    bool open_ended_ = false;
};

}  // namespace whytrace::read
