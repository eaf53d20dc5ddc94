// Values of the options of -c and -C, and what goes with what among them.
// Not here: counting (src/output/summary.hpp).
// Nothing hard here.
#pragma once

#include "cli/draft.hpp"
#include "cli/table.hpp"

namespace whytrace::cli {

void choose_counting(draft& d, counting how);
void parse_summary_order(draft& d, const given& g);
void parse_summary_columns(draft& d, const given& g);
bool parse_summary_by(const given& g);

/// What is wrong, in strace's words; and what has no effect.
void finish_summary(draft& d);

}  // namespace whytrace::cli
