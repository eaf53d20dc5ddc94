// `--list`: what is known of every call.
// Not here: where it is known from (syscalls/).
// Nothing hard here.
#pragma once

#include <string>

namespace whytrace::cli {

std::string list_of_calls();

}  // namespace whytrace::cli
