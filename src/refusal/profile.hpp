// The fingerprint of a seccomp profile: which runtime, in which versions, has a filter that answers a few telling calls like this one.
// Not here: reading a profile from a file (oci_profile.hpp).
// The hard part: several versions look alike, and privileges of the container change the answers; what fits is listed, never one picked.
#pragma once

#include "refusal/oracle.hpp"
#include "refusal/throwaway.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace whytrace::refusal {

enum class telling : std::uint8_t {
    ptrace,
    process_vm_readv,
    kcmp,
    pidfd_getfd,
    bpf,
    perf_event_open,
    clone3,
    io_uring_setup,
    unassigned,  ///< a number that no call has
};
inline constexpr std::size_t telling_count = static_cast<std::size_t>(telling::unassigned) + 1;
inline constexpr std::array<std::string_view, telling_count> telling_names{
    "ptrace",          "process_vm_readv", "kcmp",           "pidfd_getfd", "bpf",
    "perf_event_open", "clone3",           "io_uring_setup", "unassigned"};

struct telling_answer {
    answer below_ours;  ///< below a USER_NOTIF of ours that nobody hears
    answer plain;       ///< the call itself, with arguments that must fail
};
using profile_answers = std::array<telling_answer, telling_count>;

/// The calls, with arguments that fail by themselves and change nothing.
std::array<exact_call, telling_count> profile_calls();

/// One letter a call, in the order above: A allowed, P fails with EPERM, N with ENOSYS, x otherwise answered, ? unknown.
std::string fingerprint(const profile_answers& a);

/// A known profile; its pattern has a letter a call, '*' for any, 'F' for either failure.
struct known_profile {
    std::string_view runtime, versions, pattern;
    bool by_capability = true;  ///< its rules depend on the container's capabilities
};
std::span<const known_profile> known_profiles();
/// The one that --reproduce imitates under this name ("docker-18.09").
const known_profile* imitated(std::string_view name);

/// Those that look like this. `bounding`: the capabilities that the runtime saw when it made the filter.
std::vector<const known_profile*> profiles_like(std::string_view print, std::uint64_t bounding);

/// "Docker 1.12 to 18.09", or several joined by " or "; empty if none.
std::string profile_words(std::string_view print, std::uint64_t bounding);

}  // namespace whytrace::refusal
