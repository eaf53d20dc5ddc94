// Affinity masks as the kernel has them.
// Not here: a machine with more CPUs than cpu_set_t (1,024): its masks do not fit, every question fails, and nobody is pinned.
// The hard part is what the kernel remembers of a mask that was set: the wish, which also limits later, wider cpusets.
#include "trace/pins.hpp"

#include <cstring>

namespace whytrace::trace {

bool mask_of(pid_t tid, cpu_set_t& mask) {
    CPU_ZERO(&mask);
    return ::sched_getaffinity(tid, sizeof mask, &mask) == 0;
}

bool set_mask(pid_t tid, const cpu_set_t& mask) { return ::sched_setaffinity(tid, sizeof mask, &mask) == 0; }

bool pin_table::add(pid_t tid, const cpu_set_t& mask) {
    const std::uint32_t at = count;
    if (at == capacity) return false;
    if (at == 0) distinct = 0;
    std::uint32_t place = 0;
    while (place < distinct && !CPU_EQUAL(&masks[place], &mask)) ++place;
    if (place == masks.size()) return false;
    if (place == distinct) masks[distinct++] = mask;
    pins[at] = {tid, place};
    count = at + 1;
    return true;
}

// A task that could run wherever its cpuset lets it asks for all CPUs again, so that a cpuset that grows still means it. If
// the CPUs that it had are gone from its cpuset meanwhile (EINVAL), the kernel would have given it the whole cpuset.
void give_back(pid_t tid, const cpu_set_t& pinned, const cpu_set_t& before, const cpu_set_t& everything) {
    cpu_set_t now, all;
    if (!mask_of(tid, now) || !CPU_EQUAL(&now, &pinned)) return;
    std::memset(&all, 0xff, sizeof all);
    if (CPU_EQUAL(&before, &everything) || !set_mask(tid, before)) set_mask(tid, all);
}

}  // namespace whytrace::trace
