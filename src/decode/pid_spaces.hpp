// Process ids of another pid namespace in ours: -Y and --decode-pids=pidns (pid_namespaces(7)).
// Not here: which values are pids (syscalls/), how they are shown (descriptors.cpp).
// The hard part: older kernels have no call for it; then the only answer is in /proc, of every process there is.
#pragma once

#include <sys/types.h>

namespace whytrace::decode {

/// The number here of what task `of` calls `pid`; `pid` itself if they share a namespace, 0 if it is nobody that we can see.
pid_t pid_in_our_space(pid_t of, pid_t pid);

}  // namespace whytrace::decode
