// From a parsed line to an entry.
// Not here: lines and their parsing (recording.cpp).
// Nothing hard for callers.
#pragma once

#include "read/detail.hpp"
#include "read/entry.hpp"
#include "read/values.hpp"

namespace whytrace::read {

/// Throws `strange` for what is no event of ours.
void fill(entry& e, const json& line, name_store& names, const detail_chooser& wanted);

}  // namespace whytrace::read
