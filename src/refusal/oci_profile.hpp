// A seccomp profile in the JSON that Docker, podman, containerd and the OCI runtime specification share, and what it says about a call.
// Not here: where the file comes from and how answers are shown (src/cli/check_profile.cpp).
// The hard part: the same file means different filters for different containers: rules come and go with capabilities, architecture and kernel.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace whytrace::refusal::oci {

struct action {
    std::string name;          ///< "SCMP_ACT_ERRNO"
    std::optional<int> error;  ///< of SCMP_ACT_ERRNO and SCMP_ACT_TRACE
    bool operator==(const action&) const = default;
};

struct condition {
    unsigned index{};
    std::uint64_t value{}, value_two{};
    std::string op;  ///< "SCMP_CMP_EQ"
};

/// `includes` and `excludes`.
struct scope {
    std::vector<std::string> caps, arches;
    std::optional<std::string> min_kernel;
};

struct rule {
    int line{};
    std::vector<std::string> names;
    action does;
    std::vector<condition> args;
    scope includes, excludes;
};

struct profile {
    action fallback;
    std::vector<rule> rules;
};

/// The container that the filter is made for.
struct container {
    std::set<std::string> caps;  ///< "CAP_SYS_PTRACE"
    std::string arch;            ///< as profiles name it: "amd64"
    int major{}, minor{};        ///< of the kernel
};

/// Throws system_failure "NAME:LINE: KEY: what is wrong".
profile read_profile(const std::string& name, const std::string& text);

/// A rule that names an argument twice holds if any of its conditions does: runtimes hand each to libseccomp as a rule of its own.
bool any_suffices(const rule& r);

/// What is decided for a call: by rules with conditions, then by one without, or by default.
struct decision {
    std::vector<const rule*> conditional;  ///< by arguments, where no rule without conditions decides
    bool overlapping{};                    ///< arguments may meet two of these, which say different things
    const rule* decides{};                 ///< null: the default
    action does;
    bool operator==(const decision&) const = default;
};
decision decide(const profile& p, const std::string& call, const container& c);

/// Why a rule that names the call does not apply to this container; empty if it does.
std::string why_not(const rule& r, const container& c);

/// Every capability that any rule asks for.
std::set<std::string> capabilities_of(const profile& p);

/// "allowed", "fails with EPERM", "SIGSYS", …
std::string words(const action& a);
/// "args[0] == 2".
std::string words(const condition& c);
std::string words(const scope& s);

}  // namespace whytrace::refusal::oci
