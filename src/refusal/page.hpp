// Text for a terminal: wrapped at a width, in columns, coloured if asked.
// Not here: what is said.
// The hard part: texts of foreign origin (names of processes, labels, kernel versions) may reach a terminal only in printable ASCII.
#pragma once

#include <string>
#include <string_view>

namespace whytrace::refusal {

/// Whatever is not printable ASCII as \xNN.
std::string printable(std::string_view text);

class page {
  public:
    page(int columns, bool colour);

    void heading(std::string_view text);
    /// `first` as it is, then `body` wrapped behind it; further lines start below the body.
    void wrap(std::string_view first, std::string_view body);
    /// The same, where `first` has parts that take no room.
    void wrap(std::string_view first, std::size_t width, std::string_view body);
    /// `body` in a column beside a label, which is left out if the row above has the same.
    void row(std::string_view label, std::string_view body);
    /// Without its last parenthesis, if only so it fits into one line of row().
    std::string fitting(std::string_view body) const;
    /// A blank line, a heading, a paragraph.
    void section(std::string_view title, std::string_view body);
    void blank() { text_ += '\n'; }
    /// In this colour or style (the number of an SGR sequence), or plain.
    std::string painted(std::string_view text, std::string_view code) const;
    std::string take() { return std::move(text_); }

  private:
    std::size_t columns_;
    bool colour_;
    std::string text_, label_;
};

}  // namespace whytrace::refusal
