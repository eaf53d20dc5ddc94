// Saying things.
// Not here: what is said.
// The hard part: a message may name what others have named, and a terminal obeys control characters. One write(2) a message, so that those of
// several programs do not mix.
#include "cli/messages.hpp"

#include "output/value_text.hpp"
#include "text/utf8.hpp"

#include <cstdint>
#include <unistd.h>

namespace whytrace::cli {

namespace {

/// Controls above ASCII, what has no width, and what turns the direction of writing.
constexpr bool misleads(std::uint32_t code) {
    return code < 0xa0 || code == 0x61c || (code >= 0x200b && code < 0x2010) || (code >= 0x2028 && code < 0x202f) ||
           (code >= 0x2060 && code < 0x2070);
}

/// Control characters in octal, and what is no UTF-8; all else as it is.
std::string harmless(std::string_view line) {
    std::string shown;
    while (!line.empty()) {
        const auto c = static_cast<unsigned char>(line[0]);
        const text::character high = c < 0x80 ? text::character{} : text::decode_utf8(line);
        const std::size_t size = high.size ? high.size : 1;
        const bool as_it_is =
            c < 0x80 ? (c >= ' ' && c < 0x7f) || c == '\n' || c == '\t' : high.size && !misleads(high.code);
        if (as_it_is)
            shown += line.substr(0, size);
        else
            output::append_escaped(shown, line.substr(0, size), output::hex_strings::never, {});
        line.remove_prefix(size);
    }
    return shown;
}

}  // namespace

void messages::say(std::string_view line) { write_line(harmless(name_ + ": " + std::string(line)) + '\n'); }

void messages::hint() { write_line("Try '" + (name_.empty() ? "whytrace" : name_) + " -h' for more information.\n"); }

void messages::write_line(std::string_view text) {
    if (before_) before_();
    [[maybe_unused]] const auto n = write(STDERR_FILENO, text.data(), text.size());  // there is nobody else to tell
}

}  // namespace whytrace::cli
