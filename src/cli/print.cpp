// See print.hpp.
// Not here: what is printed.
// Nothing hard here.
#include "cli/print.hpp"

#include "whytrace/error.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sys/ioctl.h>
#include <unistd.h>

namespace whytrace::cli {

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
