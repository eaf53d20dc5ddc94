// The memory of a tracee, as the decoder sees it. Tracee addresses are numbers, never pointers of ours.
// Not here: how it is read (process_vm_readv(2), /proc/PID/mem, a recording, or a fake in a test).
// The hard part is for callers: a read may be short, and two reads of one place may differ (the tracee is hostile).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace whytrace {

struct memory {
    virtual ~memory() = default;

    /// Reads from `from` into `into` up to the first byte that cannot be read; returns how many bytes were read (0: none, or the task is gone).
    virtual std::size_t read(std::uint64_t from, std::span<std::byte> into) = 0;
};

}  // namespace whytrace
