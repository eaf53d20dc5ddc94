// What the kernel answers when it is asked: each request a tracer needs, with an impossible pid, on a child of ours, and on the target;
// and the neighbours of ptrace that share its access check, which tell its reasons apart.
// Not here: conclusions (rules.cpp). No probe stops, changes or needs privilege over the target.
// The hard part: a SEIZE that succeeds must leave the target alone: the throw-away child that made it ends at once, which detaches (ptrace(2)).
#pragma once

#include "refusal/facts.hpp"
#include "refusal/oracle.hpp"
#include "refusal/profile.hpp"
#include "refusal/throwaway.hpp"

#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace whytrace::refusal {

/// A request that whytrace makes, with what was seen.
struct request_answers {
    std::string_view name;  ///< "PTRACE_SEIZE"
    long request{};         ///< -1: process_vm_readv(2), which is asked beside them
    answer plain;  ///< with a pid that cannot exist: ESRCH from the kernel itself. PTRACE_TRACEME: in a child of ours
    oracle_answer filters;  ///< what our seccomp filters say about exactly this call
};

struct answers {
    std::vector<request_answers> requests;
    answer trace_me;          ///< PTRACE_TRACEME in a child of ours
    answer seize_child;       ///< PTRACE_SEIZE of a child of ours
    answer read_child;        ///< process_vm_readv(2) of address 0 of a child of ours: EFAULT means allowed
    answer yama;              ///< prctl(PR_SET_PTRACER, 0): EINVAL without Yama
    answer landlock_layers;   ///< `error`: how many more Landlock layers fit on us; see landlock_depth
    answer modules;           ///< lsm_list_modules(2); see module_words
    answer bpf_programs;      ///< bpf(2): `error`: how many BPF security programs are loaded, or -errno
    profile_answers profile;  ///< the calls that tell profiles apart; not asked without a filter

    // About a target; not asked without one.
    answer seize;                       ///< PTRACE_SEIZE
    answer exists;                      ///< kill(pid, 0)
    answer read_exe;                    ///< readlink of /proc/PID/exe: READ with the file-system ids
    answer compare;                     ///< kcmp(2): READ with the real ids
    answer open_mem;                    ///< /proc/PID/mem: ATTACH with the file-system ids
    answer open_syscall, read_syscall;  ///< /proc/PID/syscall: opened by the ids alone, read by ATTACH
    answer read_memory;                 ///< process_vm_readv(2) of address 0: EFAULT means allowed

    const request_answers* find(std::string_view name) const;
};

/// Those that a trace makes, in the order of a trace, not asked yet.
std::vector<request_answers> requests_of_a_trace();
exact_call as_call(const request_answers& r, pid_t pid);

inline constexpr int landlock_layer_limit = 16;        ///< LANDLOCK_MAX_NUM_LAYERS since Linux 5.19
inline constexpr int landlock_first_layer_limit = 64;  ///< and before

/// How many Landlock domains we are in; no value if that cannot be found out.
std::optional<int> landlock_depth(const answers& a);

/// Everything that f.asked and f.request call for; `limit` for those that do not answer.
answers probe(const facts& f, std::chrono::milliseconds limit);

}  // namespace whytrace::refusal
