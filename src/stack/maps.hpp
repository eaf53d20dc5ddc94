// Where a process's code is mapped from: the executable lines of /proc/PID/maps (proc(5)).
// Not here: what is in the files (image.hpp).
// The hard part: a path may have any byte in it; only "\n" is escaped by the kernel.
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace whytrace::stack {

struct mapping {
    std::uint64_t start{}, end{}, offset{}, inode{};
    std::string device;
    std::string path;  ///< empty: anonymous

    bool operator==(const mapping&) const = default;
    bool contains(std::uint64_t address) const { return address >= start && address < end; }
};

/// Sorted by address; empty if the process is gone.
std::vector<mapping> executable_mappings(pid_t pid);

const mapping* find(const std::vector<mapping>& maps, std::uint64_t address);

}  // namespace whytrace::stack
