// What a syscall-stop is, and changing the call: PTRACE_GET_SYSCALL_INFO where there is one, else registers.
// Not here: telling it (step.cpp), the registers' names (src/arch).
// The hard part: without GET_SYSCALL_INFO an entry looks like an exit, and int 0x80 like a 64-bit call.
#pragma once

#include "arch/arch.hpp"
#include "trace/memory.hpp"
#include "trace/tasks.hpp"
#include "whytrace/call.hpp"
#include "whytrace/event.hpp"

#include <cstdint>
#include <optional>

namespace whytrace::trace {

struct syscall_stop_facts {
    enum class kind : std::uint8_t { entry, exit, neither, gone } what = kind::neither;
    whytrace::call call;      ///< entry
    whytrace::result result;  ///< exit
    /// Entry by a seccomp filter: what it returned beside SECCOMP_RET_TRACE, where the kernel says so.
    std::optional<std::uint16_t> mark;
};

class inspector {
  public:
    explicit inspector(bool registers) : ask_(!registers), set_(!registers) {}

    syscall_stop_facts inspect(const task& t);
    /// At PTRACE_EVENT_SECCOMP, which is an entry.
    syscall_stop_facts inspect_filtered(const task& t);
    /// Of a stopped task; nothing if it is gone.
    std::optional<std::uint64_t> instruction_pointer(pid_t tid);
    /// At the entry: another number or other arguments. False: the task is gone or the kernel said no.
    bool change_entry(const task& t, const tampering& wish);
    /// At the exit: another result.
    bool change_exit(const task& t, const result& r);

  private:
    using registers = arch::native::registers;

    syscall_stop_facts inspect_registers(const task& t, bool known_entry = false);
    bool fetch(pid_t tid, registers& r, bool& gone);
    bool store(pid_t tid, const registers& r);
    abi abi_of(pid_t tid, const registers& r);

    bool ask_;  ///< PTRACE_GET_SYSCALL_INFO: Linux 5.3, and not in every sandbox
    bool set_;  ///< PTRACE_SET_SYSCALL_INFO: Linux 6.16
    task_memory code_;
};

}  // namespace whytrace::trace
