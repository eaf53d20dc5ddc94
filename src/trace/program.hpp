// A program ready to be executed: everything that a launch_request needs is looked up here, before the fork.
// Not here: fork, ptrace (launch.cpp).
// The hard part: after the fork only system calls are safe, so the child finds nothing left to compute or to allocate.
#pragma once

#include "whytrace/tracer.hpp"

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace whytrace::trace {

struct identity {
    uid_t uid;
    gid_t gid;
    std::vector<gid_t> groups;
};

/// execvp(3)'s rule: a name with a slash is a path, else the first program of that name in PATH. An empty entry is the
/// working folder, shown as strace shows it.
/// Throws system_failure with strace's words.
std::string find_program(const std::string& name);

class program {
  public:
    /// Throws system_failure with strace's words: no such program, no such user, not root.
    explicit program(const launch_request& request);
    program(const program&) = delete;
    program& operator=(const program&) = delete;

    const char* path() const { return path_.c_str(); }
    /// In the child: takes on the user, then execve. Returns only if that failed, with the failed call's name; errno says why.
    const char* execute() const;

  private:
    std::string path_;
    std::vector<std::string> argv_, env_;
    std::vector<char*> argv_pointers_, env_pointers_;
    std::optional<identity> user_;
};

}  // namespace whytrace::trace
