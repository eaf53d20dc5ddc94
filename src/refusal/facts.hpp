// What /proc and /sys say about us, about the target and about the system, read once and without privilege.
// Not here: what the kernel answers when asked (probes.hpp), what follows from both (rules.cpp).
// The hard part: each fact may be missing (no /proc, hidepid, masked by a container), and missing is not the same as zero.
#pragma once

#include "refusal/tree.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace whytrace::refusal {

/// Four ids as in /proc/PID/status: real, effective, saved, file system.
using ids = std::array<unsigned, 4>;

struct capability_sets {
    std::uint64_t inheritable{}, permitted{}, effective{}, bounding{}, ambient{};
};

inline constexpr int cap_sys_ptrace = 19, cap_sys_admin = 21;  // linux/capability.h
constexpr bool has(std::uint64_t set, int capability) { return (set >> capability & 1) != 0; }

struct task_facts {
    pid_t pid{}, tgid{}, ppid{}, tracer{};
    std::string comm;
    char state{};  ///< R S D T t Z X
    ids uid{}, gid{};
    capability_sets caps;
    std::optional<int> seccomp;  ///< mode 0, 1, 2; no value: a kernel without seccomp
    std::optional<int> filters;  ///< Seccomp_filters, since Linux 5.9
    bool no_new_privs{};
    bool kernel_thread{};
    std::vector<pid_t> ns_pids;    ///< NSpid: one per nested pid namespace, outermost first
    std::string label;             ///< attr/current: AppArmor profile, SELinux context, Smack label; "": none of them
    std::string uid_map;           ///< squeezed to single blanks; equal maps: the same user namespace, or sisters
    bool nested_pids{};            ///< in a pid namespace that is not the first one
    std::string user_namespace;    ///< link of ns/user; empty where READ access is denied
    std::optional<bool> dumpable;  ///< PR_GET_DUMPABLE says 1; of ourselves only
    std::optional<ownership> directory;  ///< of /proc/PID: the effective ids
    std::optional<ownership> files;      ///< of /proc/PID/status: root's when the memory is not dumpable (proc(5))

    bool zombie() const { return state == 'Z' || state == 'X'; }
    /// The files of /proc/PID belong to root although its directory does not: PR_GET_DUMPABLE would say 0 or 2.
    bool looks_undumpable() const {
        if (dumpable) return !*dumpable;
        return directory && files && !zombie() && !kernel_thread &&
               (directory->uid != files->uid || directory->gid != files->gid);
    }
};

struct system_facts {
    std::optional<int> yama_scope;  ///< /proc/sys/kernel/yama/ptrace_scope
    std::string modules;            ///< /sys/kernel/security/lsm; empty: not readable
    std::string release, version;   ///< of the kernel
    std::optional<bool> selinux_enforcing, selinux_deny_ptrace;
    bool smack{};
    bool proc{};  ///< /proc is mounted at all
};

struct facts {
    task_facts self;
    std::optional<task_facts> target;  ///< no value: a child of ours is meant, or /proc shows no such task
    pid_t asked{};                     ///< the pid that -p named; 0: a child
    bool traceme{};                    ///< the child would call PTRACE_TRACEME instead of being seized
    std::vector<pid_t>
        inner;          ///< processes that have the number `asked` in a pid namespace below ours, if we have none
    bool descendant{};  ///< the target descends from us (what Yama's scope 1 asks)
    system_facts system;
};

struct question_asked {
    pid_t target{};  ///< 0: tracing a child of our own is the question
    bool traceme{};  ///< by PTRACE_TRACEME; only of a child
};

facts collect(const tree& root, pid_t self, question_asked q);

}  // namespace whytrace::refusal
