// See page.hpp.
// Not here: what is said.
// Nothing hard here: a word longer than the line is broken at its end, since 80 columns are 80.
#include "refusal/page.hpp"

#include "text/format.hpp"

#include <algorithm>

namespace whytrace::refusal {

namespace {

constexpr std::size_t label_width = 11;  // "ruled out" and a gap

}  // namespace

std::string printable(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if (c >= ' ' && c < 0x7f)
            safe += c;
        else
            safe += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    return safe;
}

page::page(int columns, bool colour) : columns_(static_cast<std::size_t>(std::max(columns, 40))), colour_(colour) {}

void page::heading(std::string_view text) { text_ += painted(text, "1") + "\n"; }

void page::wrap(std::string_view first, std::string_view body) { wrap(first, first.size(), body); }

void page::wrap(std::string_view first, std::size_t width, std::string_view body) {
    std::string line(first);
    std::size_t used = width;
    const std::size_t margin = std::min(width, columns_ / 2);
    const auto next_line = [&] {
        line.erase(line.find_last_not_of(' ') + 1);
        text_ += line + "\n";
        line.assign(margin, ' ');
        used = margin;
    };
    bool fresh = true;
    for (std::size_t at = 0; at < body.size();) {
        const std::size_t end = std::min(body.find(' ', at), body.size());
        std::string_view word = body.substr(at, end - at);
        at = end + 1;
        if (!fresh && used + 1 + word.size() > columns_) {
            next_line();
            fresh = true;
        }
        if (!fresh) {
            line += ' ';
            ++used;
        }
        while (used + word.size() > columns_) {
            const std::size_t room = columns_ - used;
            line += word.substr(0, room);
            word.remove_prefix(room);
            next_line();
        }
        line += word;
        used += word.size();
        fresh = false;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text_ += line + "\n";
}

void page::row(std::string_view label, std::string_view body) {
    const bool again = label_ == label;
    label_ = label;
    const std::string gap(again ? label_width : label_width - std::min(label_width, label.size()), ' ');
    wrap((again ? "" : painted(label, "1")) + gap, label_width, body);
}

std::string page::fitting(std::string_view body) const {
    const std::size_t shorter = body.rfind(" (");
    const bool fits = body.size() + label_width <= columns_ || !body.ends_with(')') || shorter == body.npos;
    return std::string(fits ? body : body.substr(0, shorter));
}

void page::section(std::string_view title, std::string_view body) {
    blank();
    heading(title);
    wrap("  ", body);
}

std::string page::painted(std::string_view text, std::string_view code) const {
    return colour_ ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
}

}  // namespace whytrace::refusal
