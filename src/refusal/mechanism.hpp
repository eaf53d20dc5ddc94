// The mechanisms that can refuse ptrace(2), by the names that reports and JSON use.
// Not here: how each is recognised (rules.cpp), what helps (remedies.cpp).
// The hard part is the order: it is the kernel's own, in which the first that objects decides (ptrace(2), "Ptrace access mode checking").
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace whytrace::refusal {

enum class mechanism : std::uint8_t {
    seccomp,          ///< a filter of the caller answers before the system call runs
    emulator,         ///< what runs the call is not a Linux kernel (qemu-user, Rosetta, gVisor's gaps, WSL 1)
    kernel_support,   ///< the kernel lacks the request
    no_such_process,  ///< no task has this id
    pid_namespace,    ///< it has, but in a pid namespace that is not ours
    kernel_thread,
    self,            ///< the caller's own thread group
    credentials,     ///< the ids differ and no CAP_SYS_PTRACE over the target
    dumpable,        ///< the target's memory is private to it (PR_SET_DUMPABLE, set-id, unreadable program)
    user_namespace,  ///< the capability we have counts in a user namespace that is not the target's
    capabilities,    ///< the ids match, but the target may do more than we may
    yama,
    landlock,
    apparmor,
    selinux,
    smack,
    bpf_lsm,
    zombie,
    already_traced,
    unknown,
};

inline constexpr std::size_t mechanism_count = static_cast<std::size_t>(mechanism::unknown) + 1;

inline constexpr std::array<std::string_view, mechanism_count> mechanism_names{
    "seccomp",     "emulator", "kernel_support", "no_such_process", "pid_namespace",  "kernel_thread", "self",
    "credentials", "dumpable", "user_namespace", "capabilities",    "yama",           "landlock",      "apparmor",
    "selinux",     "smack",    "bpf_lsm",        "zombie",          "already_traced", "unknown"};

constexpr std::string_view name_of(mechanism m) { return mechanism_names[static_cast<std::size_t>(m)]; }

}  // namespace whytrace::refusal
