// The version of the library, as a function: it is that of the library one runs with, not of the header one compiled with.
// Not here: the number itself. It stands once, in CMakeLists.txt.
// Nothing hard here.
#pragma once

#include <string_view>

namespace whytrace {

/// "0.1.0"
std::string_view version();

}  // namespace whytrace
