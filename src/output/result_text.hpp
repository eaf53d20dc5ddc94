// What stands behind a call's "=": the result, the error in words, what the decoder has to say about it.
// Not here: the call before it (text.cpp).
// Nothing hard here.
#pragma once

#include "output/record.hpp"
#include "output/value_text.hpp"

#include <string>

namespace whytrace::output {

void append_result(std::string& out, const flight& f, const result& r, const value_style& style);

}  // namespace whytrace::output
