// -e EXPR, and the long options that stand for `-e NAME=`.
// Not here: sets of system calls (call_set.hpp).
// Nothing hard here.
#pragma once

#include "cli/draft.hpp"

#include <string_view>

namespace whytrace::cli {

/// `[NAME=]VALUE`; without a name that we know it is all a set of calls to trace.
void qualify(draft& d, std::string_view expression);

void qualify_trace(draft& d, std::string_view value);
void qualify_abbrev(draft& d, std::string_view value);
void qualify_verbose(draft& d, std::string_view value);
void qualify_raw(draft& d, std::string_view value);
void qualify_signals(draft& d, std::string_view value);
void qualify_status(draft& d, std::string_view value);
void qualify_quiet(draft& d, std::string_view value);
void qualify_fds(draft& d, std::string_view value);
void qualify_pids(draft& d, std::string_view value);
void qualify_inject(draft& d, std::string_view value);
void qualify_fault(draft& d, std::string_view value);
void qualify_read(draft& d, std::string_view value);
/// --read=: a set of descriptors, or else the file of a recording (./3 for one that is called like a set).
void read_file_or_set(draft& d, std::string_view value);
void qualify_written(draft& d, std::string_view value);
void qualify_kvm(draft& d, std::string_view value);
void qualify_namespaces(draft& d, std::string_view value);
void qualify_contexts(draft& d, std::string_view value);
void qualify_descriptors(draft& d, std::string_view value);

}  // namespace whytrace::cli
