// Translating process ids.
// Not here: how they are shown (descriptors.cpp).
// Nothing hard but the second way, which is described in the header.
#include "decode/pid_spaces.hpp"

#include "text/format.hpp"
#include "text/lines.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <string>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace whytrace::decode {

namespace {

// linux/nsfs.h since Linux 6.11, older headers lack it: the number, here, of a pid of the namespace.
constexpr unsigned long get_pid_from_pidns = _IOR(0xb7, 0x6, int);

struct space {
    dev_t device{};
    ino_t inode{};
    bool known = false;

    bool operator==(const space&) const = default;
};

space space_of(const std::string& link) {
    struct stat s {};
    if (stat(link.c_str(), &s) != 0) return {};
    return {s.st_dev, s.st_ino, true};
}

std::string link_of(pid_t tid) { return fmt::format("/proc/{}/ns/pid", tid); }

/// The numbers of a task in its namespaces, ours first (proc(5), NSpid).
std::vector<pid_t> numbers_of(pid_t tid) {
    std::vector<pid_t> all;
    text::lines status(fmt::format("/proc/{}/status", tid));
    while (auto line = status.next()) {
        if (!line->starts_with("NSpid:")) continue;
        line->remove_prefix(6);
        pid_t n = 0;
        for (auto word = text::take_word(*line); !word.empty(); word = text::take_word(*line))
            if (std::from_chars(word.data(), word.data() + word.size(), n).ec == std::errc{}) all.push_back(n);
        break;
    }
    return all;
}

/// Every task of /proc whose number in that namespace it is.
pid_t search(const space& where, std::size_t depth, pid_t pid) {
    const auto closed = [](DIR* d) { closedir(d); };
    const std::unique_ptr<DIR, decltype(closed)> processes(opendir("/proc"), closed);
    if (!processes) return 0;
    const auto is_it = [&](pid_t tid) {
        const auto numbers = numbers_of(tid);
        return numbers.size() >= depth && numbers[depth - 1] == pid && space_of(link_of(tid)) == where;
    };
    while (const dirent* e = readdir(processes.get())) {
        pid_t process = 0;
        const std::string_view name = e->d_name;
        if (std::from_chars(name.data(), name.data() + name.size(), process).ec != std::errc{}) continue;
        if (is_it(process)) return process;
        if (numbers_of(process).size() < depth) continue;
        const std::unique_ptr<DIR, decltype(closed)> threads(opendir(fmt::format("/proc/{}/task", process).c_str()),
                                                             closed);
        while (const dirent* t = threads ? readdir(threads.get()) : nullptr) {
            pid_t tid = 0;
            const std::string_view thread = t->d_name;
            if (std::from_chars(thread.data(), thread.data() + thread.size(), tid).ec == std::errc{} && is_it(tid))
                return tid;
        }
    }
    return 0;
}

}  // namespace

pid_t pid_in_our_space(pid_t of, pid_t pid) {
    static const space ours = space_of("/proc/self/ns/pid");
    const std::string link = link_of(of);
    const space its = space_of(link);
    if (!its.known || its == ours) return pid;
    if (const int fd = open(link.c_str(), O_RDONLY | O_CLOEXEC); fd >= 0) {
        const int here = ioctl(fd, get_pid_from_pidns, pid);
        const bool unknown_request = here < 0 && errno == ENOTTY;
        close(fd);
        if (!unknown_request) return std::max(here, 0);
    }
    return search(its, numbers_of(of).size(), pid);
}

}  // namespace whytrace::decode
