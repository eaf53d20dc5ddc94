// Taking a line of a trace apart.
// Not here: names by themselves (explain.cpp).
// The hard part: arguments are separated by commas, and have commas in them: inside quotes, brackets and comments.
#include "cli/explain.hpp"

#include "cli/explain_parts.hpp"
#include "describe/describe.hpp"
#include "text/format.hpp"
#include "whytrace/decoder.hpp"
#include "whytrace/error.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstring>
#include <fmt/ranges.h>
#include <optional>
#include <vector>

namespace whytrace::cli {

namespace {

std::string_view trimmed(std::string_view s) {
    while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
    while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
    return s;
}

/// Up to the bracket that closes the call, which `rest` begins behind; the parts between its commas.
std::vector<std::string_view> split_arguments(std::string_view& rest) {
    std::vector<std::string_view> parts;
    std::size_t start = 0, i = 0;
    int depth = 0;
    bool quoted = false;
    for (; i < rest.size(); ++i) {
        const char c = rest[i];
        if (quoted) {
            if (c == '\\') ++i;
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{' || c == '(') {
            ++depth;
        } else if (c == ']' || c == '}' || (c == ')' && depth > 0)) {
            --depth;
        } else if (c == ')') {
            break;
        } else if (c == ',' && depth == 0) {
            parts.push_back(trimmed(rest.substr(start, i - start)));
            start = i + 1;
        }
    }
    i = std::min(i, rest.size());
    if (const auto last = trimmed(rest.substr(start, i - start)); !last.empty()) parts.push_back(last);
    rest.remove_prefix(std::min(rest.size(), i + 1));
    return parts;
}

/// "O_RDONLY|O_CLOEXEC" with the value of each name.
std::string values_in(std::string_view text) {
    std::vector<std::string> known;
    while (!text.empty()) {
        const auto end = std::min(text.find('|'), text.size());
        const auto name = text.substr(0, end);
        const auto c = decode::constant_named(name);
        if (c && c->value[0]) known.push_back(fmt::format("{} is {:#x}", name, *c->value[0]));
        text.remove_prefix(std::min(text.size(), end + 1));
    }
    return fmt::format("{}", fmt::join(known, ", "));
}

void append(std::string& out, std::string_view what, std::string_view meaning) {
    out += fmt::format("  {:<24} {}\n", what, meaning);
}

void explain_result(std::string& out, std::string_view rest) {
    const auto sign = rest.find("= ");
    if (sign == rest.npos) return append(out, "(no result)", "the line ends before the call does");
    rest = rest.substr(sign + 2);
    const auto value = rest.substr(0, rest.find(' '));
    if (value == "?") {
        append(out, "= ?", "it did not come back, or will be made again (then an ERESTART name follows)");
    } else if (value == "-1") {
        const auto name = trimmed(rest.substr(2));
        const auto word = name.substr(0, name.find(' '));
        for (int n = 1; n < 4096; ++n)
            if (!word.empty() && errno_name(n) == word)
                append(out, fmt::format("= -1 {}", word),
                       fmt::format("it failed with error {}: {}", n, std::strerror(n)));
    } else {
        append(out, fmt::format("= {}", value), "it succeeded, with this result");
    }
    if (rest.find("(INJECTED") != rest.npos) append(out, "(INJECTED)", "the tracer changed it: -e inject=");
    if (rest.find("(DELAYED)") != rest.npos) append(out, "(DELAYED)", "the tracer held it back: -e inject=…:delay_");
    if (const auto time = rest.rfind(" <"); time != rest.npos && rest.ends_with('>'))
        append(out, rest.substr(time + 1),
               "seconds between its entry and its exit, the tracer's own time included (-T)");
}

bool explain_news(std::string& out, std::string_view line) {
    if (line.find("+++ exited with ") != line.npos)
        append(out, "+++ exited with N +++", "the task has ended by itself; N is its exit code");
    else if (line.find("+++ killed by ") != line.npos)
        append(out, "+++ killed by SIG +++", "a signal has ended the process");
    else if (line.find("+++ superseded by execve") != line.npos)
        append(out, "+++ superseded +++",
               "another thread called execve: it has this id from now on, all others are gone");
    else if (line.find("--- stopped by ") != line.npos)
        append(out, "--- stopped by SIG ---", "all threads of the process are stopped until SIGCONT (a group-stop)");
    else if (const auto at = line.find("--- SIG"); at != line.npos)
        out += explanation(line.substr(at + 4, line.find(' ', at + 4) - at - 4));
    else
        return false;
    return true;
}

/// The end of the text is a call's name: where does it begin?
std::string_view name_at_end(std::string_view text) {
    std::size_t start = text.size();
    while (start > 0 && (std::isalnum(static_cast<unsigned char>(text[start - 1])) || text[start - 1] == '_')) --start;
    return text.substr(start);
}

}  // namespace

std::string line_explanation(std::string_view line) {
    std::string out;
    if (explain_news(out, line)) return out;
    const auto resumed = line.find("<... ");
    const auto open = line.find('(');
    std::string_view name, rest;
    if (resumed != line.npos) {
        rest = line.substr(resumed + 5);
        name = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), rest.find('>') + 1));
    } else if (open != line.npos) {
        name = name_at_end(line.substr(0, open));
        rest = line.substr(open + 1);
    }
    std::optional<std::pair<abi, std::uint64_t>> call;
    std::vector<std::string> numbers;
    for (std::size_t a = abi_count; a-- > 0;) {
        const auto nr = call_number(static_cast<abi>(a), name);
        if (!nr) continue;
        call = {static_cast<abi>(a), *nr};
        numbers.insert(numbers.begin(), fmt::format("{} {}", abi_names[a], *nr));
    }
    if (!call) {
        const auto close = name.empty() ? std::vector<std::string>() : close_names(name);
        throw system_failure(
            fmt::format("this is no line of a trace that I know: '{}'{}", line,
                        close.empty() ? "" : fmt::format("; did you mean {}?", fmt::join(close, ", "))));
    }
    append(out, name, fmt::format("{} ({})", call_summary(call->first, call->second), fmt::join(numbers, ", ")));
    if (const auto before = trimmed(line.substr(0, static_cast<std::size_t>(name.data() - line.data())));
        !before.empty() && resumed == line.npos)
        append(out, before, "in front: the task's id, a time, or both");
    if (resumed != line.npos)
        append(out, "<... resumed>", "the rest of a call whose beginning is further up (<unfinished ...>)");
    const auto parameters = decode::arguments_of(call->first, call->second);
    std::size_t at = 0;
    if (resumed == line.npos) {
        for (auto argument : split_arguments(rest)) {
            std::string label =
                at < parameters.size() ? std::string(parameters[at].name) : fmt::format("argument {}", at + 1);
            std::string type = at < parameters.size() ? parameters[at].type : "";
            if (argument.find("<unfinished ...>") != argument.npos)
                label = "<unfinished ...>", type = "other lines come before its end";
            const auto values = values_in(argument);
            append(out, label,
                   fmt::format("{}{}{}{}{}", argument, type.empty() ? "" : "   ", type, values.empty() ? "" : ": ",
                               values));
            ++at;
        }
    }
    explain_result(out, rest);
    return out;
}

}  // namespace whytrace::cli
