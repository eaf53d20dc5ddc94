// Completions for bash, zsh and fish: options, then commands.
// Not here: help for people (help.cpp).
// The hard part: quoting. The texts go between single quotes in all three shells.
#include "cli/help.hpp"
#include "text/format.hpp"

namespace whytrace::cli {

namespace {

/// Between single quotes; `also` are escaped by a backslash.
std::string in_quotes(std::string_view text, std::string_view also = {}) {
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

/// The words of an argument like "=auto|always|never"; none if it is not a choice among words.
std::string choices_of(const option_row& row) {
    std::string_view text = row.argument;
    while (text.starts_with('[') || text.starts_with('=')) text.remove_prefix(1);
    while (text.ends_with(']')) text.remove_suffix(1);
    if (text.find('|') == text.npos || text.find_first_of("[]:,") != text.npos) return {};
    std::string words;
    for (const char c : text) words += c == '|' ? ' ' : c;
    return words;
}

/// What bash is to offer behind such options: behind "--color=", or behind an option that must have a value.
std::string choice_cases(bool after_sign) {
    std::string out;
    for (const auto& row : option_table()) {
        const auto words = choices_of(row);
        if (words.empty() || (!after_sign && row.may_lack_argument())) continue;
        std::string spelled;
        if (!row.name.empty()) spelled = fmt::format("--{}", row.name);
        if (!after_sign && row.letter_takes_argument() && row.letter)
            spelled += fmt::format("{}-{}", spelled.empty() ? "" : "|", row.letter);
        if (spelled.empty()) continue;
        out += fmt::format("{}{}) COMPREPLY=($(compgen -W \"{}\" -- \"$word\")){} ;;\n",
                           after_sign ? "        " : "    ", spelled, words, after_sign ? "; return" : "");
    }
    return out;
}

/// Long names that must have a value, perhaps as the next word.
std::string names_with_value() {
    std::string out;
    for (const auto& row : option_table())
        if (!row.name.empty() && !row.may_lack_argument())
            out += fmt::format("{}--{}", out.empty() ? "" : " ", row.name);
    return out;
}

/// Letters that take a value, or those that do not.
std::string letters(bool with_value) {
    std::string out;
    for (const auto& row : option_table())
        if (row.letter && row.letter_takes_argument() == with_value) out += row.letter;
    return out;
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
        {files}|{pids}|{users}|{others}) if [[ ${{COMP_WORDS[i+1]}} == = ]]; then ((i += 2)); else ((i++)); fi ;;
        -*) if [[ ${{COMP_WORDS[i+1]}} == = ]]; then ((i += 2)); fi ;;
        *) _command_offset $i; return ;;
        esac
    done
    # "--color=al" comes in three words
    if [[ $word == = ]]; then word= before=${{COMP_WORDS[COMP_CWORD-1]}}=; fi
    if [[ $before == = ]]; then before=${{COMP_WORDS[COMP_CWORD-2]}}=; fi
    if [[ $before == --*= ]]; then
        case ${{before%=}} in
{choices}        esac
    fi
    case ${{before%=}} in
{values}    {pids}) COMPREPLY=($(compgen -W "$(ps -eo pid=)" -- "$word")) ;;
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
                       fmt::arg("words", words), fmt::arg("choices", choice_cases(true)),
                       fmt::arg("values", choice_cases(false)));
}

std::string zsh_completion() {
    // zsh's own _pids knows the terminal's processes only.
    static constexpr std::string_view actions[] = {": ", ":process:{compadd -- $(ps -eo pid=)}", ":file:_files",
                                                   ":user:_users"};
    std::string out = "#compdef whytrace\n_arguments -s -S \\\n";
    for (const auto& row : option_table()) {
        const std::string help = fmt::format("[{}]", row.help);
        const auto words = choices_of(row);
        const std::string action = words.empty() ? std::string(actions[static_cast<std::size_t>(kind_of(row))])
                                                 : fmt::format(":value:({})", words);
        if (row.letter)
            out += fmt::format(
                "  {} \\\n",
                in_quotes(fmt::format("*-{}{}{}", row.letter, help, row.letter_takes_argument() ? action : ""), ""));
        if (!row.name.empty())
            out += fmt::format("  {} \\\n",
                               in_quotes(fmt::format("*--{}{}{}{}", row.name,
                                                     row.argument.empty()      ? ""
                                                     : row.may_lack_argument() ? "=-"
                                                                               : "=",
                                                     help,
                                                     row.argument.empty()      ? ""
                                                     : row.may_lack_argument() ? words.empty() ? ":: " : ":" + action
                                                                               : action)));
    }
    return out + "  '(-):command: _command_names -e' '*::arguments: _normal'\n";
}

std::string fish_completion() {
    std::string out = fmt::format(R"~(function __whytrace_command
    set -l words (commandline -opc)
    set -e words[1]
    while set -q words[1]
        if contains -- $words[1] {names}; or string match -qr '^-[{letters}]*[{with_value}]$' -- $words[1]
            set -e words[1]
        else if test "$words[1]" = --
            set -e words[1]
            break
        else if not string match -q -- '-*' $words[1]
            break
        end
        set -e words[1]
    end
    string escape -- $words
end
function __whytrace_no_command
    test -z "$(__whytrace_command)"
end
)~",
                                  fmt::arg("names", names_with_value()), fmt::arg("letters", letters(false)),
                                  fmt::arg("with_value", letters(true)));
    for (const auto& row : option_table()) {
        out += "complete -c whytrace -n __whytrace_no_command";
        if (row.letter) out += fmt::format(" -s {}", row.letter);
        if (!row.name.empty()) out += fmt::format(" -l {}", row.name);
        if (row.letter_takes_argument() || !row.may_lack_argument()) {
            const auto kind = kind_of(row);
            out += kind == completes::file ? " -r -F" : " -x";
            if (const auto words = choices_of(row); !words.empty()) out += fmt::format(" -a '{}'", words);
            if (kind == completes::pid) out += " -a '(__fish_complete_pids)'";
            if (kind == completes::user) out += " -a '(__fish_complete_users)'";
        }
        out += fmt::format(" -d {}\n", in_quotes(row.help, "\\"));
    }
    return out + "complete -c whytrace -xa '(complete -C \"$(__whytrace_command) $(commandline -ct)\")'\n";
}

}  // namespace whytrace::cli
