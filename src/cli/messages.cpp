// Saying things.
// Not here: what is said.
// The hard part: a message may name what others have named, and a terminal obeys control characters. One write(2) a message, so that those of
// several programs do not mix.
#include "cli/messages.hpp"

#include "output/value_text.hpp"

#include <unistd.h>

namespace whytrace::cli {

namespace {

/// Control characters in octal, those above ASCII (U+0080 to U+009F) too; all else as it is.
std::string harmless(std::string_view line) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const auto c = static_cast<unsigned char>(line[i]);
        const bool high = c == 0xc2 && i + 1 < line.size() && static_cast<unsigned char>(line[i + 1]) < 0xa0;
        if (high || c == 0x7f || (c < ' ' && c != '\n' && c != '\t'))
            output::append_escaped(text, line.substr(i, high ? 2 : 1), output::hex_strings::never, {}), i += high;
        else
            text += line[i];
    }
    return text;
}

}  // namespace

void messages::say(std::string_view line) { write_line(harmless(name_ + ": " + std::string(line)) + '\n'); }

void messages::hint() { write_line("Try '" + (name_.empty() ? "whytrace" : name_) + " -h' for more information.\n"); }

void messages::write_line(std::string_view text) {
    if (before_) before_();
    [[maybe_unused]] const auto n = write(STDERR_FILENO, text.data(), text.size());  // there is nobody else to tell
}

}  // namespace whytrace::cli
