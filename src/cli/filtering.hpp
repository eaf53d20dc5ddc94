// Whether a launched program gets a seccomp filter, so that calls that nobody wants run without a stop; and why not.
// Not here: the filter (src/trace/syscall_filter.cpp).
// The hard part is the word "harm": rows of a table in filtering.cpp.
#pragma once

#include "cli/options.hpp"

#include <string_view>

namespace whytrace::cli {

struct filter_decision {
    bool use;
    bool no_new_privs;         ///< asked for by name where it needs that
    std::string_view because;  ///< in words, for --debug
};

filter_decision decide_filter(const options& o);

}  // namespace whytrace::cli
