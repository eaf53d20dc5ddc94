// Options while the command line is being read: what depends on how often and in which of its two forms an option was given.
// Not here: the result (options.hpp).
// Nothing hard here.
#pragma once

#include "cli/options.hpp"

#include <optional>

namespace whytrace::cli {

struct draft : options {
    // How often the letters were given:
    int D = 0, f = 0, k = 0, q = 0, t = 0, x = 0, y = 0;
    bool deprecated_follow = false;  // -F
    // The long names, which are not to be mixed with the letters:
    bool long_follow = false, long_separate = false, long_quiet = false, long_fds = false;
    std::optional<output::time_form> long_time;
    output::precision long_time_digits = output::precision::s;
    std::optional<output::hex_strings> long_strings;
    std::optional<daemonize> long_daemonize;

    std::optional<interruptible> interrupted;              // -I
    int z = 0;                                             // -z and -Z
    bool summary_sorted = false, summary_columns = false;  // -S, -U
};

/// Combines them and checks what goes with what; throws with strace's words.
void finish(draft& d);

}  // namespace whytrace::cli
