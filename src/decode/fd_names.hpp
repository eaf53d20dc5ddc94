// What a descriptor of a tracee refers to (-y), and what a task is called (-Y): asked of /proc at the moment it is shown.
// Not here: which descriptors and pids are shown, and what is made of the answers (descriptors.cpp).
// The hard part: the answer is the tracee's choice (file names, prctl's names), so it is bytes like any other of theirs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <sys/types.h>

namespace whytrace::decode {

class fd_name {
  public:
    void look_up(pid_t tid, std::int32_t fd);
    void look_up_working_directory(pid_t tid);
    /// Empty if there is none.
    std::string_view text() const { return {text_.data(), size_}; }
    bool deleted() const { return deleted_; }

  private:
    void read(const char* link);

    std::array<char, 4096> text_;  // PATH_MAX: what readlink(2) can give
    std::size_t size_{};
    bool deleted_{};
};

/// "/proc/TID/KIND/FD"
std::array<char, 48> proc_path(pid_t tid, const char* kind, std::int32_t fd);

/// The kernel's name for a socket's protocol (the attribute system.sockprotoname).
class protocol_name {
  public:
    void look_up(pid_t tid, std::int32_t fd);
    std::string_view text() const { return {text_.data(), size_}; }

  private:
    std::array<char, 32> text_;  // struct proto's is char[32]
    std::size_t size_{};
};

/// /proc/TID/fdinfo/FD (proc(5)).
class fd_info {
  public:
    void look_up(pid_t tid, std::int32_t fd);
    /// What stands behind "KEY:" at the beginning of a line; empty if it is not there.
    std::string_view field(std::string_view key) const;

  private:
    std::array<char, 1024> text_;
    std::size_t size_{};
};

class comm_name {
  public:
    void look_up(pid_t tid);
    std::string_view text() const { return {text_.data(), size_}; }

  private:
    std::array<char, 64> text_;  // TASK_COMM_LEN is 16; kernel threads have longer ones
    std::size_t size_{};
};

}  // namespace whytrace::decode
