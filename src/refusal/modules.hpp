// Which security modules the kernel runs, asked by system calls where /sys/kernel/security is not there to be read.
// Not here: what they would say (judges_modules.cpp).
// The hard part: a BPF program at ptrace's hooks is seen by who may list programs only; for all others its presence stays unknown.
#pragma once

#include "refusal/throwaway.hpp"

#include <string>

namespace whytrace::refusal {

/// lsm_list_modules(2), since Linux 6.8: in `error` a bit for each, or -errno.
question security_modules();
/// "capability,landlock,lockdown,bpf" for such bits; empty if they could not be had. The kernel's order is lost.
std::string module_words(const answer& a);

/// How many BPF programs of the type LSM are loaded; in `error`, or -errno where bpf(2) does not tell us.
question bpf_security_programs();

}  // namespace whytrace::refusal
