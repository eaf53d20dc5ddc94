// Saying things.
// Not here: what is said.
// The hard part: a message may name what others have named, and a terminal obeys control characters. One write(2) a message, so that those of
// several programs do not mix.
#include "cli/messages.hpp"

#include "cli/print.hpp"

#include <unistd.h>

namespace whytrace::cli {

void messages::say(std::string_view line) { write_line(harmless(name_ + ": " + std::string(line)) + '\n'); }

void messages::hint() { write_line("Try '" + (name_.empty() ? "whytrace" : name_) + " -h' for more information.\n"); }

void messages::write_line(std::string_view text) {
    if (before_) before_();
    [[maybe_unused]] const auto n = write(STDERR_FILENO, text.data(), text.size());  // there is nobody else to tell
}

}  // namespace whytrace::cli
