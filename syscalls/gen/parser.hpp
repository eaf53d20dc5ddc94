// From the tokens of a .sys file to its declarations.
// Not here: what the names refer to.
// The hard part: see parser.cpp.
#pragma once

#include "ast.hpp"
#include "scanner.hpp"

namespace whytrace::gen {

/// Appends what the file declares to `into`. A declaration with a problem is left out; the rest of the file is still read.
void parse(const std::vector<token>& tokens, diagnostics& problems, ast::file& into);

}  // namespace whytrace::gen
