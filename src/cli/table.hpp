// The options, each a row: parser, help, manual page and shell completions are all made from this.
// Not here: what the handlers need to parse values (values.hpp, qualify.hpp).
// Nothing hard here.
#pragma once

#include "cli/draft.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace whytrace::cli {

enum class group : std::uint8_t { start, follow, select, show, output, count, messages, inner, why, help };
inline constexpr std::string_view group_titles[] = {
    "What to trace", "Following", "Which calls and signals", "How values are shown",    "Lines and output",
    "Counting",      "Messages",  "How it is traced",        "When tracing is refused", "Help"};

/// How an option came: its letter, or the long name that was typed; and its argument, null without one.
struct given {
    char letter;
    std::string_view name;
    const char* argument;

    std::string_view text() const { return argument ? std::string_view(argument) : std::string_view(); }
    /// "-s" or "--string-limit", as messages name it.
    std::string spelled() const;
};

struct option_row {
    char letter;               ///< 0: none
    std::string_view name;     ///< empty: a letter only
    std::string_view aliases;  ///< further long names, separated by blanks
    std::string_view
        argument;  ///< as help shows it; "" takes none. "[=X]": the long form may take it, "=X": must; the letter does not
    group in;
    bool everyday;
    bool ours;  ///< not one of strace's: the long name is not abbreviated
    std::string_view help;
    std::string_view example;
    void (*take)(draft&, const given&);

    bool letter_takes_argument() const { return !argument.empty() && argument[0] != '[' && argument[0] != '='; }
    bool may_lack_argument() const { return argument.empty() || argument[0] == '['; }
};

std::span<const option_row> option_table();
/// By letter or any long name, with or without hyphens; null if there is none.
const option_row* find_option(std::string_view spelled);

}  // namespace whytrace::cli
