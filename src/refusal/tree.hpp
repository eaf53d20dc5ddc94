// Reading small files of /proc and /sys below a root that tests can replace: every reader of evidence goes through here.
// Not here: what the files mean (facts.cpp).
// The hard part: "cannot be read" is evidence too, so each answer keeps its errno.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace whytrace::refusal {

struct reading {
    std::string text;  ///< without the line feed and NUL at its end
    int error = 0;     ///< of open(2) or read(2)

    explicit operator bool() const { return error == 0; }
};

struct ownership {
    uid_t uid;
    gid_t gid;
};

class tree {
  public:
    /// `root` stands in front of each absolute path; empty: the system itself.
    explicit tree(std::string root = {}) : root_(std::move(root)) {}

    reading file(std::string_view path) const;
    reading link(std::string_view path) const;
    std::optional<ownership> owner(std::string_view path) const;
    bool exists(std::string_view path) const;
    /// The names in a directory that are numbers: the processes in /proc, the threads in /proc/PID/task.
    std::vector<pid_t> numbers_in(std::string_view path) const;
    /// Device and inode: what a path leads to.
    std::optional<std::pair<dev_t, ino_t>> identity(std::string_view path) const;
    /// False for a tree of files made by a test: then nothing in it can be probed.
    bool live() const { return root_.empty(); }

  private:
    std::string at(std::string_view path) const;

    std::string root_;
};

/// The value of "Key:\tvalue" in the text of a /proc/PID/status; empty without such a line.
std::string_view field(std::string_view status, std::string_view key);

}  // namespace whytrace::refusal
