// See program_file.hpp; ptrace(2), "execve(2) under ptrace"; capabilities(7); proc_pid(5) on dumpable.
// Not here: searching PATH.
// Nothing hard here.
#include "refusal/program_file.hpp"

#include "refusal/facts.hpp"
#include "text/format.hpp"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace whytrace::refusal {

std::vector<evidence> examine(const std::string& path, bool capable) {
    std::vector<evidence> seen;
    struct stat s {};
    if (::stat(path.c_str(), &s) != 0) return {{path, std::strerror(errno), "the program's file"}};
    const auto mode = fmt::format("mode {:04o}, owner {}, group {}", s.st_mode & 07777, s.st_uid, s.st_gid);
    const char* const lost = capable ? "it gets its privileges, since we have CAP_SYS_PTRACE"
                                     : "it runs without these privileges while it is traced, unless the tracer has "
                                       "CAP_SYS_PTRACE: as root, whytrace -u USER";
    const bool set_uid = (s.st_mode & S_ISUID) != 0 && s.st_uid != ::geteuid();
    const bool set_gid = (s.st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP) && s.st_gid != ::getegid();
    if (set_uid || set_gid) seen.push_back({path, mode, std::string("set-id: ") + lost});
    if (::getxattr(path.c_str(), "security.capability", nullptr, 0) > 0)
        seen.push_back({path, "has file capabilities", lost});
    if (::access(path.c_str(), X_OK) != 0) seen.push_back({path, mode, "it cannot be executed"});
    if (::access(path.c_str(), R_OK) != 0)
        seen.push_back(
            {path, mode,
             "we may not read the file: the process is not dumpable, and a tracer without CAP_SYS_PTRACE sees "
             "its calls but not its memory (strings and structures are shown as addresses)"});
    return seen;
}

bool have_ptrace_capability() {
    const facts f = collect(tree(), ::getpid(), {});
    return has(f.self.caps.effective, cap_sys_ptrace);
}

}  // namespace whytrace::refusal
