// Whether a trace may be begun at all: a seccomp filter need not answer a request with an errno. It may kill or trap whoever makes it (systemd's
// SystemCallFilter= does), keep silent, or pretend success, and then the tracer could not say what happened.
// Not here: refusals that the kernel or a filter puts into words, by an errno; the trace meets those itself.
// The hard part: none of it may cost anything where there is no filter.
#pragma once

#include <optional>
#include <string>

namespace whytrace::refusal {

/// What becomes of who makes the requests of a trace, if that is no errno: "Bad system call". `traceme`: by PTRACE_TRACEME.
std::optional<std::string> snare(bool traceme);

}  // namespace whytrace::refusal
