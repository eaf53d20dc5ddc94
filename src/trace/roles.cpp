// The calls that the tracer looks at for its own sake.
// Not here: what it does about them (cpu_handoff.cpp, loop.cpp).
// Nothing hard here; a name that an ABI does not have is left out there.
#include "trace/roles.hpp"

#include "arch/arch.hpp"

#include <sched.h>
#include <span>
#include <string_view>

namespace whytrace::trace {

namespace {

struct named_role {
    std::string_view name;
    std::uint16_t role;
};

// SCHED_DEADLINE is refused to a task that may not run everywhere (sched(7)), hence the schedulers among the affinities.
// clang-format off
constexpr named_role table[] = {
    {"sched_getaffinity", role::affinity}, {"sched_setaffinity", role::affinity},
    {"sched_setscheduler", role::affinity}, {"sched_setattr", role::affinity},
    {"fork", role::bears}, {"vfork", role::bears}, {"clone", role::bears | role::has_flags},
    {"clone3", role::bears | role::has_record},
    {"open", role::opens}, {"openat", role::opens}, {"openat2", role::opens},
    {"read", role::reads}, {"pread64", role::reads}, {"readv", role::reads}, {"preadv", role::reads},
    {"preadv2", role::reads}, {"splice", role::reads},
    {"sendfile", role::copies}, {"sendfile64", role::copies},
    {"setuid", role::users}, {"setreuid", role::users}, {"setresuid", role::users},
    {"setuid32", role::users}, {"setreuid32", role::users}, {"setresuid32", role::users},
    {"io_uring_setup", role::ring},
    {"seccomp", role::confines}, {"prctl", role::controls},
};
// clang-format on

}  // namespace

call_roles::call_roles() {
    for (const auto& [audit, a] : arch::native::abis) {
        auto& roles = roles_[static_cast<std::size_t>(a)];
        roles.resize(call_limit(a));
        for (const auto& [name, role] : table)
            if (const auto nr = call_number(a, name)) roles[call_place(a, *nr)] |= role;
    }
}

bool asks_for_untraced(const call& c, std::uint16_t roles, memory& m) {
    std::uint64_t flags = 0;
    if (roles & role::has_flags) flags = c.args[0];
    if (roles & role::has_record) m.read(c.args[0], std::as_writable_bytes(std::span(&flags, 1)));
    return flags & CLONE_UNTRACED;
}

}  // namespace whytrace::trace
