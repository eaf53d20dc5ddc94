// The names that ptrace(2) has for its requests and events.
// Not here: making requests (src/trace/ptrace.cpp).
// Nothing hard here.
#pragma once

#include <string_view>

namespace whytrace::output {

/// PTRACE_SET_SYSCALL_INFO of Linux 6.16, for older headers.
inline constexpr long set_syscall_info = 0x4212;

/// "PTRACE_SYSCALL"; "ptrace" for what whytrace does not use.
std::string_view request_name(long request);
/// "PTRACE_EVENT_EXEC"; empty for no event (0).
std::string_view event_name(int event);

}  // namespace whytrace::output
