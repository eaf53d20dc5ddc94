// SELinux contexts of files and tasks: --secontext.
// Not here: where they are shown.
// Nothing hard here: an attribute is read (selinux(8)), no library is needed.
#pragma once

#include "whytrace/decoder.hpp"

#include <string>

namespace whytrace::decode {

/// Of the file that the path leads to; empty if it has none.
std::string file_context(const char* path, contexts how);

}  // namespace whytrace::decode
