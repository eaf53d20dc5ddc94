// Help for the terminal: the everyday options on one screen, or all of them in groups.
// Not here: the manual page (man.cpp), completions (completion.cpp).
// Nothing hard here.
#include "cli/help.hpp"

#include "cli/call_set.hpp"
#include "stack/unwinder.hpp"
#include "text/format.hpp"
#include "whytrace/version.hpp"

#include <algorithm>
#include <iterator>
#include <spdlog/version.h>
#include <sys/auxv.h>

namespace whytrace::cli {

namespace {

constexpr std::size_t help_column = 29, width = 80;

constexpr std::string_view usage = "Usage: whytrace [OPTIONS] PROGRAM [ARGUMENTS]\n"
                                   "       whytrace [OPTIONS] -p PID\n";

/// "-o, --output=FILE" and its help from a column on, broken between words.
void append_row(std::string& out, const option_row& row, std::string spelled) {
    if (!row.letter) spelled.insert(0, "    ");
    std::string line = "  " + spelled;
    if (line.size() + 1 > help_column) {
        out += line + '\n';
        line.clear();
    }
    line.resize(help_column, ' ');
    for (std::string_view rest = row.help; !rest.empty();) {
        auto piece = rest.substr(0, width - help_column);
        if (piece.size() < rest.size()) piece = piece.substr(0, piece.rfind(' '));
        out += line;
        out += piece;
        out += '\n';
        rest.remove_prefix(std::min(rest.size(), piece.size() + 1));
        line.assign(help_column, ' ');
    }
}

/// A program that was linked with no shared library has no interpreter, hence is where it is by itself (getauxval(3), AT_BASE).
bool is_static() { return getauxval(AT_BASE) == 0; }

}  // namespace

std::string spelling(const option_row& row) {
    std::string text;
    if (row.letter) text = fmt::format("-{}", row.letter);
    if (row.name.empty()) return row.argument.empty() ? text : fmt::format("{} {}", text, row.argument);
    if (row.letter) text += ", ";
    text += fmt::format("--{}", row.name);
    if (!row.argument.empty() && row.argument[0] != '[' && row.argument[0] != '=') text += '=';
    text += row.argument;
    return text;
}

std::string everyday_help() {
    std::string out(usage);
    out += '\n';
    for (const auto& row : option_table()) {
        if (!row.everyday) continue;
        const std::string spelled = spelling(row);
        append_row(out, row, spelled.substr(0, spelled.find('[', row.name.size())));
    }
    return out;
}

std::string option_help(const option_row& row) {
    std::string out;
    append_row(out, row, spelling(row));
    for (std::string_view rest = row.aliases; !rest.empty();) {
        const auto alias = rest.substr(0, rest.find(' '));
        out += fmt::format("      --{}\n", alias);
        rest.remove_prefix(std::min(rest.size(), alias.size() + 1));
    }
    return out + fmt::format("\n  {}\n", row.example);
}

std::string version_page() {
    std::string abis;
    for (const abi a : machine_abis()) abis += fmt::format(" abi={}", abi_names[static_cast<std::size_t>(a)]);
    const auto lines = stack::source_library();
    return fmt::format("whytrace -- version {}\n"
                       "MIT licence; there is no warranty.\n\n"
                       "Optional features enabled:{} stack-trace=libunwind stack-demangle{}{} fmt={}.{}.{} "
                       "spdlog={}.{}.{}{}\n",
                       version(), abis, lines.empty() ? " no-stack-source" : " stack-source=", lines,
                       FMT_VERSION / 10000, FMT_VERSION / 100 % 100, FMT_VERSION % 100, SPDLOG_VER_MAJOR,
                       SPDLOG_VER_MINOR, SPDLOG_VER_PATCH, is_static() ? " static" : "");
}

std::string whole_help() {
    std::string out(usage);
    for (std::size_t g = 0; g < std::size(group_titles); ++g) {
        out += fmt::format("\n{}:\n", group_titles[g]);
        for (const auto& row : option_table())
            if (static_cast<std::size_t>(row.in) == g) append_row(out, row, spelling(row));
    }
    return out;
}

}  // namespace whytrace::cli
