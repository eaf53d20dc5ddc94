// The JSON Schema of a recording's lines, as it stands in trace.schema.json.
// Not here: writing them (json.cpp).
// Nothing hard here.
#pragma once

#include <string_view>

namespace whytrace::output {

std::string_view schema();

}  // namespace whytrace::output
