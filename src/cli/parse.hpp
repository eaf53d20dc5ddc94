// From argv to options.
// Not here: the options themselves (table.cpp).
// Nothing hard for callers.
#pragma once

#include "cli/options.hpp"

#include <string>
#include <vector>

namespace whytrace::cli {

/// Throws usage_error or system_failure; what getopt_long(3) itself has to say it has said on standard error (the exception is empty then).
/// `warned` is then what is to be said before it.
options parse(int argc, char** argv, std::vector<std::string>& warned);

}  // namespace whytrace::cli
