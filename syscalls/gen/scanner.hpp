// From the text of a .sys or .tbl file to tokens.
// Not here: what they mean (parser, tables).
// The hard part: line breaks are blanks, but a field list may use them as commas: each token knows whether it starts its line.
#pragma once

#include "source.hpp"

#include <string_view>
#include <vector>

namespace whytrace::gen {

enum class token_kind : std::uint8_t { name, number, text, symbol, end };

struct token {
    token_kind kind{};
    bool starts_line{};      // the first of its line
    bool at_margin{};        // in the first column: where a declaration begins
    std::string_view text;   // of `text`: without the quotes
    std::uint64_t number{};  // of `number`; negative numbers in two's complement
    location at;
};

std::vector<token> scan(const sources& s, std::uint32_t file, diagnostics& problems);

}  // namespace whytrace::gen
