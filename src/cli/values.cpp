// Parsing values of options.
// Not here: -e and its sets (qualify.cpp).
// Nothing hard here; what is accepted and what is said is strace's.
#include "cli/values.hpp"

#include "cli/words.hpp"
#include "whytrace/error.hpp"

#include <algorithm>
#include <charconv>
#include <climits>
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
    static constexpr std::pair<std::string_view, hex_strings> choices[] = {
        {"none", hex_strings::never}, {"non-ascii", hex_strings::non_ascii}, {"all", hex_strings::always}};
    return g.argument ? must_choose(g, choices) : hex_strings::always;
}

output::constants parse_constants(const given& g) {
    using output::constants;
    static constexpr std::pair<std::string_view, constants> choices[] = {
        {"abbrev", constants::abbreviated}, {"raw", constants::raw}, {"verbose", constants::verbose}};
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

task parse_help(const given& g) {
    static constexpr std::pair<std::string_view, task> choices[] = {
        {"all", task::help_all}, {"man", task::man}, {"bash", task::bash}, {"zsh", task::zsh}, {"fish", task::fish}};
    return g.argument ? must_choose(g, choices) : task::help;
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
