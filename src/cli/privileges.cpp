// Looking at a program that has just started.
// Not here: saying it (session.cpp).
// The hard part is when it matters: execve(2) ignores set-id bits and file capabilities of a traced program unless its tracer has
// CAP_SYS_PTRACE (ptrace(2), "execve(2) under ptrace"; capabilities(7), "Capabilities and execution of programs by root").
#include "cli/privileges.hpp"

#include "output/value_text.hpp"
#include "text/format.hpp"
#include "text/lines.hpp"

#include <climits>
#include <cstdint>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

namespace whytrace::cli {

namespace {

std::string program_of(pid_t tid) { return fmt::format("/proc/{}/exe", tid); }

}  // namespace

bool has_capability(capability which) {
    static const std::uint64_t effective = [] {
        text::lines status("/proc/self/status");
        while (const auto line = status.next())
            if (line->starts_with("CapEff:")) return std::stoull(std::string(line->substr(7)), nullptr, 16);
        return 0ull;
    }();
    return effective >> static_cast<int>(which) & 1;
}

bool loses_privileges(pid_t tid) {
    if (has_capability(capability::sys_ptrace)) return false;
    const std::string path = program_of(tid);
    struct stat s {};
    if (stat(path.c_str(), &s) != 0) return false;
    const bool set_uid = s.st_mode & S_ISUID && s.st_uid != geteuid();
    const bool set_gid = (s.st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP) && s.st_gid != getegid();
    return set_uid || set_gid || getxattr(path.c_str(), "security.capability", nullptr, 0) > 0;
}

std::string privilege_notice(pid_t tid) {
    char target[PATH_MAX];
    const auto size = readlink(program_of(tid).c_str(), target, sizeof target);
    std::string name;  // on a line of its own it could pass for a message of ours
    output::append_escaped(name, {target, size > 0 ? static_cast<std::size_t>(size) : 0}, output::hex_strings::never,
                           {});
    return fmt::format(
        "'{}' is set-uid, set-gid or has file capabilities, but gains nothing by that while it is traced: "
        "run whytrace as root, with -u USER",
        name);
}

}  // namespace whytrace::cli
