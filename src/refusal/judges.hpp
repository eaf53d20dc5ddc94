// One judge a mechanism: does it object to PTRACE_SEIZE in this situation, does it not, or can that not be known; and why.
// Not here: the order in which they are heard (rules.cpp).
// The hard part: a judge speaks of its own mechanism only, also when an earlier one already answered the real call.
#pragma once

#include "refusal/rules.hpp"

#include <string>
#include <utility>
#include <vector>

namespace whytrace::refusal {

struct ruling {
    enum class verdict : std::uint8_t { clear, objects, hidden };
    verdict says = verdict::clear;
    std::string because;
    int error = 0;  ///< the errno that this objection gives
    confidence sure = confidence::proved;
    std::vector<evidence> seen;
};

inline ruling clear(std::string because) {
    return {ruling::verdict::clear, std::move(because), 0, confidence::proved, {}};
}
inline ruling hidden(std::string because) {
    return {ruling::verdict::hidden, std::move(because), 0, confidence::likely, {}};
}
inline ruling objects(std::string because, int error, confidence sure, std::vector<evidence> seen) {
    return {ruling::verdict::objects, std::move(because), error, sure, std::move(seen)};
}

ruling judge_seccomp(const situation&);
ruling judge_emulator(const situation&);
ruling judge_kernel_support(const situation&);
ruling judge_pid_namespace(const situation&);
ruling judge_no_such_process(const situation&);
ruling judge_kernel_thread(const situation&);
ruling judge_self(const situation&);
ruling judge_credentials(const situation&);
ruling judge_dumpable(const situation&);
ruling judge_user_namespace(const situation&);
ruling judge_capabilities(const situation&);
ruling judge_yama(const situation&);
ruling judge_landlock(const situation&);
ruling judge_apparmor(const situation&);
ruling judge_selinux(const situation&);
ruling judge_smack(const situation&);
ruling judge_bpf_lsm(const situation&);
/// bpf is among the kernel's security modules.
bool runs_bpf_programs(const situation&);
ruling judge_zombie(const situation&);
ruling judge_already_traced(const situation&);

}  // namespace whytrace::refusal
