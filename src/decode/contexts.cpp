// Reading contexts.
// Not here: where they are shown.
// The hard part: an attribute's bytes may be anything, and are shown as they are; so one with other characters than a context has is
// none. The attribute of a task is shared by security modules and only SELinux's has this form.
#include "decode/contexts.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdio>
#include <fcntl.h>
#include <string_view>
#include <sys/xattr.h>
#include <unistd.h>

namespace whytrace::decode {

namespace {

/// "user:role:type:level", of which the level may be missing and may have colons.
std::string as_wanted(std::string_view text, contexts how) {
    while (!text.empty() && (text.back() == '\0' || text.back() == '\n')) text.remove_suffix(1);
    const auto odd = [](unsigned char c) {
        return !std::isalnum(c) && std::string_view("_:.,-").find(static_cast<char>(c)) == std::string_view::npos;
    };
    if (std::ranges::count(text, ':') < 2 || std::ranges::any_of(text, odd)) return {};
    if (how == contexts::full) return std::string(text);
    text.remove_prefix(text.find(':') + 1);
    text.remove_prefix(text.find(':') + 1);
    return std::string(text.substr(0, text.find(':')));
}

}  // namespace

std::string file_context(const char* path, contexts how) {
    std::array<char, 256> bytes;
    const auto size = getxattr(path, "security.selinux", bytes.data(), bytes.size());
    return as_wanted({bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0}, how);
}

}  // namespace whytrace::decode

namespace whytrace {

std::string task_context(pid_t tid, contexts how) {
    std::array<char, 64> path;
    std::snprintf(path.data(), path.size(), "/proc/%d/attr/current", tid);
    std::array<char, 256> bytes;
    const int file = open(path.data(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return {};
    const auto size = read(file, bytes.data(), bytes.size());
    close(file);
    return decode::as_wanted({bytes.data(), size > 0 ? static_cast<std::size_t>(size) : 0}, how);
}

}  // namespace whytrace
