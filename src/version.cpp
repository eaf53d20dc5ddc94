// The version that the build gives, in the one file that has to be compiled again when it changes.
// Not here: the number itself. It stands once, in CMakeLists.txt.
// Nothing hard here.
#include "whytrace/version.hpp"

namespace whytrace {

std::string_view version() { return WHYTRACE_VERSION; }

}  // namespace whytrace
