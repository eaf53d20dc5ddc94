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
/// A time in nanoseconds: a number with s, ms, us or ns behind it, or nothing, which means us.
std::int64_t parse_duration(const given& g);
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
void parse_diagnosis(draft& d, const given& g);
shape parse_shape(const given& g);
/// strace takes no more than 2^30 - 1.
std::uint32_t parse_string_limit(const given& g);
std::uint32_t parse_positive(const given& g);
colours parse_colours(const given& g);
void parse_help(draft& d, const given& g);
tip_choice parse_tips(const given& g);

}  // namespace whytrace::cli
