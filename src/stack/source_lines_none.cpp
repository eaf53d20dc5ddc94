// No source lines: this build has no library that reads debug information.
// Not here: the other case (source_lines_libdw.cpp).
// Nothing hard here.
#include "stack/source_lines.hpp"
#include "stack/unwinder.hpp"

namespace whytrace::stack {

struct source_lines::state {};

source_lines::source_lines() = default;
source_lines::~source_lines() = default;
source_lines::place source_lines::find(const image&, std::uint64_t) { return {}; }

std::string_view source_library() { return {}; }

}  // namespace whytrace::stack
