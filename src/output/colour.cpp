// Palettes.
// Not here: whether colours are wanted (src/cli/page.cpp).
// Nothing hard here. Sequences are ECMA-48's "select graphic rendition" (console_codes(4)).
#include "output/colour.hpp"

#include <algorithm>

namespace whytrace::output {

namespace {

struct default_colour {
    std::string_view key, code;
};

/// In the order of the roles.
constexpr default_colour defaults[role_count] = {{"syscall", "33"}, {"call", "33"},   {"argname", "39"},
                                                 {"argval", "35"},  {"const", "34"},  {"comment", "36"},
                                                 {"punct", "0"},    {"retval", "32"}, {"error", "31"}};

bool is_code(std::string_view text) {
    return !text.empty() && text.size() <= 32 && text.find_first_not_of("0123456789;") == text.npos;
}

std::string sequence(std::string_view code) { return "\033[" + std::string(code) + 'm'; }

}  // namespace

palette::palette(std::string_view settings) {
    for (std::size_t i = 0; i < role_count; ++i) begin_[i] = sequence(defaults[i].code);
    begin_[static_cast<std::size_t>(role::punct)].clear();  // no colour is what it has anyway
    while (!settings.empty()) {
        const auto part = settings.substr(0, settings.find(':'));
        settings.remove_prefix(std::min(settings.size(), part.size() + 1));
        const auto sign = part.find('=');
        const auto known = std::ranges::find(defaults, part.substr(0, sign), &default_colour::key);
        if (sign == part.npos || known == std::end(defaults) || !is_code(part.substr(sign + 1))) continue;
        begin_[static_cast<std::size_t>(known - std::begin(defaults))] = sequence(part.substr(sign + 1));
    }
}

std::size_t visible_size(std::string_view text) {
    std::size_t size = text.size();
    for (auto at = text.find('\033'); at != text.npos; at = text.find('\033', at + 1))
        size -= std::min(text.find('m', at), text.size() - 1) - at + 1;
    return size;
}

}  // namespace whytrace::output
