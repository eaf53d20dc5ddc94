// Parsing sets of words.
// Not here: which words there are (qualify.cpp).
// Nothing hard here.
#include "cli/words.hpp"

#include "whytrace/error.hpp"

#include <algorithm>
#include <charconv>
#include <climits>
#include <string>
#include <strings.h>

namespace whytrace::cli {

std::pair<bool, std::string_view> split_inversion(std::string_view text) {
    bool inverted = false;
    for (; text.starts_with('!'); text.remove_prefix(1)) inverted = !inverted;
    return {inverted, text};
}

std::vector<std::string_view> split_list(std::string_view text) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const auto part = text.substr(0, text.find(','));
        if (!part.empty()) parts.push_back(part);
        text.remove_prefix(std::min(text.size(), part.size() + 1));
    }
    return parts;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

bool lists(std::string_view names, std::string_view name) {
    while (!names.empty()) {
        const auto one = names.substr(0, names.find(' '));
        if (one == name) return true;
        names.remove_prefix(std::min(names.size(), one.size() + 1));
    }
    return false;
}

bool number_set::has_form(std::string_view text) {
    const auto rest = split_inversion(text).second;
    return rest.size() != text.size() || rest == "all" || rest == "none" ||
           rest.find_first_not_of("0123456789,") == rest.npos;
}

number_set number_set::parse(std::string_view text, std::string_view what) {
    const auto [inverted, rest] = split_inversion(text);
    number_set set;
    set.inverted_ = inverted != (rest == "all");
    if (rest == "all" || rest == "none") return set;
    const auto invalid = [what](std::string_view token) {
        return system_failure("invalid " + std::string(what) + " '" + std::string(token) + "'");
    };
    const auto tokens = split_list(rest);
    if (tokens.empty()) throw invalid(rest);
    for (const auto token : tokens) {
        std::uint32_t n = 0;
        const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), n);
        if (error != std::errc{} || end != token.data() + token.size() || n > INT_MAX) throw invalid(token);
        set.members_.push_back(n);
    }
    std::ranges::sort(set.members_);
    return set;
}

std::uint64_t parse_words(std::string_view text, std::span<const word> words, std::string_view what) {
    std::uint64_t every = 0;
    for (const word& w : words) every |= w.bits;
    const auto invalid = [what](std::string_view token) {
        return system_failure("invalid " + std::string(what) + " '" + std::string(token) + "'");
    };
    const auto [inverted, rest] = split_inversion(text);
    std::uint64_t bits = 0;
    if (rest == "all") {
        bits = every;
    } else if (rest != "none") {
        const auto tokens = split_list(rest);
        if (tokens.empty()) throw invalid(rest);
        for (const auto token : tokens) {
            const auto found = std::ranges::find(words, token, &word::text);
            if (found == words.end()) throw invalid(token);
            bits |= found->bits;
        }
    }
    return inverted ? every & ~bits : bits;
}

}  // namespace whytrace::cli
