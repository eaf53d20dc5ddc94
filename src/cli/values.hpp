// Values of options: numbers, process ids, times, words.
// Not here: -e and its sets (qualify.hpp).
// Nothing hard here.
#pragma once

#include "cli/draft.hpp"
#include "cli/table.hpp"

#include <cstdint>
#include <string_view>

namespace whytrace::cli {

/// "invalid -s argument: 'x'"
[[noreturn]] void invalid_argument(const given& g);

std::uint32_t parse_number(const given& g);
output::precision parse_precision(const given& g);
output::precision parse_precision(std::string_view unit, const given& g);
void parse_timestamps(draft& d, const given& g);
void parse_pids(draft& d, const given& g);
void parse_environment(draft& d, const given& g);
interruptible parse_interruptible(const given& g);
daemonize parse_daemonize(const given& g);
filtering parse_filtering(const given& g);
cpu_sharing parse_cpu_sharing(const given& g);
output::hex_strings parse_strings(const given& g);
output::constants parse_constants(const given& g);
stacks parse_stacks(const given& g);
narration parse_narration(const given& g);
task parse_help(const given& g);
shape parse_shape(const given& g);

}  // namespace whytrace::cli
