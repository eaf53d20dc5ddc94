// /proc/TID/fd, cwd and comm.
// Not here: sockets, devices and the like behind a descriptor (-yy).
// The hard part: telling an unlinked file from one whose name ends in " (deleted)".
#include "decode/fd_names.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <span>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace whytrace::decode {

namespace {

/// As much of a file of /proc as fits.
std::size_t read_file(const char* path, std::span<char> into) {
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    const auto got = read(file, into.data(), into.size());
    close(file);
    return got > 0 ? static_cast<std::size_t>(got) : 0;
}

}  // namespace

std::array<char, 48> proc_path(pid_t tid, const char* kind, std::int32_t fd) {
    std::array<char, 48> path;
    std::snprintf(path.data(), path.size(), "/proc/%d/%s/%d", tid, kind, fd);
    return path;
}

void fd_name::look_up(pid_t tid, std::int32_t fd) { read(proc_path(tid, "fd", fd).data()); }

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

void protocol_name::look_up(pid_t tid, std::int32_t fd) {
    const auto got = getxattr(proc_path(tid, "fd", fd).data(), "system.sockprotoname", text_.data(), text_.size());
    size_ = got > 0 ? strnlen(text_.data(), static_cast<std::size_t>(got)) : 0;
}

void fd_info::look_up(pid_t tid, std::int32_t fd) { size_ = read_file(proc_path(tid, "fdinfo", fd).data(), text_); }

std::string_view fd_info::field(std::string_view key) const {
    for (std::string_view rest(text_.data(), size_); !rest.empty();) {
        auto line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (!line.starts_with(key)) continue;
        line.remove_prefix(key.size());
        line.remove_prefix(std::min(line.size(), line.find_first_not_of(" \t")));
        return line;
    }
    return {};
}

void comm_name::look_up(pid_t tid) {
    std::array<char, 48> path;
    std::snprintf(path.data(), path.size(), "/proc/%d/comm", tid);
    size_ = read_file(path.data(), text_);
    if (size_ != 0 && text_[size_ - 1] == '\n') --size_;
}

}  // namespace whytrace::decode
