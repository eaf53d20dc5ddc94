// Parsing values of options.
// Not here: -e and its sets (qualify.cpp).
// Nothing hard here; what is accepted and what is said is strace's.
#include "cli/values.hpp"

#include "cli/words.hpp"
#include "whytrace/error.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <climits>
#include <cstdlib>
#include <string>
#include <unistd.h>
#include <utility>

namespace whytrace::cli {

namespace {

/// Digits only, at most INT_MAX.
std::optional<std::uint32_t> number(std::string_view text) {
    std::uint32_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size() || n > INT_MAX) return std::nullopt;
    return n;
}

template <class T, std::size_t N>
std::optional<T> choose(std::string_view text, const std::pair<std::string_view, T> (&choices)[N]) {
    const auto found = std::ranges::find(choices, text, &std::pair<std::string_view, T>::first);
    return found == std::end(choices) ? std::nullopt : std::optional<T>(found->second);
}

template <class T, std::size_t N> T must_choose(const given& g, const std::pair<std::string_view, T> (&choices)[N]) {
    if (const auto chosen = choose(g.text(), choices)) return *chosen;
    invalid_argument(g);
}

using output::precision;
constexpr std::pair<std::string_view, precision> precisions[] = {
    {"s", precision::s}, {"ms", precision::ms}, {"us", precision::us}, {"ns", precision::ns}};

/// "KEY:value" or just "value".
std::string_view without_key(std::string_view text, std::string_view key) {
    return text.starts_with(key) ? text.substr(key.size()) : text;
}

}  // namespace

std::string given::spelled() const { return letter ? std::string{'-', letter} : "--" + std::string(name); }

void invalid_argument(const given& g) {
    throw usage_error("invalid " + g.spelled() + " argument: '" + std::string(g.text()) + "'");
}

std::uint32_t parse_number(const given& g) {
    const auto n = number(g.text());
    if (!n) invalid_argument(g);
    return *n;
}

