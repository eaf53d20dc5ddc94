// /proc/TID/fd, cwd and comm.
// Not here: sockets, devices and the like behind a descriptor (-yy).
// The hard part: telling an unlinked file from one whose name ends in " (deleted)".
#include "decode/fd_names.hpp"

#include <cstdio>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace whytrace::decode {

void fd_name::look_up(pid_t tid, std::int32_t fd) {
    std::array<char, 48> link;
    std::snprintf(link.data(), link.size(), "/proc/%d/fd/%d", tid, fd);
    read(link.data());
}

void fd_name::look_up_working_directory(pid_t tid) {
    std::array<char, 48> link;
    std::snprintf(link.data(), link.size(), "/proc/%d/cwd", tid);
    read(link.data());
}

void fd_name::read(const char* link) {
    const auto got = readlink(link, text_.data(), text_.size() - 1);
    size_ = got > 0 ? static_cast<std::size_t>(got) : 0;
    deleted_ = false;
    // The kernel puts this behind the name of an unlinked file (proc(5)); but a file may be called so.
    constexpr std::string_view mark = " (deleted)";
    if (!text().starts_with('/') || !text().ends_with(mark)) return;
    text_[size_] = '\0';
    struct stat open {
    }, named{};
    if (stat(text_.data(), &named) == 0 && stat(link, &open) == 0 && named.st_ino == open.st_ino &&
        named.st_dev == open.st_dev)
        return;
    size_ -= mark.size();
    deleted_ = true;
}

void comm_name::look_up(pid_t tid) {
    std::array<char, 48> path;
    std::snprintf(path.data(), path.size(), "/proc/%d/comm", tid);
    size_ = 0;
    const int file = open(path.data(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    const auto got = read(file, text_.data(), text_.size());
    close(file);
    if (got > 0) size_ = static_cast<std::size_t>(got);
    if (size_ != 0 && text_[size_ - 1] == '\n') --size_;
}

}  // namespace whytrace::decode
