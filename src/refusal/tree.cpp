// See tree.hpp.
// Not here: meanings.
// The hard part: /proc files have no size, and a task may vanish between two reads.
#include "refusal/tree.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace whytrace::refusal {

namespace {

constexpr std::size_t largest = 256 * 1024;  // more than any file that we read; a hostile fixture stays bounded

void trim(std::string& s) {
    while (!s.empty() && (s.back() == '\n' || s.back() == '\0')) s.pop_back();
}

}  // namespace

std::string tree::at(std::string_view path) const { return root_ + std::string(path); }

reading tree::file(std::string_view path) const {
    const int fd = ::open(at(path).c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return {{}, errno};
    reading r;
    std::array<char, 4096> piece;
    ssize_t n = 0;
    while (r.text.size() < largest && (n = ::read(fd, piece.data(), piece.size())) > 0)
        r.text.append(piece.data(), static_cast<std::size_t>(n));
    if (n < 0) r.error = errno;
    ::close(fd);
    trim(r.text);
    return r;
}

reading tree::link(std::string_view path) const {
    std::array<char, 4096> target;
    const ssize_t n = ::readlink(at(path).c_str(), target.data(), target.size());
    if (n < 0) return {{}, errno};
    return {std::string(target.data(), static_cast<std::size_t>(n)), 0};
}

std::optional<ownership> tree::owner(std::string_view path) const {
    struct stat s;
    if (::stat(at(path).c_str(), &s) != 0) return std::nullopt;
    return ownership{s.st_uid, s.st_gid};
}

std::optional<std::pair<dev_t, ino_t>> tree::identity(std::string_view path) const {
    struct stat s;
    if (::stat(at(path).c_str(), &s) != 0) return std::nullopt;
    return std::pair{s.st_dev, s.st_ino};
}

std::vector<pid_t> tree::numbers_in(std::string_view path) const {
    std::vector<pid_t> all;
    DIR* directory = ::opendir(at(path).c_str());
    if (!directory) return all;
    while (const dirent* entry = ::readdir(directory)) {
        pid_t pid = 0;
        const char* const end = entry->d_name + std::strlen(entry->d_name);
        if (const auto [stop, error] = std::from_chars(entry->d_name, end, pid); error == std::errc{} && stop == end)
            all.push_back(pid);
    }
    ::closedir(directory);
    return all;
}

bool tree::exists(std::string_view path) const { return ::access(at(path).c_str(), F_OK) == 0; }

std::string_view field(std::string_view status, std::string_view key) {
    for (std::size_t line = 0; line < status.size();) {
        const std::size_t end = std::min(status.find('\n', line), status.size());
        const std::string_view text = status.substr(line, end - line);
        if (text.size() > key.size() && text.starts_with(key) && text[key.size()] == ':') {
            const std::size_t from = text.find_first_not_of(" \t", key.size() + 1);
            return from == std::string_view::npos ? std::string_view{} : text.substr(from);
        }
        line = end + 1;
    }
    return {};
}

}  // namespace whytrace::refusal
