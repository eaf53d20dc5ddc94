// The data that a call moved, whole, for -e read= and -e write=.
// Not here: how it is laid out in rows (output/dump_text.cpp), the strings among the arguments.
// The hard part: vectors of buffers, of which only what the result says counts.
#pragma once

#include "whytrace/decoder.hpp"

namespace whytrace::decode {

/// Fills tree.dumps if the call moved data of a descriptor that the options name.
void dump_data(const call& c, const result& r, const decode_options& options, memory& m, value_tree& tree);

}  // namespace whytrace::decode