std::int64_t parse_duration(const given& g) {
    static constexpr std::pair<std::string_view, double> units[] = {
        {"", 1e3}, {"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1}};
    const std::string text(g.text());
    const auto digit = text.find_first_not_of(" \t\n\v\f\r+");
    if (digit == text.npos || text.find_first_of("xX") != text.npos ||
        !(std::isdigit(text[digit]) || text[digit] == '.'))
        invalid_argument(g);
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    const auto unit = choose(std::string_view(end), units);
    if (!unit || end == text.c_str()) invalid_argument(g);
    return static_cast<std::int64_t>(std::min(number * *unit, 1e18));
}

precision parse_precision(const given& g) { return g.argument ? must_choose(g, precisions) : precision::us; }

void parse_timestamps(draft& d, const given& g) {
    using output::time_form;
    static constexpr std::pair<std::string_view, time_form> forms[] = {
        {"none", time_form::none}, {"time", time_form::of_day}, {"unix", time_form::unix}};
    d.long_time = time_form::of_day;
    d.long_time_digits = precision::s;
    for (const auto token : split_list(g.text())) {
        if (const auto form = choose(without_key(token, "format:"), forms))
            d.long_time = form;
        else if (const auto digits = choose(without_key(token, "precision:"), precisions))
            d.long_time_digits = *digits;
        else
            invalid_argument(g);
    }
}

void parse_pids(draft& d, const given& g) {
    std::string_view rest = g.text();
    if (!rest.empty() && rest.find_first_not_of(", \t\n") == rest.npos) throw system_failure("Invalid process id: ''");
    while (!rest.empty()) {
        const auto token = rest.substr(0, rest.find_first_of(", \t\n"));
        rest.remove_prefix(std::min(rest.size(), token.size() + 1));
        if (token.empty()) continue;
        const auto pid = number(token);
        if (!pid || *pid == 0) throw system_failure("Invalid process id: '" + std::string(token) + "'");
        d.pids.push_back(static_cast<pid_t>(*pid));
    }
}

void parse_environment(draft& d, const given& g) {
    const auto text = g.text();
    const auto sign = text.find('=');
    if (sign == text.npos)
        d.program.env.emplace_back(text, std::nullopt);
    else
        d.program.env.emplace_back(text.substr(0, sign), text.substr(sign + 1));
}

interruptible parse_interruptible(const given& g) {
    static constexpr std::pair<std::string_view, interruptible> choices[] = {
        {"1", interruptible::anywhere},   {"anywhere", interruptible::anywhere},
        {"2", interruptible::waiting},    {"waiting", interruptible::waiting},
        {"3", interruptible::never},      {"never", interruptible::never},
        {"4", interruptible::never_tstp}, {"never_tstp", interruptible::never_tstp}};
    return must_choose(g, choices);
}

daemonize parse_daemonize(const given& g) {
    static constexpr std::pair<std::string_view, daemonize> choices[] = {{"grandchild", daemonize::grandchild},
                                                                         {"pgroup", daemonize::process_group},
                                                                         {"pgrp", daemonize::process_group},
                                                                         {"session", daemonize::session}};
    return g.argument ? must_choose(g, choices) : daemonize::grandchild;
}

filtering parse_filtering(const given& g) {
    static constexpr std::pair<std::string_view, filtering> choices[] = {
        {"auto", filtering::automatic}, {"on", filtering::on}, {"off", filtering::off}};
    return g.argument ? must_choose(g, choices) : filtering::on;
}

cpu_sharing parse_cpu_sharing(const given& g) {
    static constexpr std::pair<std::string_view, cpu_sharing> choices[] = {
        {"auto", cpu_sharing::automatic}, {"always", cpu_sharing::always}, {"never", cpu_sharing::never}};
    return must_choose(g, choices);
}

output::hex_strings parse_strings(const given& g) {
    using output::hex_strings;
    static constexpr std::pair<std::string_view, hex_strings> choices[] = {{"none", hex_strings::never},
                                                                           {"non-ascii-chars", hex_strings::characters},
                                                                           {"non-ascii", hex_strings::non_ascii},
                                                                           {"all", hex_strings::always}};
    return g.argument ? must_choose(g, choices) : hex_strings::always;
}

output::constants parse_constants(const given& g) {
    using output::constants;
    static constexpr std::pair<std::string_view, constants> choices[] = {
        {"abbrev", constants::abbreviated}, {"raw", constants::raw}, {"verbose", constants::verbose}};
    return must_choose(g, choices);
}

std::uint32_t parse_string_limit(const given& g) {
    const auto n = parse_number(g);
    if (n >= 1U << 30) invalid_argument(g);
    return n;
}

std::uint32_t parse_positive(const given& g) {
    const auto n = parse_number(g);
    if (n == 0) invalid_argument(g);
    return n;
}

colours parse_colours(const given& g) {
    static constexpr std::pair<std::string_view, colours> choices[] = {
        {"auto", colours::by_itself}, {"always", colours::always}, {"never", colours::never}};
    return must_choose(g, choices);
}

stacks parse_stacks(const given& g) {
    static constexpr std::pair<std::string_view, stacks> choices[] = {{"symbol", stacks::symbols},
                                                                      {"source", stacks::source}};
    return g.argument ? must_choose(g, choices) : stacks::symbols;
}

narration parse_narration(const given& g) {
    static constexpr std::pair<std::string_view, narration> choices[] = {{"full", narration::full},
                                                                         {"brief", narration::brief}};
    return g.argument ? must_choose(g, choices) : narration::full;
}

void parse_diagnosis(draft& d, const given& g) {
    static constexpr std::pair<std::string_view, bool> choices[] = {{"full", true}};
    d.task = task::diagnose;
    d.whole_report = g.argument && must_choose(g, choices);
}

void parse_help(draft& d, const given& g) {
    static constexpr std::pair<std::string_view, task> choices[] = {
        {"all", task::help_all}, {"man", task::man}, {"bash", task::bash}, {"zsh", task::zsh}, {"fish", task::fish}};
    d.task = task::help;
    if (!g.argument) return;
    if (const auto chosen = choose(g.text(), choices)) {
        d.task = *chosen;
        return;
    }
    d.task = task::help_option;
    d.subject = g.text();
    if (!find_option(d.subject)) invalid_argument(g);
}

// As in strace: `[[id:]N|random],[[format:]none|compact|full]`, in any order.
tip_choice parse_tips(const given& g) {
    static constexpr std::pair<std::string_view, tip_format> formats[] = {
        {"none", tip_format::none}, {"compact", tip_format::compact}, {"full", tip_format::full}};
    tip_choice chosen;
    if (g.text().empty()) return chosen;
    std::string_view rest = g.text();
    for (bool more = true; more;) {
        const auto token = rest.substr(0, rest.find(','));
        const auto id = without_key(token, "id:");
        if (const auto format = choose(without_key(token, "format:"), formats))
            chosen.format = *format;
        else if (const auto n = number(id))
            chosen.id = *n;
        else if (id == "random")
            chosen.id.reset();
        else
            invalid_argument(g);
        more = token.size() < rest.size();
        rest.remove_prefix(std::min(rest.size(), token.size() + 1));
    }
    return chosen;
}

shape parse_shape(const given& g) {
    static constexpr std::pair<std::string_view, shape> choices[] = {{"text", shape::text},
                                                                     {"json", shape::json},
                                                                     {"perfetto", shape::perfetto},
                                                                     {"folded", shape::folded},
                                                                     {"folded-count", shape::folded_count}};
    return must_choose(g, choices);
}

}  // namespace whytrace::cli
