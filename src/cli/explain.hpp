// --explain NAME and --explain-line LINE: what whytrace knows of a call, signal, errno, flag, structure or class; a line taken apart.
// Not here: options (help.hpp), why ptrace was refused (src/refusal).
// Nothing hard here: all of it is read off the tables.
#pragma once

#include <string>
#include <string_view>

namespace whytrace::cli {

/// Throws system_failure, with names that are close, if there is nothing of this name.
std::string explanation(std::string_view name);
/// Of a line of a trace, whytrace's or strace's.
std::string line_explanation(std::string_view line);

}  // namespace whytrace::cli
