// How much of the values of a recording is wanted: what the options of a trace would have let through.
// Not here: leaving the rest out (values.cpp).
// Nothing hard here.
#pragma once

#include "whytrace/call.hpp"
#include "whytrace/decoder.hpp"

#include <cstddef>
#include <functional>
#include <string_view>

namespace whytrace::read {

/// How much of a recording's values is wanted.
struct detail {
    bool abbreviate = true;                                  ///< -v is not given
    std::size_t string_limit = 32;                           ///< -s
    bool descriptors = false;                                ///< -y: what they refer to
    bool comms = false;                                      ///< -Y
    whytrace::contexts contexts = whytrace::contexts::none;  ///< --secontext
    bool everything = false;  ///< and, beside what these leave, all there is (entry::whole)
};

/// What such an option lets through of a recorded context; a whole one, or its type, may have been recorded.
std::string_view context_shown(std::string_view recorded, contexts how);

/// It may depend on the call.
using detail_chooser = std::function<detail(const call&)>;

}  // namespace whytrace::read
