// Every ptrace(2) request that whytrace makes, as functions that return what the kernel said.
// Not here: deciding anything. ptrace.cpp is the only file in src/ that calls ptrace(2).
// The hard part is for callers: any request may say ESRCH, because SIGKILL ends a stopped task at any time. That is news, not an error.
#pragma once

#include "whytrace/tracer.hpp"

#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <linux/ptrace.h>
#include <sys/types.h>

namespace whytrace::trace {

struct ptrace_result {
    long value{};
    int error{};

    explicit operator bool() const { return error == 0; }
    bool gone() const { return error == ESRCH; }
};

/// Sees every request and every wait status of this process; null costs one comparison.
inline ptrace_observer* observer = nullptr;

/// The number of ptrace(2) itself, for those who ask what a seccomp filter says about it.
extern const long ptrace_call_number;

ptrace_result request(long what, pid_t tid, std::uint64_t addr, std::uint64_t data);

ptrace_result seize(pid_t tid, unsigned long options);
ptrace_result set_options(pid_t tid, unsigned long options);
ptrace_result trace_me();
ptrace_result interrupt(pid_t tid);
ptrace_result listen(pid_t tid);
ptrace_result resume_to_syscall(pid_t tid, int signal);
/// To its next stop of another kind: no syscall-stops.
ptrace_result resume_freely(pid_t tid, int signal);
ptrace_result detach(pid_t tid, int signal);
ptrace_result event_message(pid_t tid, unsigned long& message);
ptrace_result signal_info(pid_t tid, siginfo_t& info);
ptrace_result syscall_info(pid_t tid, ptrace_syscall_info& info);
ptrace_result set_syscall_info(pid_t tid, const ptrace_syscall_info& info);
/// One word of memory, also where the program may not write.
ptrace_result poke_word(pid_t tid, std::uint64_t to, unsigned long word);
/// `size` is the buffer's, and then how much the kernel wrote.
ptrace_result get_register_set(pid_t tid, int note, void* buffer, std::size_t& size);
ptrace_result set_register_set(pid_t tid, int note, const void* buffer, std::size_t size);

}  // namespace whytrace::trace
