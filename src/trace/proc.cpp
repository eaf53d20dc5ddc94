// Reading /proc/TID.
// Not here: what refusals need to know (src/refusal/facts).
// The hard part: the command's name in stat may hold anything, so its fields are counted from the last parenthesis.
#include "trace/proc.hpp"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string>
#include <string_view>
#include <sys/vfs.h>
#include <unistd.h>

namespace whytrace::trace {

namespace {

std::string contents_of(const std::string& path) {
    std::string text(4096, '\0');
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const auto got = file < 0 ? -1 : ::read(file, text.data(), text.size());
    if (file >= 0) ::close(file);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
}

}  // namespace

pid_t thread_group_of(pid_t tid) {
    const std::string text = contents_of("/proc/" + std::to_string(tid) + "/status");
    const auto found = text.find("\nTgid:");
    return found == std::string::npos ? tid
                                      : static_cast<pid_t>(std::atol(text.c_str() + found + std::strlen("\nTgid:")));
}

char state_of(pid_t tid) {
    const std::string text = contents_of("/proc/" + std::to_string(tid) + "/stat");
    const auto name_end = text.rfind(')');
    return name_end == std::string::npos || name_end + 2 >= text.size() ? 'X' : text[name_end + 2];
}

std::vector<pid_t> threads_of(pid_t tgid) {
    std::vector<pid_t> threads;
    DIR* folder = ::opendir(("/proc/" + std::to_string(tgid) + "/task").c_str());
    if (!folder) return threads;
    while (const dirent* entry = ::readdir(folder))
        if (const auto tid = std::atol(entry->d_name); tid > 0) threads.push_back(static_cast<pid_t>(tid));
    ::closedir(folder);
    return threads;
}

std::vector<pid_t> relatives_of(pid_t tid) {
    const pid_t tgid = thread_group_of(tid);
    std::vector<pid_t> all = threads_of(tgid);
    for (const std::vector<pid_t> threads = all; const pid_t thread : threads) {
        const std::string children =
            contents_of("/proc/" + std::to_string(tgid) + "/task/" + std::to_string(thread) + "/children");
        for (std::size_t at = 0; at < children.size(); at = children.find(' ', at) + 1) {
            const auto child = std::atol(children.c_str() + at);
            if (child > 0) all.push_back(static_cast<pid_t>(child));
            if (children.find(' ', at) == std::string::npos) break;
        }
    }
    return all;
}

bool is_proc_file(pid_t tid, int fd) {
    char path[48];
    std::snprintf(path, sizeof path, "/proc/%d/fd/%d", tid, fd);
    struct statfs s {};
    return ::statfs(path, &s) == 0 && s.f_type == PROC_SUPER_MAGIC;
}

bool is_status_file(pid_t tid, int fd) {
    char path[48];
    std::array<char, 128> target;
    std::snprintf(path, sizeof path, "/proc/%d/fd/%d", tid, fd);
    const auto size = ::readlink(path, target.data(), target.size());
    return size > 0 && std::string_view(target.data(), static_cast<std::size_t>(size)).ends_with("/status");
}

}  // namespace whytrace::trace
