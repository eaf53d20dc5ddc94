// From options to the end of a trace.
// Not here: exceptions (main.cpp catches), options (parse.cpp).
// Nothing hard for callers.
#pragma once

#include "cli/messages.hpp"
#include "cli/options.hpp"
#include "whytrace/error.hpp"
#include "whytrace/tracer.hpp"

namespace whytrace::cli {

/// Everything that is not tracing: help, version, list. True if that was it.
bool inform(const options& o);
/// Traces. On return all is written.
outcome trace(const options& o, messages& m);
/// Says what was refused, then why. `target`: the process to attach to, 0 for a program of our own.
void explain(const refused& r, pid_t target, messages& m);

}  // namespace whytrace::cli
