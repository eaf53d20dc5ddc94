// Lines of expected/ that differ in a few words, said once: a shape with its parameters, and lines that stand for a shape's.
// Not here: what the lines are for (expected.hpp).
// The hard part: a shape's lines may stand for another's, whose name may be a parameter, so what is put in is looked at again.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <string_view>

namespace calls::expected {

/// "%NAME" begins the lines of a shape and "%" ends them; "=NAME A; B" stands for them with A for @1 and B for @2. The last one takes
/// all that is left.
class shapes {
  public:
    std::string written_out(std::string_view lines) {
        std::string text;
        while (!lines.empty()) {
            const auto line = cut(lines, "\n");
            if (line.starts_with('%'))
                known[line.substr(1)] = cut(lines, "%\n");
            else if (line.starts_with('='))
                text += written_out(filled(line.substr(1)));
            else
                text.append(line) += '\n';
        }
        return text;
    }

  private:
    std::map<std::string_view, std::string_view> known;

    /// What is in front of `end`, which both are taken away.
    static std::string_view cut(std::string_view& text, std::string_view end) {
        const auto piece = text.substr(0, text.find(end));
        text.remove_prefix(std::min(piece.size() + end.size(), text.size()));
        return piece;
    }

    static std::size_t place(char digit) {
        return digit >= '1' && digit <= '9' ? static_cast<std::size_t>(digit - '0') : 0;
    }

    std::string filled(std::string_view use) const {
        const auto body = known.at(cut(use, " "));
        std::string text;
        std::size_t places = 0;
        for (auto at = body.find('@'); at != body.npos; at = body.find('@', at + 1))
            places = std::max(places, place(body[at + 1]));
        std::string_view given[10];
        for (std::size_t one = 1; one <= places; ++one) given[one] = cut(use, one == places ? "\n" : "; ");
        for (std::size_t at = 0; at < body.size(); ++at) {
            const auto which = body[at] == '@' ? place(body[at + 1]) : 0;
            if (which == 0)
                text += body[at];
            else
                text += given[which], ++at;
        }
        return text;
    }
};

}  // namespace calls::expected
