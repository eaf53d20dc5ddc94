// Explaining names.
// Not here: lines (explain_line.cpp).
// The hard part: one name may be several things (`stat` is a call and a structure): all of them are told.
#include "cli/explain.hpp"

#include "decode/describe.hpp"
#include "whytrace/decoder.hpp"
#include "whytrace/error.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <numeric>
#include <strings.h>
#include <utility>
#include <vector>

namespace whytrace::cli {

namespace {

constexpr std::size_t room = 96;  // columns

void append_list(std::string& out, std::string_view title, const std::vector<std::string>& words) {
    if (words.empty()) return;
    const std::string indent(4, ' ');
    out += fmt::format("  {}\n", title);
    std::string line = indent;
    for (const auto& word : words) {
        if (line.size() + word.size() + 1 > room) {
            out += line + '\n';
            line = indent;
        }
        line += (line.size() > indent.size() ? " " : "") + word;
    }
    out += line + '\n';
}

std::vector<std::string> numbers_of(std::string_view name) {
    std::vector<std::string> all;
    for (std::size_t a = 0; a < abi_count; ++a)
        if (const auto nr = call_number(static_cast<abi>(a), name))
            all.push_back(fmt::format("{} {}", abi_names[a], *nr));
    return all;
}

std::optional<std::pair<abi, std::uint64_t>> find_call(std::string_view name) {
    for (std::size_t a = 0; a < abi_count; ++a)
        if (const auto nr = call_number(static_cast<abi>(a), name)) return std::pair{static_cast<abi>(a), *nr};
    return std::nullopt;
}

bool explain_call(std::string& out, std::string_view name) {
    const auto found = find_call(name);
    if (!found) return false;
    const auto [a, nr] = *found;
    const auto summary = call_summary(a, nr);
    out += fmt::format("{}: a system call{}{}\n", name, summary.empty() ? "" : ": ", summary);
    out += fmt::format("  number: {}\n", fmt::join(numbers_of(name), ", "));
    const auto arguments = decode::arguments_of(a, nr);
    std::size_t widest = 0;
    for (const auto& f : arguments) widest = std::max(widest, f.name.size());
    for (const auto& f : arguments) out += fmt::format("  {:<{}}  {}\n", f.name, widest, f.type);
    if (decode::has_variants(a, nr)) out += "  ...  more, by the value of another argument\n";
    if (!call_is_described(a, nr)) out += "  its arguments are not described: six hexadecimal numbers are shown\n";
    out += fmt::format("  returns {}\n", decode::result_type(a, nr));
    std::vector<std::string> shown_by{std::string(name)};
    for (std::size_t bit = 0; bit < class_names().size(); ++bit)
        if (call_classes(a, nr) >> bit & 1) shown_by.push_back('%' + std::string(class_names()[bit]));
    out += fmt::format("  shown by -e trace={}\n", fmt::join(shown_by, " or "));
    for (const auto& f : arguments) {
        std::vector<std::string> members;
        for (const auto& [member, value] : decode::members_of(f.set))
            members.push_back(fmt::format("{}={:#x}", member, value));
        constexpr std::size_t most = 60;
        if (members.size() > most) {
            members.resize(most);
            members.emplace_back("...");
        }
        append_list(out, fmt::format("{} ({}):", f.name, f.set), members);
    }
    out += fmt::format("  more: man 2 {}\n", name);
    return true;
}

/// What a signal does that nobody handles: signal(7), "Signal dispositions".
std::string_view default_action(int number) {
    static constexpr int core[] = {SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS,
                                   SIGFPE,  SIGSEGV, SIGXCPU, SIGXFSZ, SIGSYS};
    static constexpr int nothing[] = {SIGCHLD, SIGURG, SIGWINCH};
    static constexpr int stop[] = {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU};
    const auto in = [number](auto& list) { return std::ranges::find(list, number) != std::end(list); };
    if (in(core)) return "ends the process, with a core";
    if (in(nothing)) return "is ignored";
    if (in(stop)) return "stops the process";
    return number == SIGCONT ? "lets a stopped process go on" : "ends the process";
}

bool explain_signal(std::string& out, std::string_view name) {
    const auto number = signal_number(name);
    if (!number) return false;
    const auto full = signal_name(*number);
    const char* words = sigdescr_np(*number);
    out += fmt::format("{}: signal {}{}{}\n  unless it is handled, it {}\n", full, *number, words ? ": " : "",
                       words ? words : "", default_action(*number));
    if (*number == SIGKILL || *number == SIGSTOP) out += "  it cannot be handled, blocked or ignored\n";
    out += fmt::format("  shown by -e signal={}, sent by -e inject=CALL:signal={}\n  more: man 7 signal\n", full, full);
    return true;
}

bool explain_errno(std::string& out, std::string_view name) {
    for (int n = 1; n < 4096; ++n) {
        const auto known = errno_name(n);
        if (known.size() != name.size() || strncasecmp(known.data(), name.data(), name.size()) != 0 || known.empty())
            continue;
        out += fmt::format("{}: error number {}: {}\n  calls that fail are shown by -Z; let one fail with it: "
                           "-e inject=CALL:error={}\n  more: man 3 errno\n",
                           known, n, std::strerror(n), known);
        return true;
    }
    return false;
}

bool explain_constant(std::string& out, std::string_view name) {
    const auto c = decode::constant_named(name);
    if (!c) return false;
    std::vector<std::string> values;
    for (std::size_t a = 0; a < abi_count; ++a)
        if (c->value[a]) values.push_back(fmt::format("{} {:#x}", abi_names[a], *c->value[a]));
    const bool same = std::ranges::all_of(c->value, [&](const auto& v) { return v == c->value[0]; });
    out +=
        fmt::format("{}: a constant, {}\n", name,
                    same ? fmt::format("{:#x} ({}) everywhere", *c->value[0], static_cast<std::int64_t>(*c->value[0]))
                         : fmt::format("{}", fmt::join(values, ", ")));
    for (const auto set : c->sets) {
        std::vector<std::string> calls;
        for (const auto call : decode::calls_with(set)) calls.emplace_back(call);
        append_list(out, fmt::format("one of {}, which is an argument of", set), calls);
        if (calls.empty()) out += fmt::format("  one of {}\n", set);
    }
    return true;
}

bool explain_structure(std::string& out, std::string_view name) {
    if (name.starts_with("struct ")) name.remove_prefix(7);
    const auto s = decode::structure_named(name);
    if (!s) return false;
    std::vector<std::string> sizes;
    for (std::size_t a = 0; a < abi_count; ++a)
        if (s->size[a]) sizes.push_back(fmt::format("{} {}", abi_names[a], s->size[a]));
    out += fmt::format("struct {}: bytes: {}\n", name, fmt::join(sizes, ", "));
    for (const auto& f : s->fields)
        out += fmt::format("  {:>4}  {:<18} {}\n", f.offset[0], f.name.empty() ? "..." : f.name, f.type);
    return true;
}

bool explain_class(std::string& out, std::string_view name) {
    if (name.starts_with('%')) name.remove_prefix(1);
    const auto names = class_names();
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return false;
    const auto bit = found - names.begin();
    std::vector<std::string> members;
    for (std::size_t a = 0; a < abi_count; ++a)
        for (std::uint64_t nr = 0; nr < call_limit(static_cast<abi>(a)); ++nr)
            if (call_classes(static_cast<abi>(a), nr) >> bit & 1)
                members.emplace_back(call_name(static_cast<abi>(a), nr));
    std::ranges::sort(members);
    members.erase(std::ranges::unique(members).begin(), members.end());
    append_list(out += fmt::format("%{}: a class of {} calls, for -e trace=%{}\n", name, members.size(), name),
                "its calls:", members);
    return true;
}

std::size_t distance(std::string_view a, std::string_view b) {  // Levenshtein's
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i);
        for (std::size_t j = 1; j <= b.size(); ++j)
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])}));
    }
    return row.back();
}

