// Merging by time.
// Not here: where it goes (run.cpp).
// The hard part: midnight. A time of day that is much smaller than the one before it in the same file belongs to the next day.
#include "cli/merge.hpp"

#include "text/format.hpp"
#include "text/lines.hpp"
#include "whytrace/error.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <dirent.h>
#include <memory>
#include <optional>
#include <sys/types.h>
#include <vector>

namespace whytrace::cli {

namespace {

constexpr std::int64_t second = 1'000'000'000, day = 86'400 * second;

std::optional<std::int64_t> number_at_front(std::string_view& text) {
    std::int64_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    if (error != std::errc{} || n < 0) return {};
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return n;
}

/// Nanoseconds, of "12:34:56.789 …" or "1234567890.123 …".
std::optional<std::int64_t> time_of(std::string_view line) {
    auto whole = number_at_front(line);
    if (!whole) return {};
    for (int i = 0; i < 2 && line.starts_with(':'); ++i) {
        line.remove_prefix(1);
        const auto next = number_at_front(line);
        if (!next) return {};
        whole = *whole * 60 + *next;
    }
    std::int64_t fraction = 0;
    if (line.starts_with('.')) {
        line.remove_prefix(1);
        std::int64_t unit = second / 10;
        for (; !line.empty() && line[0] >= '0' && line[0] <= '9'; line.remove_prefix(1), unit /= 10)
            fraction += (line[0] - '0') * unit;
    }
    if (!line.starts_with(' ')) return {};
    return *whole * second + fraction;
}

/// One file, read a line at a time.
struct log {
    log(pid_t of, const std::string& path) : pid(of), file(path) {}

    pid_t pid;
    text::lines file;
    std::string line;
    std::int64_t time = 0;
    std::int64_t days = 0;

    bool next() {
        const auto got = file.next();
        if (!got) return false;
        line = *got;
        if (const auto t = time_of(line)) {
            if (days + *t + day / 2 < time) days += day;
            time = days + *t;
        }
        return true;
    }
};

std::vector<std::unique_ptr<log>> open_logs(const std::string& prefix) {
    const auto slash = prefix.rfind('/') + 1;  // 0 without one
    const std::string folder = slash == 0 ? "./" : prefix.substr(0, slash), start = prefix.substr(slash) + '.';
    std::vector<std::unique_ptr<log>> logs;
    const auto closed = [](DIR* d) { closedir(d); };
    const std::unique_ptr<DIR, decltype(closed)> entries(opendir(folder.c_str()), closed);
    while (const dirent* const entry = entries ? readdir(entries.get()) : nullptr) {
        const std::string_view name = entry->d_name;
        if (!name.starts_with(start)) continue;
        pid_t pid = 0;
        const auto* const end = name.data() + name.size();
        const auto parsed = std::from_chars(name.data() + start.size(), end, pid);
        if (parsed.ec != std::errc{} || parsed.ptr != end) continue;
        logs.push_back(std::make_unique<log>(pid, folder + entry->d_name));
    }
    std::ranges::sort(logs, {}, [](const auto& l) { return l->pid; });
    return logs;
}

}  // namespace

void merge(const std::string& prefix, const std::function<void(std::string_view line)>& write) {
    auto logs = open_logs(prefix);
    if (logs.empty()) throw system_failure(prefix + ": strace output not found");  // as strace-log-merge says
    const auto width = fmt::format("{}", logs.back()->pid).size();
    const auto later = [](const auto& a, const auto& b) {  // the earliest comes first, of equal ones the smallest pid
        return std::pair(a->time, a->pid) > std::pair(b->time, b->pid);
    };
    std::erase_if(logs, [](const auto& l) { return !l->next(); });
    std::ranges::make_heap(logs, later);
    while (!logs.empty()) {
        std::ranges::pop_heap(logs, later);
        log& l = *logs.back();
        write(fmt::format("{:<{}} {}\n", l.pid, width, l.line));
        if (l.next())
            std::ranges::push_heap(logs, later);
        else
            logs.pop_back();
    }
}

}  // namespace whytrace::cli
