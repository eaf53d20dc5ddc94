// How much of the values of a recording is wanted: what the options of a trace would have let through.
// Not here: leaving the rest out (values.cpp).
// Nothing hard here.
#pragma once

#include "whytrace/call.hpp"

#include <cstddef>
#include <functional>

namespace whytrace::read {

/// How much of a recording's values is wanted.
struct detail {
    bool abbreviate = true;         ///< -v is not given
    std::size_t string_limit = 32;  ///< -s
    bool descriptors = false;       ///< -y: what they refer to
    bool comms = false;             ///< -Y
};

/// It may depend on the call.
using detail_chooser = std::function<detail(const call&)>;

}  // namespace whytrace::read
