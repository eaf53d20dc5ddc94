// Parsing rules of tampering.
// Not here: conditions (condition.cpp).
// Nothing hard here: every token is a row; what strace(1) accepts (blanks and a plus before numbers, delays with a point) is accepted.
#include "cli/inject.hpp"

#include "cli/words.hpp"
#include "text/format.hpp"
#include "whytrace/decoder.hpp"
#include "whytrace/error.hpp"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <climits>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <sys/random.h>
#include <utility>

namespace whytrace::cli {

namespace {

constexpr int most_errors = 4095;  // MAX_ERRNO of the kernel
constexpr std::size_t most_poked = 1024;

/// What only the kernel sees (include/linux/errno.h), yet may be asked for.
constexpr std::pair<std::string_view, int> inner_errors[] = {{"ERESTARTSYS", 512},
                                                             {"ERESTARTNOINTR", 513},
                                                             {"ERESTARTNOHAND", 514},
                                                             {"ENOIOCTLCMD", 515},
                                                             {"ERESTART_RESTARTBLOCK", 516},
                                                             {"EPROBE_DEFER", 517},
                                                             {"EOPENSTALE", 518},
                                                             {"EBADHANDLE", 521},
                                                             {"ENOTSYNC", 522},
                                                             {"EBADCOOKIE", 523},
                                                             {"ETOOSMALL", 525},
                                                             {"ESERVERFAULT", 526},
                                                             {"EBADTYPE", 527},
                                                             {"EJUKEBOX", 528},
                                                             {"EIOCBQUEUED", 529},
                                                             {"ERECALLCONFLICT", 530}};

/// strtoul(3)'s idea of a decimal number, but none below zero.
std::optional<std::uint32_t> decimal(std::string_view text, std::uint32_t least, std::uint32_t most) {
    const std::string copy(text);
    char* end = nullptr;
    errno = 0;
    const auto n = std::strtoul(copy.c_str(), &end, 10);
    if (copy.empty() || *end != '\0' || errno != 0 || copy.find('-') != copy.npos || n < least || n > most)
        return std::nullopt;
    return static_cast<std::uint32_t>(n);
}

std::optional<int> parse_error(std::string_view text) {
    if (const auto n = decimal(text, 1, most_errors)) return static_cast<int>(*n);
    for (const auto& [name, n] : inner_errors)
        if (equal_ignoring_case(text, name)) return n;
    for (int n = 1; !text.empty() && n <= most_errors; ++n)
        if (equal_ignoring_case(text, errno_name(n))) return n;
    return std::nullopt;
}

std::optional<std::int64_t> parse_return(std::string_view text) {
    const std::string copy(text);
    char* end = nullptr;
    errno = 0;
    const auto n = std::strtoull(copy.c_str(), &end, 0);
    if (copy.empty() || *end != '\0' || errno != 0) return std::nullopt;
    return static_cast<std::int64_t>(n);
}

std::optional<int> parse_signal(std::string_view text) {
    if (const auto n = decimal(text, 1, 64)) return static_cast<int>(*n);
    return signal_number(text);
}

/// Microseconds, or with a unit; in nanoseconds.
std::optional<std::uint64_t> parse_delay(std::string_view text) {
    static constexpr std::pair<std::string_view, double> units[] = {
        {"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"", 1e3}};
    const auto unit = std::ranges::find_if(units, [text](const auto& u) { return text.ends_with(u.first); });
    text.remove_suffix(unit->first.size());
    if (text.empty() || text.find_first_not_of("0123456789.eE+- \t") != text.npos) return std::nullopt;
    const std::string copy(text);
    char* end = nullptr;
    const double n = std::strtod(copy.c_str(), &end) * unit->second;
    if (end == copy.c_str() || *end != '\0' || !(n >= 0) || n >= 9e18) return std::nullopt;
    return static_cast<std::uint64_t>(n);
}

std::optional<std::vector<std::byte>> parse_bytes(std::string_view hex) {
    std::vector<std::byte> bytes;
    if (hex.empty() || hex.size() % 2 != 0 || hex.size() / 2 > most_poked) return std::nullopt;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const char digits[] = {hex[i], hex[i + 1], '\0'};
        if (!std::isxdigit(static_cast<unsigned char>(digits[0])) ||
            !std::isxdigit(static_cast<unsigned char>(digits[1])))
            return std::nullopt;
        bytes.push_back(static_cast<std::byte>(std::strtoul(digits, nullptr, 16)));
    }
    return bytes;
}

/// `@argN=HEX,…`, each argument once.
bool parse_pokes(std::string_view text, std::vector<poke>& pokes) {
    constexpr std::string_view intro = "@arg";
    while (!text.empty()) {
        auto one = take_up_to(text, ',');
        if (!one.starts_with(intro) || one.size() < intro.size() + 2 || one[intro.size() + 1] != '=') return false;
        const char digit = one[intro.size()];
        const auto bytes = parse_bytes(one.substr(intro.size() + 2));
        if (digit < '1' || digit > '7' || !bytes) return false;
        const auto argument = static_cast<std::size_t>(digit - '1');
        if (std::ranges::any_of(pokes, [argument](const poke& p) { return p.argument == argument; })) return false;
        pokes.push_back({argument, *bytes});
    }
    return !pokes.empty();
}

/// `10%` or `10%@SEED`.
bool parse_percentage(std::string_view text, occasion& when) {
    const auto sign = text.find('%');
    const std::string number(text.substr(0, sign));
    char* end = nullptr;
    const double percent = std::strtod(number.c_str(), &end);
    if (number.empty() || number.find_first_not_of("0123456789.") != number.npos || *end != '\0' || percent > 100)
        return false;
    when.percent = percent;
    const auto rest = text.substr(sign + 1);
    if (rest.empty()) return true;
    if (!rest.starts_with('@')) return false;
    const auto seed = parse_return(rest.substr(1));
    if (seed) when.seed = static_cast<std::uint64_t>(*seed);
    return seed.has_value();
}

/// `FIRST`, `FIRST+[STEP]`, `FIRST..LAST`, `FIRST..LAST+[STEP]`.
bool parse_occasion(std::string_view text, occasion& when) {
    if (text.find('%') != text.npos) return parse_percentage(text, when);
    const auto plus = text.find('+', 1);
    if (plus != text.npos && plus + 1 < text.size()) {
        const auto step = decimal(text.substr(plus + 1), 1, USHRT_MAX);
        if (!step) return false;
        when.step = *step;
    }
    const auto range = text.substr(0, plus);
    const auto dots = range.find("..");
    const auto first = decimal(range.substr(0, dots), 1, USHRT_MAX);
    if (!first) return false;
    when.first = *first;
    when.last = plus == text.npos ? when.first : occasion::no_end;
    if (dots == range.npos) return true;
    const auto last = decimal(range.substr(dots + 2), when.first, USHRT_MAX - 1);
    if (!last) return false;
    when.last = *last;
    return true;
}

/// A call that changes nothing, or the only one that the rule is for: that is made, and answers otherwise.
bool parse_substitute(std::string_view text, injection& rule) {
    const auto names = class_names();
    const auto pure = std::uint64_t{1} << (std::ranges::find(names, "pure") - names.begin());
    for (const abi a : machine_abis()) {
        const auto nr = call_number(a, text);
        if (nr && (call_classes(a, *nr) & pure || call_set::parse(text) == rule.calls)) rule.substitute = text;
    }
    return !rule.substitute.empty();
}

/// A result below zero and one that does not fit a 32-bit program are easily meant differently.
void warn_of_result(std::int64_t value, std::vector<std::string>& warnings) {
    const auto whole = static_cast<std::uint64_t>(value);
    const auto clipped = static_cast<std::uint32_t>(whole);
    const std::int64_t narrow = static_cast<std::int32_t>(clipped);
    const auto is_error = [](std::int64_t v) { return v < 0 && v >= -most_errors; };
    if (is_error(value))
        warnings.push_back(fmt::format("Inadvertent injection of error {} is possible for retval={}", -value, whole));
    else if (is_error(narrow))
        warnings.push_back(fmt::format(
            "Inadvertent injection of error {} is possible in compat personality for retval={}", -narrow, whole));
    else if (whole != clipped)
        warnings.push_back(
            fmt::format("Injected return value {} will be clipped to {} in compat personality", whole, clipped));
}

template <class T, class U> bool assign(std::optional<T>& to, const std::optional<U>& parsed) {
    if (to || !parsed) return false;
    to = *parsed;
    return true;
}

/// What a token says goes into the rule; false: it cannot be so, or is there twice.
struct token {
    std::string_view name;
    bool for_faults;
    bool (*take)(injection&, std::string_view value, bool& first);
};
constexpr token tokens[] = {
    {"error=", true,
     [](injection& i, std::string_view v, bool&) {
         const auto error = parse_error(v);
         return error && assign(i.outcome, std::optional<result>(result{-*error, true}));
     }},
    {"retval=", false,
     [](injection& i, std::string_view v, bool&) {
         const auto value = parse_return(v);
         return value && assign(i.outcome, std::optional<result>(result{*value, false}));
     }},
    {"signal=", false, [](injection& i, std::string_view v, bool&) { return assign(i.signal, parse_signal(v)); }},
    {"syscall=", false,
     [](injection& i, std::string_view v, bool&) { return i.substitute.empty() && parse_substitute(v, i); }},
    {"delay_enter=", false,
     [](injection& i, std::string_view v, bool&) { return assign(i.delay_enter, parse_delay(v)); }},
    {"delay_exit=", false,
     [](injection& i, std::string_view v, bool&) { return assign(i.delay_exit, parse_delay(v)); }},
    {"poke_enter=", false,
     [](injection& i, std::string_view v, bool&) { return i.poke_enter.empty() && parse_pokes(v, i.poke_enter); }},
    {"poke_exit=", false,
     [](injection& i, std::string_view v, bool&) { return i.poke_exit.empty() && parse_pokes(v, i.poke_exit); }},
    {"when=", true,
     [](injection& i, std::string_view v, bool& first) {
         return std::exchange(first, false) && parse_occasion(v, i.when);
     }},
    {"path=", true,
     [](injection& i, std::string_view v, bool&) { return i.path.empty() && !(i.path = unescaped(v)).empty(); }},
};

std::uint64_t drawn_seed() {
    std::uint64_t seed = 0;
    // Too early after a start of the machine it would block: then the seed is 0.
    [[maybe_unused]] const auto got = ::getrandom(&seed, sizeof seed, GRND_NONBLOCK);
    return seed % 1'000'000;
}

injection parse_rule(std::string_view text, std::string_view what, std::vector<std::string>& warnings) {
    const auto invalid = [&](std::string_view why = {}) {
        return system_failure(fmt::format("invalid {} argument '{}'{}{}", what, text, why.empty() ? "" : ": ", why));
    };
    const bool fault = what == "fault";
    injection rule;
    std::string_view rest = text;
    bool first_when = true;
    rule.calls = call_set::parse(take_up_to(rest, ':'));
    while (!rest.empty()) {
        const auto one = take_up_to(rest, ':');
        if (one.empty()) continue;
        if (one.starts_with("if=")) {
            if (const auto why = parse_conditions(one.substr(3), rule.calls, rule.conditions); !why.empty())
                throw invalid(why);
            continue;
        }
        const auto found = std::ranges::find_if(
            tokens, [&](const token& t) { return one.starts_with(t.name) && (t.for_faults || !fault); });
        if (found == std::end(tokens) || !found->take(rule, one.substr(found->name.size()), first_when))
            throw invalid();
    }
    if (fault && !rule.outcome) rule.outcome = result{-ENOSYS, true};
    if (!rule.does_something()) throw invalid();
    if (rule.when.percent && !rule.when.seed) {
        rule.when.seed = drawn_seed();
        warnings.push_back(fmt::format("{}={}: the same calls again with when={}%@{}", what, text, *rule.when.percent,
                                       *rule.when.seed));
    }
    if (rule.outcome && !rule.outcome->is_error) warn_of_result(rule.outcome->value, warnings);
    return rule;
}

/// splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators"): every bit of the input counts.
std::uint64_t mixed(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

}  // namespace

bool occasion::includes(std::uint64_t count, std::uint64_t task) const {
    if (percent) {
        const auto drawn = mixed(mixed(seed.value_or(0) ^ mixed(task)) + count);
        return static_cast<double>(drawn) / static_cast<double>(std::numeric_limits<std::uint64_t>::max()) * 100 <
               *percent;
    }
    return count >= first && count <= last && (count - first) % step == 0;
}

injection parse_inject(std::string_view text, std::vector<std::string>& warnings) {
    return parse_rule(text, "inject", warnings);
}
injection parse_fault(std::string_view text, std::vector<std::string>& warnings) {
    return parse_rule(text, "fault", warnings);
}

}  // namespace whytrace::cli
