// Where the trace goes, from what -o, -A and -ff say.
// Not here: writing (src/output).
// Nothing hard here.
#pragma once

#include "cli/messages.hpp"
#include "cli/options.hpp"
#include "output/channels.hpp"

#include <string>

namespace whytrace::cli {

/// Throws system_failure if it cannot be opened. Later failures are said once, and cost no more than the trace.
output::channels open_pages(const options& o, messages& m);
/// The file of --record.
output::channels open_recording(const std::string& path, messages& m);

/// Whether what is written there is to be in colour.
bool in_colour(const options& o);

}  // namespace whytrace::cli
