// The traced tasks: what is known of each, found by its tid in constant time.
// Not here: what a stop changes (step.cpp), what the kernel is asked (loop.cpp).
// The hard part: a child may stop, or die, before its parent's event has said whose child it is (newborns).
#pragma once

#include "whytrace/event.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <sys/types.h>
#include <unordered_map>
#include <vector>

namespace whytrace::trace {

/// Where the task was at its last stop, seen from the kernel's edge. Only the register path relies on it:
/// PTRACE_GET_SYSCALL_INFO knows by itself.
enum class phase : std::uint8_t { outside, inside };

/// A launched task runs a little of our own code before and, should execve fail, after its execve.
enum class launch_phase : std::uint8_t { none, preparing, in_execve, failed };

/// What the hand-off of CPUs keeps of a task; only cpu_handoff.cpp looks inside.
struct cpu_share {
    std::chrono::nanoseconds burst_at{}, seen_at{};
    std::uint64_t burst_stops{};  ///< all tasks' stops at burst_at
    std::uint32_t stops{}, seen_stops{};
    int pin = -1;           ///< its place among the pins
    bool managed{};         ///< may be pinned
    bool looks{};           ///< in a call that must find masks as they are
    bool has_proc_files{};  ///< its process has opened files of /proc
};

struct task {
    pid_t tid{}, tgid{}, parent{};
    birth how{};
    fork_kind kind{};
    trace::phase phase{};
    launch_phase launching{};
    bool started{};  ///< task_started has been told
    bool arrived{};  ///< its first stop has been seen
    bool told{};     ///< the call it is in has been told, so its end will be
    // Bits, for there may be thousands of tasks.
    bool seized : 1 = true;        ///< not TRACEME: group-stops are told apart, LISTEN and INTERRUPT exist
    bool stopped : 1 {};           ///< between a stop and its resumption
    bool doomed : 1 {};            ///< a request said ESRCH: its death is on the way
    bool asked_to_stop : 1 {};     ///< on the way out
    bool carries : 1 {};           ///< our seccomp filter
    bool filtered : 1 {};          ///< and none of its own: stops at calls by our filter alone
    bool deaf : 1 {};              ///< a thread that we do not follow has taken its place: told again only at its end
    bool fresh : 1 {};             ///< after an exec: its next entry is looked at, for it tells the mode of the program
    bool awaits_exit : 1 {};       ///< the call it is in must be seen to its end
    bool silent : 1 {};            ///< served for its filter's sake only: nothing of it is told
    bool hides_child : 1 {};       ///< its call wants a child without a tracer: it is ours, and nothing is told of it
    bool bore : 1 {};              ///< the call it is in has had its fork, vfork or clone event
    std::uint64_t flags_before{};  ///< of the clone3 it is in, if they were changed
    whytrace::call call{};
    cpu_share cpu;

    bool hidden() const { return launching == launch_phase::preparing || launching == launch_phase::failed; }
    bool unseen() const { return silent || deaf || hidden(); }
    /// Or only where its filter says so. Until a launched program runs, every call is looked at.
    bool stops_at_calls() const {
        return !filtered || awaits_exit || fresh || launching == launch_phase::preparing ||
               launching == launch_phase::in_execve;
    }
};

/// The first stop of a child that no parent has claimed yet.
struct newborn {
    pid_t tid;
    pid_t tgid;
    int status;
    std::chrono::nanoseconds since{};  ///< CLOCK_MONOTONIC's reading
};

class task_table {
  public:
    std::uint64_t exec_path{};  ///< in a launched child: the address of the path it will call execve with
    bool children_silent{};     ///< they are followed only because they carry a filter

    task* find(pid_t tid);
    /// A task that must not be there yet. References to others stay valid.
    task& add(pid_t tid, pid_t tgid, pid_t parent, birth how);
    void remove(pid_t tid);
    void silence(task& t);
    std::size_t size() const { return tasks_.size(); }
    /// Those of which something is told.
    std::size_t told() const { return tasks_.size() - silent_; }

    /// A stop of a task that nobody knows: it is held until claimed.
    void hold(newborn n) { newborns_.push_back(n); }
    std::optional<newborn> take_held(pid_t tid);
    /// The oldest that is held: for when its parent died before its event.
    std::optional<newborn> take_held();
    /// The oldest, if it has waited since then: its parent's event will not come.
    std::optional<newborn> take_held_since(std::chrono::nanoseconds then);

    bool holds_any() const { return !newborns_.empty(); }

    /// Deaths of tasks that nobody knew: usually orphans that PID 1 inherited, rarely a child that died before it was claimed.
    void note_death(pid_t tid, int status);
    std::optional<int> death_of(pid_t tid) const;

    auto begin() { return tasks_.begin(); }
    auto end() { return tasks_.end(); }
    auto begin() const { return tasks_.begin(); }
    auto end() const { return tasks_.end(); }

  private:
    std::unordered_map<pid_t, task> tasks_;
    std::size_t silent_ = 0;
    std::vector<newborn> newborns_;
    struct death {
        pid_t tid;
        int status;
    };
    std::array<death, 16> deaths_{};
    std::size_t next_death_{};
};

}  // namespace whytrace::trace
