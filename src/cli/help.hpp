// Help in its forms, all made from the option table: pages for the terminal, a manual page, completions for three shells.
// Not here: the options (table.cpp).
// Nothing hard here.
#pragma once

#include "cli/table.hpp"

#include <string>

namespace whytrace::cli {

/// "-o, --output=FILE"
std::string spelling(const option_row& row);

std::string everyday_help();
/// One option: how it is written, what it does, an example.
std::string option_help(const option_row& row);
std::string whole_help();
std::string manual_page();
/// The version, whose it is, and what is built in.
std::string version_page();
/// Its part about refusals: --diagnose, what it prints as JSON, two whole examples.
std::string manual_of_refusals();
std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

}  // namespace whytrace::cli
