// Standard output, for everything that is asked for instead of a trace; and how wide the terminal is.
// Not here: messages (messages.hpp), the trace (page.hpp).
// Nothing hard here.
#pragma once

#include <string>
#include <string_view>

namespace whytrace::cli {

/// Throws system_failure if it cannot be written.
void print(const std::string& text);

/// Control characters in octal, and what is no UTF-8; all else as it is. For what others have named.
std::string harmless(std::string_view text);
/// Of the terminal behind this descriptor; 80 where there is none. COLUMNS wins, as with other programs.
int width_of(int fd);
/// Whether text on it may be coloured: a terminal, and nobody has set NO_COLOR.
bool may_colour(int fd);

}  // namespace whytrace::cli
