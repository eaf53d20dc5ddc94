// Explaining names.
// Not here: lines (explain_line.cpp), calls (explain_call.cpp), names that nothing has (close_names.cpp).
// The hard part: one name may be several things (`stat` is a call and a structure): all of them are told.
#include "cli/explain.hpp"

#include "cli/explain_parts.hpp"
#include "describe/describe.hpp"
#include "text/format.hpp"
#include "whytrace/decoder.hpp"
#include "whytrace/error.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <fmt/ranges.h>
#include <strings.h>
#include <vector>

namespace whytrace::cli {

namespace {

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

bool lists_commands(const std::vector<std::string_view>& sets) {
    return std::ranges::any_of(sets, [](std::string_view set) {
        const auto calls = decode::calls_with(set);
        return std::ranges::find(calls, "ioctl") != calls.end();
    });
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
        const auto calls = decode::calls_with(set);
        out += fmt::format("  one of {}{}{}\n", set, calls.empty() ? "" : ", an argument of ", fmt::join(calls, " "));
    }
    const auto before = out.size();
    explain_variants(out, c->name);
    if (out.size() == before && lists_commands(c->sets)) explain_command_number(out, c->value[0].value_or(0));
    return true;
}

bool explain_set(std::string& out, std::string_view name) {
    std::vector<std::string> members;
    for (const auto& [member, value] : decode::members_of(name))
        members.push_back(fmt::format("{}={:#x}", member, value));
    if (members.empty()) return false;
    const auto calls = decode::calls_with(name);
    out += fmt::format("{}: names of values{}{}\n", name, calls.empty() ? "" : ", for ", fmt::join(calls, " "));
    append_list(out, "with x86_64's values:", members);
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

void for_each_call(const auto& what) {
    for (std::size_t i = 0; i < abi_count; ++i) {
        const auto a = static_cast<abi>(i);
        for (std::uint64_t place = 0; place < call_limit(a); ++place) what(a, call_at(a, place));
    }
}

bool explain_class(std::string& out, std::string_view name) {
    if (name.starts_with('%')) name.remove_prefix(1);
    const auto names = class_names();
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return false;
    const auto bit = found - names.begin();
    std::vector<std::string> members;
    for_each_call([&](abi a, std::uint64_t nr) {
        if (call_classes(a, nr) >> bit & 1) members.emplace_back(call_name(a, nr));
    });
    std::ranges::sort(members);
    members.erase(std::ranges::unique(members).begin(), members.end());
    append_list(out += fmt::format("%{}: a class of {} calls, for -e trace=%{}\n", name, members.size(), name),
                "its calls:", members);
    return true;
}

}  // namespace

std::string explanation(std::string_view name) {
    std::string out;
    for (const auto explain : {explain_call, explain_signal, explain_errno, explain_constant, explain_set,
                               explain_structure, explain_class}) {
        std::string part;
        if (explain(part, name)) out += (out.empty() ? "" : "\n") + part;
    }
    if (!out.empty()) return out;
    const auto close = close_names(name);
    throw system_failure(fmt::format("nothing is called '{}'{}", name,
                                     close.empty() ? "" : fmt::format("; did you mean {}?", fmt::join(close, ", "))));
}

}  // namespace whytrace::cli
