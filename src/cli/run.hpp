// From options to the end of a trace.
// Not here: exceptions (main.cpp catches), options (parse.cpp).
// Nothing hard for callers.
#pragma once

#include "cli/messages.hpp"
#include "cli/options.hpp"
#include "whytrace/error.hpp"
#include "whytrace/tracer.hpp"

#include <optional>

namespace whytrace::cli {

/// Everything that is not tracing: help, version, list, diagnosis. The exit status, if that was it.
std::optional<int> inform(const options& o);
/// Traces. On return all is written.
outcome trace(const options& o, messages& m);

}  // namespace whytrace::cli
