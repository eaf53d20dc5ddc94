// The files of -ff as one trace.
// Not here: writing them (src/output/channels.hpp).
// The hard part: what has no time of its own (rows of a dump, stacks) stays behind the line it belongs to.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace whytrace::cli {

/// Lines of PREFIX.PID in the order of their times (-tt, -ttt), each behind its PID; throws if there are no such files.
void merge(const std::string& prefix, const std::function<void(std::string_view line)>& write);

}  // namespace whytrace::cli
