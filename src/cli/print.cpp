// See print.hpp.
// Not here: what is printed.
// Nothing hard here.
#include "cli/print.hpp"

#include "output/value_text.hpp"
#include "text/utf8.hpp"
#include "whytrace/error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

namespace whytrace::cli {

namespace {

/// Controls above ASCII, what has no width, and what turns the direction of writing.
constexpr bool misleads(std::uint32_t code) {
    return code < 0xa0 || code == 0x61c || (code >= 0x200b && code < 0x2010) || (code >= 0x2028 && code < 0x202f) ||
           (code >= 0x2060 && code < 0x2070);
}

}  // namespace

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

void print(const std::string& text) {
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t n = write(STDOUT_FILENO, text.data() + done, text.size() - done);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) throw system_failure(std::string("write: ") + std::strerror(errno));
        done += static_cast<std::size_t>(n);
    }
}

int width_of(int fd) {
    constexpr int usual = 80, narrowest = 40;
    if (const char* columns = std::getenv("COLUMNS"))
        if (const int n = std::atoi(columns); n > 0) return std::max(n, narrowest);
    winsize size{};
    return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : usual;
}

bool may_colour(int fd) {
    const char* refused = std::getenv("NO_COLOR");
    return isatty(fd) != 0 && (!refused || !*refused);
}

}  // namespace whytrace::cli