std::vector<std::string> close_names(std::string_view name) {
    std::vector<std::string> all;
    for (std::size_t a = 0; a < abi_count; ++a)
        for (std::uint64_t nr = 0; nr < call_limit(static_cast<abi>(a)); ++nr)
            all.emplace_back(call_name(static_cast<abi>(a), nr));
    for (const auto n : decode::all_names()) all.emplace_back(n);
    for (int n = 1; n < 200; ++n) all.emplace_back(errno_name(n));
    for (int n = 1; n < 65; ++n) all.emplace_back(signal_name(n));
    for (const auto n : class_names()) all.push_back('%' + std::string(n));
    std::ranges::sort(all);
    all.erase(std::ranges::unique(all).begin(), all.end());
    std::size_t best = std::max<std::size_t>(2, name.size() / 3) + 1;
    std::vector<std::string> close;
    for (const auto& candidate : all) {
        if (candidate.empty()) continue;
        const auto far = distance(name, candidate);
        if (far > best) continue;
        if (far < best) close.clear();
        best = far;
        if (close.size() < 5) close.push_back(candidate);
    }
    return close;
}

}  // namespace

std::string explanation(std::string_view name) {
    std::string out;
    for (const auto explain :
         {explain_call, explain_signal, explain_errno, explain_constant, explain_structure, explain_class}) {
        std::string part;
        if (explain(part, name)) out += (out.empty() ? "" : "\n") + part;
    }
    if (!out.empty()) return out;
    const auto close = close_names(name);
    throw system_failure(fmt::format("nothing is called '{}'{}", name,
                                     close.empty() ? "" : fmt::format("; did you mean {}?", fmt::join(close, ", "))));
}

}  // namespace whytrace::cli
