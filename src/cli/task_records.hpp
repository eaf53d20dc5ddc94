// What a session knows of each task that is traced.
// Not here: what it makes of it (session.cpp); the tracer's own table (src/trace/tasks.hpp).
// The hard part: a call lives from its entry to its exit in one place although its task may change its id in between; and a new task
// costs no allocation: it gets the place of one that is gone. There may be thousands that wait: what few of them need is kept elsewhere.
#pragma once

#include "output/record.hpp"
#include "output/summary.hpp"
#include "whytrace/abi.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <unordered_map>
#include <vector>

namespace whytrace::cli {

enum class call_state : std::uint8_t {
    none,
    open,
    moved,        // the format knows already that it goes on under another id
    ended,        // it will not return, and is shown so
    passed_over,  // it concerns nothing that -P or --trace-fds ask for
};

struct task_record {
    pid_t tid{};
    pid_t tgid{};
    abi mode{};
    call_state state = call_state::none;
    bool launching = false;  // its execve is the one that we asked for
    output::task_name comm;
    std::uint64_t nr = 0;                  // of the last call
    const std::string* context = nullptr;  // SELinux, with --secontext
    output::flight call;
    output::moment_of_call counted_from;  // of the call it is in, if calls are counted
};

class task_records {
  public:
    /// Of a task that begins.
    task_record& add(pid_t tid);
    /// Of a task that there should be: one that is not is made.
    task_record& of(pid_t tid) {
        if (!recent_ || recent_->tid != tid) {
            recent_ = &tasks_[tid];
            recent_->tid = tid;
        }
        return *recent_;
    }
    /// Nothing if there is none.
    task_record* known(pid_t tid);
    /// Goes on under another id.
    void rename(pid_t former, pid_t tid);
    /// Its thread group, if there was such a task.
    std::optional<pid_t> remove(pid_t tid);
    /// Of a process.
    std::size_t threads(pid_t tgid) const;

  private:
    using table = std::unordered_map<pid_t, task_record>;
    table tasks_;
    std::vector<table::node_type> spare_;
    task_record* recent_ = nullptr;
};

/// Its name (/proc/PID/comm), and the program that it runs (/proc/PID/exe); empty if they cannot be had.
output::task_name comm_of(pid_t tid);
std::string program_of(pid_t tid);

}  // namespace whytrace::cli
