// The table of traced tasks.
// Not here: the meaning of its fields over time (step.cpp).
// Nothing hard: node-based, so that events may point at a task's call while others are born.
#include "trace/tasks.hpp"

#include <algorithm>

namespace whytrace::trace {

task* task_table::find(pid_t tid) {
    const auto found = tasks_.find(tid);
    return found == tasks_.end() ? nullptr : &found->second;
}

task& task_table::add(pid_t tid, pid_t tgid, pid_t parent, birth how) {
    task& t = tasks_[tid];
    t = task{};
    t.tid = tid;
    t.tgid = tgid;
    t.parent = parent;
    t.how = how;
    return t;
}

void task_table::remove(pid_t tid) {
    const auto found = tasks_.find(tid);
    if (found == tasks_.end()) return;
    silent_ -= found->second.silent;
    tasks_.erase(found);
}

void task_table::silence(task& t) {
    silent_ += !t.silent;
    t.silent = true;
}

std::optional<newborn> task_table::take_held(pid_t tid) {
    const auto found = std::find_if(newborns_.begin(), newborns_.end(), [&](const newborn& n) { return n.tid == tid; });
    if (found == newborns_.end()) return std::nullopt;
    const newborn n = *found;
    newborns_.erase(found);
    return n;
}

std::optional<newborn> task_table::take_held() {
    if (newborns_.empty()) return std::nullopt;
    return take_held(newborns_.front().tid);
}

std::optional<newborn> task_table::take_held_since(std::chrono::nanoseconds then) {
    return newborns_.empty() || newborns_.front().since > then ? std::nullopt : take_held();
}

void task_table::note_death(pid_t tid, int status) {
    deaths_[next_death_] = {tid, status};
    next_death_ = (next_death_ + 1) % deaths_.size();
}

std::optional<int> task_table::death_of(pid_t tid) const {
    for (const death& d : deaths_)
        if (d.tid == tid) return d.status;
    return std::nullopt;
}

}  // namespace whytrace::trace
