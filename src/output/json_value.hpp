// The JSON of a decoded value: {"name", "type", "value", …}, with everything that another format would need to show it.
// Not here: events (json.cpp), JSON itself (json_writer.hpp), the way back (src/read).
// Nothing hard for callers. trace.schema.json describes every key.
#pragma once

#include "output/json_writer.hpp"
#include "whytrace/value.hpp"

#include <cstdint>

namespace whytrace::output {

void write_value(json_writer& out, const value_tree& tree, std::uint32_t node);

}  // namespace whytrace::output
