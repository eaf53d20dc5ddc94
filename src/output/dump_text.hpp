// Rows of hexadecimal below a call's line: -e read=, -e write=.
// Not here: which data (decode/dumps.cpp).
// Nothing hard here; the layout is strace's.
#pragma once

#include "whytrace/value.hpp"

#include <string>

namespace whytrace::output {

void append_dumps(std::string& out, const value_tree& tree);

}  // namespace whytrace::output
