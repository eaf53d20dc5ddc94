// How lines of text look: what stands before and behind a call. Filled from the command line.
// Not here: how values look (value_text.hpp).
// Nothing hard here.
#pragma once

#include "output/value_text.hpp"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace whytrace::output {

enum class precision : std::uint8_t { s = 0, ms = 3, us = 6, ns = 9 };  // digits behind the point
enum class time_form : std::uint8_t { none, of_day, unix };
/// Ids in front: never (-ff), "[pid 12] " while several tasks are traced (standard error), "12    " always (-f -o FILE).
enum class ids : std::uint8_t { never, if_crowded, always };

struct line_style {
    std::size_t columns = 40;  ///< -a
    ids tids = ids::if_crowded;
    bool comms = false;                    ///< -Y
    time_form absolute = time_form::none;  ///< -t
    precision absolute_digits = precision::s;
    std::optional<precision> relative;  ///< -r
    std::optional<precision> duration;  ///< -T
    bool number = false;                ///< -n
    bool instruction_pointer = false;   ///< -i
    bool whole_calls = false;           ///< --whole-calls: a call is one line, written when it returns
    value_style values;
    // Lines that are left out (-q, -e quiet=, -e signal=):
    bool exits = true;                                     ///< +++ exited with 0 +++
    bool supersessions = true;                             ///< +++ superseded by execve in pid 12 +++
    bool modes = true;                                     ///< [ Process PID=12 runs in 32 bit mode. ]
    std::bitset<256> fatal_signals = ~std::bitset<256>{};  ///< of +++ killed by SIGKILL +++
};

}  // namespace whytrace::output
