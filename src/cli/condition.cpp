// Conditions on arguments.
// Not here: which calls are asked (tamper.cpp).
// The hard part: arguments are numbers of their own width and sign; a comparison is made in those.
#include "cli/condition.hpp"

#include "decode/dictionary.hpp"
#include "text/format.hpp"
#include "whytrace/decoder.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <fmt/ranges.h>
#include <fnmatch.h>

namespace whytrace::cli {

namespace {

struct operation {
    std::string_view sign;
    comparison how;
};
constexpr operation operations[] = {
    // longer ones first
    {"==", comparison::equal}, {"!=", comparison::unequal}, {"<=", comparison::at_most}, {">=", comparison::at_least},
    {"<", comparison::less},   {">", comparison::more},     {"&", comparison::any_bit},  {"~", comparison::like},
};

std::optional<std::uint64_t> plain_number(const std::string& text) {
    char* end = nullptr;
    errno = 0;
    const bool negative = text.starts_with('-');
    const auto n = negative ? static_cast<std::uint64_t>(std::strtoll(text.c_str(), &end, 0))
                            : std::strtoull(text.c_str(), &end, 0);
    if (text.empty() || errno != 0 || *end != '\0') return std::nullopt;
    return n;
}

/// A number, or names of constants joined by '|'.
std::optional<std::uint64_t> number_of(const std::string& text) {
    std::uint64_t sum = 0;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('|', at), text.size());
        const auto part = text.substr(at, end - at);
        auto n = plain_number(part);
        if (!n) n = decode::constant_value(machine_abis()[0], part);
        if (!n) return std::nullopt;
        sum |= *n;
        at = end + 1;
    }
    return sum;
}

std::uint32_t child_named(const value_tree& tree, std::uint32_t parent, std::string_view name) {
    const auto& p = tree.nodes[parent];
    if (p.children == 0) return 0;
    for (std::uint32_t i = parent + 1; i != 0; i = tree.nodes[i].next)
        if (tree.nodes[i].name == name) return i;
    return 0;
}

std::uint32_t node_named(const value_tree& tree, std::string_view name) {
    const auto first = take_up_to(name, '.');
    const auto arg =
        std::ranges::find_if(tree.args, [&](std::uint32_t i) { return i != 0 && tree.nodes[i].name == first; });
    if (arg == tree.args.end()) return 0;
    std::uint32_t node = *arg;
    while (node != 0 && !name.empty()) node = child_named(tree, node, take_up_to(name, '.'));
    return node;
}

std::uint64_t extended(std::uint64_t value, std::size_t width, bool is_signed) {
    if (width == 0 || width >= 8) return value;
    const unsigned unused = 64 - 8 * static_cast<unsigned>(width);
    const std::uint64_t low = value << unused;
    return is_signed ? static_cast<std::uint64_t>(static_cast<std::int64_t>(low) >> unused) : low >> unused;
}

bool compare(comparison how, std::uint64_t a, std::uint64_t b, bool is_signed) {
    const bool less = is_signed ? static_cast<std::int64_t>(a) < static_cast<std::int64_t>(b) : a < b;
    switch (how) {
    case comparison::equal: return a == b;
    case comparison::unequal: return a != b;
    case comparison::less: return less;
    case comparison::at_most: return less || a == b;
    case comparison::more: return !less && a != b;
    case comparison::at_least: return !less;
    case comparison::any_bit: return (a & b) != 0;
    case comparison::like: return false;
    }
    return false;
}

bool compare_text(comparison how, std::string_view text, const std::string& wanted) {
    switch (how) {
    case comparison::equal: return text == wanted;
    case comparison::unequal: return text != wanted;
    case comparison::like: return ::fnmatch(wanted.c_str(), std::string(text).c_str(), 0) == 0;
    default: return false;
    }
}

/// What is wrong with the name in front of a condition; empty: nothing.
std::string unknown_name(std::string_view name, const call_set& calls) {
    std::vector<std::string_view> known;
    std::string_view a_call;
    std::size_t selected = 0;
    for (const abi a : machine_abis()) {
        for (std::uint64_t place = 0; place < call_limit(a); ++place) {
            const auto nr = call_at(a, place);
            if (!calls.contains(a, nr) || call_name(a, nr).empty()) continue;
            const auto names = decode::argument_names(a, nr);
            if (std::ranges::find(names, name) != names.end()) return {};
            if (selected++ > 0 && call_name(a, nr) == a_call) --selected;
            a_call = call_name(a, nr);
            known = names;
        }
    }
    if (selected != 1) return fmt::format("none of these calls has an argument named '{}'", name);
    if (known.empty()) return fmt::format("{} has no arguments", a_call);
    return fmt::format("{} has no argument named '{}', only {}", a_call, name, fmt::join(known, ", "));
}

}  // namespace

bool condition::holds(const value_tree& tree) const {
    const auto index = node_named(tree, name);
    if (index == 0) return false;
    const auto& n = tree.nodes[index];
    if (n.kind == value_kind::string) return !n.truncated && compare_text(how, tree.text_of(n), text);
    if (!number) return false;
    const bool is_signed =
        n.is_signed || n.kind == value_kind::fd || n.kind == value_kind::pid || static_cast<std::int64_t>(*number) < 0;
    return compare(how, extended(n.number, n.width, is_signed), extended(*number, n.width, is_signed), is_signed);
}

std::string_view take_up_to(std::string_view& text, char separator) {
    std::size_t end = 0;
    while (end < text.size() && text[end] != separator) end += text[end] == '\\' ? 2 : 1;
    end = std::min(end, text.size());
    const auto taken = text.substr(0, end);
    text.remove_prefix(std::min(text.size(), end + 1));
    return taken;
}

std::string unescaped(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) ++i;
        plain += text[i];
    }
    return plain;
}

std::string parse_conditions(std::string_view text, const call_set& calls, std::vector<condition>& into) {
    if (text.empty()) return "a condition is NAME==VALUE, or with != < <= > >= & ~";
    while (!text.empty()) {
        const auto one = take_up_to(text, ',');
        const auto name_end = one.find_first_of("=!<>&~ ");
        const auto name = one.substr(0, name_end);
        auto rest = one.substr(name.size());
        while (rest.starts_with(' ')) rest.remove_prefix(1);
        const auto op = std::ranges::find_if(operations, [&](const auto& o) { return rest.starts_with(o.sign); });
        if (name.empty() || op == std::end(operations))
            return fmt::format("'{}' is not NAME==VALUE, nor with != < <= > >= & ~", one);
        rest.remove_prefix(op->sign.size());
        while (rest.starts_with(' ')) rest.remove_prefix(1);
        condition c{std::string(name), op->how, unescaped(rest), std::nullopt};
        c.number = number_of(c.text);
        const bool for_numbers =
            c.how != comparison::equal && c.how != comparison::unequal && c.how != comparison::like;
        if (for_numbers && !c.number) return fmt::format("'{}' is neither a number nor a constant", c.text);
        if (auto wrong = unknown_name(name.substr(0, name.find('.')), calls); !wrong.empty()) return wrong;
        into.push_back(std::move(c));
    }
    return {};
}

}  // namespace whytrace::cli
