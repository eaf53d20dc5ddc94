// The tracer: launches or attaches to tasks, follows them, and tells a listener what happens. ptrace(2), "SEIZE" mode by default.
// Not here: decoding, selection, output. The listener gets raw calls and may read the task's memory while it is stopped.
// The hard part is behind it: src/trace/step.cpp is the state machine, src/trace/loop.cpp the only place that waits.
#pragma once

#include "whytrace/abi.hpp"
#include "whytrace/error.hpp"
#include "whytrace/event.hpp"
#include "whytrace/memory.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace whytrace {

/// Sees every ptrace request, every wait status and every read of a tracee's memory (--debug, --narrate). Free when there is none.
struct ptrace_observer {
    virtual ~ptrace_observer() = default;
    virtual void request(long request, pid_t tid, std::uint64_t addr, std::uint64_t data, long result, int error) = 0;
    virtual void waited(pid_t tid, int status) = 0;
    /// What was decided, and why.
    virtual void decided(std::string_view) {}
    /// `got` is what there was of the `wanted` bytes; valid during the call.
    virtual void memory_read(pid_t, std::uint64_t /*from*/, std::span<const std::byte> /*got*/,
                             std::size_t /*wanted*/) {}
};

/// The program to start. Its path is searched in our PATH before the fork (execvp(3)'s rule); its descriptors, signal mask, dispositions and
/// environment are ours but for the changes listed.
struct launch_request {
    std::vector<std::string> argv;
    std::optional<std::string> argv0;                                     ///< shown to the program instead of argv[0]
    std::vector<std::pair<std::string, std::optional<std::string>>> env;  ///< set, or unset where empty
    std::string user;                                                     ///< NAME, UID, or UID:GID; empty: unchanged
};

/// When a fatal signal ends the trace. With `waiting` a launched program gets the signal as well.
enum class interruptible : std::uint8_t { anywhere = 1, waiting, never, never_tstp };  // -I
enum class daemonize : std::uint8_t { no, grandchild, process_group, session };        // -D -DD -DDD

/// Whether tracer and tracees share one CPU while only one of them really runs (--cpu-handoff). The tracees do not see it, and have their
/// masks back when the trace ends, by SIGKILL as well. `automatic`: those that were launched; `always`: also those that were attached.
enum class cpu_sharing : std::uint8_t { automatic, always, never };

struct tracer_options {
    bool follow = false;        ///< -f: children, and with attach all threads
    bool traceme = false;       ///< launch with PTRACE_TRACEME
    bool registers = false;     ///< registers instead of PTRACE_GET_SYSCALL_INFO
    bool kill_on_exit = false;  ///< PTRACE_O_EXITKILL
    bool cpu_times = false;     ///< measure for tracer::processor_time (wait4(2) then costs a little more)
    interruptible signals = interruptible::waiting;
    daemonize background = daemonize::no;
    cpu_sharing handoff = cpu_sharing::automatic;
    /// If there is one, a launched program and all its descendants get a seccomp filter, and only calls for which this is true are told: the
    /// others run without a stop. Asked before the launch only. Nobody may go on without a tracer then (their calls would fail with ENOSYS),
    /// so they are killed if we are, and on every other way out run() returns before `serve` has to be called.
    std::function<bool(abi, std::uint64_t)> filter;
    bool no_new_privs = false;  ///< the filter needs it where there is no CAP_SYS_ADMIN (seccomp(2))
    ptrace_observer* observer = nullptr;
};

/// How the run ended for whoever started whytrace: the exit code, or the signal to die by.
struct outcome {
    int exit_code = 0;
    int signal = 0;
};

class tracer {
  public:
    tracer(tracer_options options, listener& l);
    ~tracer();
    tracer(const tracer&) = delete;
    tracer& operator=(const tracer&) = delete;

    /// Throws refused (below) or system_failure. On return the program waits to exec; nothing of it has been told yet.
    void launch(const launch_request& request);
    /// Attaches to one task (with `follow` to all threads of its process) and tells task_started for each.
    /// Returns what refused it, if anything did: there may be others to attach to.
    [[nodiscard]] std::optional<refused> attach(pid_t pid);
    /// Until the last tracee has ended or has been let go.
    outcome run();
    /// After run: goes on, telling nobody, until the last task that carries a filter of ours has ended. At once if there is none.
    void serve();

    /// Memory of a task that is stopped right now, that is: during listener::on.
    whytrace::memory& memory_of(pid_t tid);
    /// Writes to it, also where the program itself may not (a literal), as a debugger's breakpoint is written; such a page becomes the
    /// program's own copy. Returns how many bytes were written: fewer where there is no memory, 0 where the task is gone.
    std::size_t write_memory(pid_t tid, std::uint64_t to, std::span<const std::byte> bytes);
    /// The time that the process (all of its threads, and its children that were waited for) had spent in the kernel when the event
    /// that is being told happened: ru_stime of wait4(2), as getrusage(2) counts. Zero unless tracer_options::cpu_times.
    std::chrono::nanoseconds processor_time() const;
    /// Where a task that is stopped right now (as memory_of) will go on; nothing if it is gone.
    std::optional<std::uint64_t> instruction_pointer(pid_t tid);
    /// How many tasks are traced at this moment.
    std::size_t tasks() const;
    /// listener::idle is called once, this long (up to a few milliseconds more) after the last call of this. Cheap enough for every event.
    /// Its timer is SIGALRM without SA_RESTART: system calls of the listener's own may fail with EINTR.
    void alarm_after(std::chrono::milliseconds delay);
    /// Ends the trace as soon as the listener returns: every task goes on untraced. run() then says nothing of how the program ended.
    void leave();
    /// Ends the trace as a fatal signal would: every task is let go, none stays stopped.
    void stop(int signal);

  private:
    struct state;
    std::unique_ptr<state> state_;
};

/// Ends this process as the traced program ended: with its exit code, or by its signal and without a core of our own; as
/// PID 1, which survives its own signals, with 128 + signal. Flush first: no destructor runs.
[[noreturn]] void end_like(const outcome& o);

}  // namespace whytrace
