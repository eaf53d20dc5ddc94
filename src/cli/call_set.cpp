// Parsing sets of system calls.
// Not here: the other kinds of sets (words.cpp).
// The hard part: a token may mean several ABIs, on some of which it is unknown: it is an error only if it is unknown on all.
#include "cli/call_set.hpp"

#include "arch/arch.hpp"
#include "cli/words.hpp"
#include "whytrace/error.hpp"

#include <algorithm>
#include <charconv>
#include <regex.h>
#include <string>

namespace whytrace::cli {

namespace {

[[noreturn]] void invalid(std::string_view token) {
    throw system_failure("invalid system call '" + std::string(token) + "'");
}

/// The classes whose names strace took without '%' first, and still takes.
constexpr std::string_view bare_classes[] = {"desc", "file", "memory", "process", "signal", "ipc", "network"};

/// What is behind the last '@' of a token; strips it.
std::span<const abi> split_abi(std::string_view& token, std::string_view whole) {
    const auto all = machine_abis();
    const auto at = token.rfind('@');
    if (at == token.npos) return all;
    const auto wanted = token.substr(at + 1);
    token = token.substr(0, at);
    if (wanted == "64") return all.subspan(0, 1);
    if (wanted == "32") return all.subspan(1, 1);
    if (wanted == "x32" && all[0] == abi::x86_64) return {};
    throw usage_error("incorrect personality designator '" + std::string(wanted) + "' in qualification '" +
                      std::string(whole) + "'");
}

}  // namespace

std::span<const abi> machine_abis() {
    static constexpr std::array abis{arch::native::abis.begin()[0].second, arch::native::abis.begin()[1].second};
    static_assert(word_size(abis[0]) == 8 && word_size(abis[1]) == 4);
    return abis;
}

call_set::call_set(bool all) : others_(all) {
    for (const abi a : machine_abis()) members_[static_cast<std::size_t>(a)].assign(call_limit(a), all ? 1 : 0);
}

call_set call_set::parse(std::string_view text) {
    const auto [inverted, rest] = split_inversion(text);
    call_set set = nothing();
    if (rest == "all") {
        set = everything();
    } else if (rest != "none") {
        bool any = false;
        for (const auto token : split_list(rest)) {
            set.add_token(token);
            any = true;
        }
        if (!any) invalid(rest.empty() ? text : rest);
    }
    if (inverted) set.invert();
    return set;
}

void call_set::add_token(std::string_view token) {
    const bool optional = token.starts_with('?');
    std::string_view name = token.substr(optional ? 1 : 0);
    const auto abis = split_abi(name, token);
    bool known = false;
    if (!name.empty() && name[0] >= '0' && name[0] <= '9')
        known = add_number(name, abis);
    else if (name.starts_with('/'))
        known = add_regex(name.substr(1), abis);
    else if (name == "all")
        *this = everything(), known = true;
    else
        known = add_class(name, abis) || add_name(name, abis);
    if (!known && !optional) invalid(token);
}

bool call_set::add_number(std::string_view text, std::span<const abi> abis) {
    std::uint64_t nr = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), nr);
    if (error != std::errc{} || end != text.data() + text.size()) return false;
    bool known = abis.empty();
    for (const abi a : abis) {
        const auto place = call_place(a, nr);
        if (place == call_limit(a)) continue;
        members_[static_cast<std::size_t>(a)][place] = 1;
        known = true;
    }
    return known;
}

bool call_set::add_regex(std::string_view expression, std::span<const abi> abis) {
    std::string pattern(expression);
    regex_t compiled;
    const auto compile = [&] {
        if (const int error = regcomp(&compiled, pattern.c_str(), REG_EXTENDED | REG_NOSUB)) {
            std::string reason(regerror(error, &compiled, nullptr, 0), '\0');
            regerror(error, &compiled, reason.data(), reason.size());
            reason.pop_back();  // the NUL
            throw system_failure("regcomp: " + pattern + ": " + reason);
        }
    };
    compile();
    if (pattern.size() > 1 && pattern.back() == '/') {  // no name has a slash, so one at the end can only mean the end
        regfree(&compiled);
        pattern.pop_back();
        compile();
    }
    bool known = abis.empty();
    for (const abi a : abis) {
        for (std::uint64_t place = 0; place < call_limit(a); ++place) {
            const std::string name(call_name(a, call_at(a, place)));
            if (name.empty() || regexec(&compiled, name.c_str(), 0, nullptr, 0) != 0) continue;
            members_[static_cast<std::size_t>(a)][place] = 1;
            known = true;
        }
    }
    regfree(&compiled);
    return known;
}

bool call_set::add_class(std::string_view name, std::span<const abi> abis) {
    if (name.starts_with('%'))
        name.remove_prefix(1);
    else if (std::ranges::find(bare_classes, name) == std::end(bare_classes))
        return false;
    if (equal_ignoring_case(name, "net")) name = "network";  // strace has both
    const auto names = class_names();
    const auto found = std::ranges::find_if(names, [name](std::string_view n) { return equal_ignoring_case(n, name); });
    if (found == names.end()) return false;
    const std::uint64_t bit = std::uint64_t{1} << (found - names.begin());
    for (const abi a : abis)
        for (std::uint64_t place = 0; place < call_limit(a); ++place)
            if (call_classes(a, call_at(a, place)) & bit) members_[static_cast<std::size_t>(a)][place] = 1;
    return true;
}

bool call_set::add_name(std::string_view name, std::span<const abi> abis) {
    bool known = false;
    for (const abi a : abis) {
        const auto nr = call_number(a, name);
        if (!nr) continue;
        members_[static_cast<std::size_t>(a)][call_place(a, *nr)] = 1;
        known = true;
    }
    if (abis.empty())  // x32: known, but nothing that we trace
        known = call_number(machine_abis()[0], name).has_value();
    return known;
}

void call_set::invert() {
    for (auto& members : members_)
        for (auto& m : members) m ^= 1;
    others_ = !others_;
}

bool call_set::is_everything() const {
    return others_ && std::ranges::all_of(members_, [](const auto& m) { return std::ranges::find(m, 0) == m.end(); });
}

bool call_set::is_nothing() const {
    return !others_ && std::ranges::all_of(members_, [](const auto& m) { return std::ranges::find(m, 1) == m.end(); });
}

}  // namespace whytrace::cli
