// Why a virtual processor came back from KVM_RUN: -e kvm=vcpu.
// Not here: the ioctl itself.
// The hard part: the reason is in memory that the program shares with the kernel, and only the program's mappings tell where.
#pragma once

#include "output/record.hpp"
#include "whytrace/memory.hpp"

#include <sys/types.h>

namespace whytrace::cli {

/// Behind the result of a KVM_RUN that succeeded: its reason, as a note.
void note_kvm_exit(output::flight& f, const result& r, pid_t tid, memory& m);

}  // namespace whytrace::cli
