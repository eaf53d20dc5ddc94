// Reading lines.
// Not here: what they say.
// Nothing hard here: what is left of a piece is moved to the front before the next is read.
#include "read/lines.hpp"

#include "whytrace/error.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace whytrace::read {

namespace {

constexpr std::size_t piece = 1 << 18;

}  // namespace

lines::lines(std::string name)
    : name_(std::move(name)), fd_(name_ == "-" ? dup(STDIN_FILENO) : open(name_.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (fd_ < 0) throw system_failure("Can't fopen '" + name_ + "': " + std::strerror(errno));
}

lines::~lines() { ::close(fd_); }

std::optional<std::span<char>> lines::next() {
    std::size_t seen = 0;
    while (true) {
        const std::span<char> there{buffer_.data() + begin_, end_ - begin_};
        const auto* const at =
            seen < there.size() ? static_cast<const char*>(std::memchr(there.data() + seen, '\n', there.size() - seen))
                                : nullptr;
        if (at) {
            const auto size = static_cast<std::size_t>(at - there.data());
            there[size] = '\0';
            begin_ += size + 1;
            ++number_;
            return there.first(size);
        }
        seen = there.size();
        if (fill()) continue;
        if (seen == 0) return {};
        buffer_[end_] = '\0';
        const std::span<char> last{buffer_.data() + begin_, seen};
        begin_ = end_;
        ++number_;
        whole_ = false;
        return last;
    }
}

/// False at the end of the file.
bool lines::fill() {
    if (begin_ != 0) {
        std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (buffer_.size() - end_ <= piece / 2) buffer_.resize(std::max(2 * piece, 2 * buffer_.size()));
    while (true) {
        const ssize_t got = ::read(fd_, buffer_.data() + end_, buffer_.size() - end_ - 1);  // room for a NUL
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw system_failure(name_ + ": " + std::strerror(errno));
        end_ += static_cast<std::size_t>(got);
        return got != 0;
    }
}

}  // namespace whytrace::read
