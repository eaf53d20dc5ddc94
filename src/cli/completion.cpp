// Completions for bash, zsh and fish: options, then commands.
// Not here: help for people (help.cpp).
// The hard part: quoting. The texts go between single quotes in all three shells.
#include "cli/help.hpp"

#include <fmt/format.h>

namespace whytrace::cli {

namespace {

/// Between single quotes; `also` are escaped by a backslash.
std::string quoted(std::string_view text, std::string_view also = {}) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'')
            out += "'\\''";
        else if (also.find(c) != also.npos)
            out += {'\\', c};
        else
            out += c;
    }
    return out + "'";
}

enum class completes { nothing, pid, file, user };

completes kind_of(const option_row& row) {
    if (row.argument == "PID") return completes::pid;
    if (row.argument == "FILE") return completes::file;
    if (row.argument == "USER") return completes::user;
    return completes::nothing;
}

/// Letters of one kind, as a pattern of case: "-p|--attach".
std::string patterns(completes kind) {
    std::string out;
    for (const auto& row : option_table()) {
        if (row.may_lack_argument() || kind_of(row) != kind) continue;
        if (row.letter_takes_argument() && row.letter) out += fmt::format("{}-{}", out.empty() ? "" : "|", row.letter);
        if (!row.name.empty()) out += fmt::format("{}--{}", out.empty() ? "" : "|", row.name);
    }
    return out;
}

}  // namespace

std::string bash_completion() {
    std::string words;
    for (const auto& row : option_table()) {
        if (row.letter) words += fmt::format("-{} ", row.letter);
        if (!row.name.empty()) words += fmt::format("--{} ", row.name);
    }
    return fmt::format(R"~(_whytrace() {{
    local i word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${{COMP_WORDS[i]}} in
        {files}|{pids}|{users}|{others}) ((i++)) ;;
        -*) ;;
        *) _command_offset $i; return ;;
        esac
    done
    case $before in
    {pids}) COMPREPLY=($(compgen -W "$(ps -eo pid=)" -- "$word")) ;;
    {files}) COMPREPLY=($(compgen -f -- "$word")) ;;
    {users}) COMPREPLY=($(compgen -u -- "$word")) ;;
    {others}) COMPREPLY=() ;;
    *)
        if [[ $word == -* ]]; then
            COMPREPLY=($(compgen -W "{words}" -- "$word"))
        else
            COMPREPLY=($(compgen -c -- "$word"))
        fi ;;
    esac
}}
complete -F _whytrace whytrace
)~",
                       fmt::arg("files", patterns(completes::file)), fmt::arg("pids", patterns(completes::pid)),
                       fmt::arg("users", patterns(completes::user)), fmt::arg("others", patterns(completes::nothing)),
                       fmt::arg("words", words));
}

std::string zsh_completion() {
    static constexpr std::string_view actions[] = {": ", ":process:_pids", ":file:_files", ":user:_users"};
    std::string out = "#compdef whytrace\n_arguments -s -S \\\n";
    for (const auto& row : option_table()) {
        const std::string help = fmt::format("[{}]", row.help);
        const auto action = actions[static_cast<std::size_t>(kind_of(row))];
        if (row.letter)
            out += fmt::format(
                "  {} \\\n",
                quoted(fmt::format("*-{}{}{}", row.letter, help, row.letter_takes_argument() ? action : ""), ""));
        if (!row.name.empty())
            out += fmt::format("  {} \\\n", quoted(fmt::format("*--{}{}{}{}", row.name,
                                                               row.argument.empty()      ? ""
                                                               : row.may_lack_argument() ? "=-"
                                                                                         : "=",
                                                               help,
                                                               row.argument.empty()      ? ""
                                                               : row.may_lack_argument() ? ":: "
                                                                                         : action)));
    }
    return out + "  '(-):command: _command_names -e' '*::arguments: _normal'\n";
}

std::string fish_completion() {
    std::string out;
    for (const auto& row : option_table()) {
        out += "complete -c whytrace";
        if (row.letter) out += fmt::format(" -s {}", row.letter);
        if (!row.name.empty()) out += fmt::format(" -l {}", row.name);
        if (row.letter_takes_argument() || !row.may_lack_argument()) {
            const auto kind = kind_of(row);
            out += kind == completes::file ? " -r -F" : " -x";
            if (kind == completes::pid) out += " -a '(__fish_complete_pids)'";
            if (kind == completes::user) out += " -a '(__fish_complete_users)'";
        }
        out += fmt::format(" -d {}\n", quoted(row.help, "\\"));
    }
    return out + "complete -c whytrace -xa '(__fish_complete_subcommand)'\n";
}

}  // namespace whytrace::cli
