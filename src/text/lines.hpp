// Files as text, and text as words, without iostreams: those bring the locales of libstdc++ along, a megabyte and much of a start.
// Not here: recordings (src/read/lines.hpp).
// Nothing hard here; a file that cannot be opened is an empty one, and errno says why.
#pragma once

#include <cstddef>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>

namespace whytrace::text {

class lines {
  public:
    explicit lines(const std::string& path);
    ~lines();
    lines(const lines&) = delete;
    lines& operator=(const lines&) = delete;

    /// The next one, without its newline; good until the next call. Null: there is none.
    std::optional<std::string_view> next();

  private:
    std::FILE* file_;
    char* line_ = nullptr;
    std::size_t capacity_ = 0;
};

/// At most `limit` bytes of it; nothing if it cannot be read.
std::optional<std::string> beginning_of(const std::string& path, std::size_t limit);

/// Takes the next word from the front of `text`, with the blanks before it; empty: there is none.
std::string_view take_word(std::string_view& text);

}  // namespace whytrace::text
