// Lines and words.
// Not here: what they say.
// Nothing hard here.
#include "text/lines.hpp"

#include <algorithm>
#include <cstdlib>

namespace whytrace::text {

namespace {

std::FILE* open(const std::string& path) { return std::fopen(path.c_str(), "re"); }

}  // namespace

lines::lines(const std::string& path) : file_(open(path)) {}

lines::~lines() {
    if (file_) std::fclose(file_);
    std::free(line_);
}

std::optional<std::string_view> lines::next() {
    const ssize_t size = file_ ? ::getline(&line_, &capacity_, file_) : -1;
    if (size < 0) return {};
    std::string_view line(line_, static_cast<std::size_t>(size));
    if (line.ends_with('\n')) line.remove_suffix(1);
    return line;
}

std::optional<std::string> beginning_of(const std::string& path, std::size_t limit) {
    constexpr std::size_t piece = 1 << 14;
    std::FILE* const file = open(path);
    if (!file) return {};
    std::string text;
    std::size_t got = 0, size = 0;
    do {
        text.resize(std::min(limit, size + piece));
        got = std::fread(text.data() + size, 1, text.size() - size, file);
        size += got;
    } while (got != 0);
    const bool failed = std::ferror(file) != 0;
    std::fclose(file);
    if (failed) return {};
    text.resize(size);
    return text;
}

std::string_view take_word(std::string_view& text) {
    constexpr std::string_view blanks = " \t\n\v\f\r";
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    const std::string_view word = text.substr(0, text.find_first_of(blanks));
    text.remove_prefix(word.size());
    return word;
}

}  // namespace whytrace::text
