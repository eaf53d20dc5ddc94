// See task_records.hpp.
// Not here: events.
// Nothing hard here.
#include "cli/task_records.hpp"

#include "decode/fd_names.hpp"
#include "text/format.hpp"

#include <algorithm>
#include <array>
#include <unistd.h>
#include <utility>

namespace whytrace::cli {

task_record& task_records::add(pid_t tid) {
    if (spare_.empty()) {
        recent_ = &tasks_[tid];
    } else {
        spare_.back().key() = tid;
        recent_ = &tasks_.insert(std::move(spare_.back())).position->second;
        spare_.pop_back();
    }
    recent_->tid = tid;
    recent_->state = call_state::none;
    recent_->nr = 0;
    return *recent_;
}

task_record* task_records::known(pid_t tid) {
    if (recent_ && recent_->tid == tid) return recent_;
    const auto found = tasks_.find(tid);
    return found == tasks_.end() ? nullptr : recent_ = &found->second;
}

void task_records::rename(pid_t former, pid_t tid) {
    auto node = tasks_.extract(former);
    if (node.empty()) return;
    node.key() = node.mapped().tid = tid;
    recent_ = &tasks_.insert(std::move(node)).position->second;
}

std::optional<pid_t> task_records::remove(pid_t tid) {
    recent_ = nullptr;
    auto node = tasks_.extract(tid);
    if (node.empty()) return std::nullopt;
    const pid_t tgid = node.mapped().tgid;
    node.mapped().call.tree.reset();
    spare_.push_back(std::move(node));
    return tgid;
}

std::size_t task_records::threads(pid_t tgid) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(tasks_, [tgid](const auto& one) { return one.second.tgid == tgid; }));
}

output::task_name comm_of(pid_t tid) {
    decode::comm_name now;
    now.look_up(tid);
    output::task_name name;
    name.size = static_cast<std::uint8_t>(now.text().copy(name.bytes.data(), name.bytes.size()));
    return name;
}

std::string program_of(pid_t tid) {
    std::array<char, 4096> path;  // PATH_MAX
    const ssize_t size = readlink(fmt::format("/proc/{}/exe", tid).c_str(), path.data(), path.size());
    return {path.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

}  // namespace whytrace::cli
