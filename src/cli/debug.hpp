// `--debug`: every ptrace request and every wait status, on standard error.
// Not here: the trace. This is the only use of spdlog.
// Nothing hard for callers.
#pragma once

#include "whytrace/tracer.hpp"

#include <memory>

namespace whytrace::cli {

std::unique_ptr<ptrace_observer> make_debug_observer();

}  // namespace whytrace::cli
