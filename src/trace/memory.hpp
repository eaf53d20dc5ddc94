// The memory of a stopped task: process_vm_readv(2), or /proc/PID/mem where that is refused.
// Not here: what lies there (src/decode).
// The hard part: a read ends exactly at the first unreadable byte, whatever pages and wrap-around it meets.
#pragma once

#include "whytrace/memory.hpp"

#include <sys/types.h>

namespace whytrace::trace {

class task_memory final : public whytrace::memory {
  public:
    task_memory() = default;
    ~task_memory() override { close_file(); }
    task_memory(const task_memory&) = delete;
    task_memory& operator=(const task_memory&) = delete;

    void of(pid_t tid) { tid_ = tid; }
    std::size_t read(std::uint64_t from, std::span<std::byte> into) override;
    /// Up to the first byte that cannot be written, or where there is none; returns how many were.
    std::size_t write(std::uint64_t to, std::span<const std::byte> bytes);
    /// Never process_vm_readv: what a sandbox that forbids it makes of every read.
    void only_through_proc() { direct_ = false; }

  private:
    std::size_t read_directly(std::uint64_t from, std::span<std::byte> into);
    std::size_t read_file(std::uint64_t from, std::span<std::byte> into);
    void close_file();

    pid_t tid_{};
    bool direct_ = true;  ///< process_vm_readv has not been refused yet
    int file_ = -1;
    pid_t file_tid_{};
};

}  // namespace whytrace::trace
