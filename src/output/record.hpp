// What a format is given to show: the tracer's events with everything that is known about them (decoded values, times, names).
// Not here: how it looks (text.cpp and the other formats), which events become records (src/cli/session.cpp).
// The hard part: a call is shown in two steps, and the first may be put off until the second; so `flight` stays where it is meanwhile.
#pragma once

#include "output/clock.hpp"
#include "output/tree_pool.hpp"
#include "whytrace/call.hpp"
#include "whytrace/decoder.hpp"
#include "whytrace/event.hpp"
#include "whytrace/frame.hpp"
#include "whytrace/value.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <sys/types.h>
#include <variant>

namespace whytrace::output {

/// The name of a task as /proc/PID/comm has it: 15 bytes at most (proc(5)).
struct task_name {
    std::array<char, 16> bytes{};
    std::uint8_t size{};

    std::string_view text() const { return {bytes.data(), size}; }
};

/// Who and when: what the beginning of a line says.
struct origin {
    pid_t tid{};
    pid_t tgid{};
    bool crowded{};  ///< several tasks are traced at this moment
    bool ip_known{};
    task_name comm;      ///< filled only where it is shown
    std::uint64_t nr{};  ///< of the task's last call
    std::uint64_t ip{};
    const std::string* context{};  ///< SELinux, with --secontext; one for each text, to the end of the trace
    stamp at;
};

/// What has been done to a call on the user's wish.
struct alteration {
    bool arguments{};  ///< what an argument points to
    bool result{};
    bool delayed{};
    bool pending{};  ///< something is to be done at its exit
};

/// A call from entry to exit. Whoever makes it keeps it in place until its last record.
struct flight {
    origin from;  ///< as of the entry
    call what;
    tree_pool::tree tree;  ///< from its entry to its last record, but for `shed`
    call_style style;
    alteration altered;

    // The format's own notes.
    enum class line : std::uint8_t { held, open, interrupted } shown{};
    bool separated{};    ///< the ", " behind the last argument written is written too
    bool partial{};      ///< arguments are missing that only the end shows
    std::uint8_t age{};  ///< pauses that it has been held

    // A recording's notes: it may be made beside another format.
    bool told{};              ///< its beginning is written
    std::uint8_t told_age{};  ///< pauses that it has been held back

    std::uint32_t written{};  ///< arguments on the page
    std::uint32_t column{};   ///< bytes of the open line

    /// What is known is on the page. Unless somebody looks at it again, the end of the call gets another tree.
    void shed() {
        if (tree && !tree->revisited) tree.reset();
    }
};

/// Of each fork_kind.
inline constexpr std::array<std::string_view, 4> fork_names = {"fork", "vfork", "clone", "thread"};

namespace records {

struct call_began {
    flight* f;
};
struct call_ended {
    flight* f;
    result outcome;
    origin from;
    std::span<const frame> stack{};  ///< of the task, the innermost frame first; here and below: empty unless -k
    std::string_view dump{};         ///< lines that follow it: what it carried (-e read=, write=)
};
struct call_lost {
    flight* f;
    origin from;
};  ///< the task died in it
struct call_left {
    flight* f;
};  ///< the task is let go in it
struct call_waits {
    flight* f;
};  ///< its beginning is shown now, as it was where it was recorded: nothing else ended for a while, or too many waited
struct call_moved {
    flight* f;
    pid_t to;
};  ///< its task goes on under another id (exec in a thread)
struct signal {
    origin from;
    int number;
    const value_tree* info;
    std::uint32_t node;
    std::span<const frame> stack{};
};
struct stopped {
    origin from;
    int signal;
};
struct exited {
    origin from;
    int code;
    std::span<const frame> stack{};  ///< as of the call that ended it
};
struct killed {
    origin from;
    int signal;
    bool core;
};
struct superseded {
    origin from;
    pid_t by;
};
struct mode_change {
    origin from;
    abi to;
};
struct started {
    origin from;
    pid_t parent;  ///< 0 unless forked
    birth how;
    fork_kind kind;  ///< if forked
};
struct executed {
    origin from;
    pid_t former;              ///< the id it had before: another one if a thread that was not the leader called execve
    std::string_view program;  ///< what /proc/PID/exe leads to; empty unless names are wanted
};
struct detached {
    origin from;
};
struct aside {};  ///< a message is about to appear on the page of the trace
struct pause {
    bool flush;
};  ///< `pause_milliseconds` have passed; `flush`: what was written is to leave now
struct task_gone {
    pid_t tid;
};  ///< nothing of this task will follow
struct finished {
    stamp at;
};  ///< nothing will follow

}  // namespace records

using record =
    std::variant<records::call_began, records::call_ended, records::call_lost, records::call_left, records::call_waits,
                 records::call_moved, records::signal, records::stopped, records::exited, records::killed,
                 records::superseded, records::mode_change, records::started, records::executed, records::detached,
                 records::aside, records::pause, records::task_gone, records::finished>;

/// A call's beginning that has been held back for more than two and at most three pauses is shown: between 50 and 75 ms.
inline constexpr int pause_milliseconds = 25;
inline constexpr int pauses_held = 3;
/// So is the older half where more than so many are held back: thousands of tasks would keep as many trees.
inline constexpr std::size_t calls_held = 64;

/// A way to show a trace. It is given everything, and leaves out what it does not show.
struct format {
    virtual ~format() = default;
    virtual void show(const record& r) = 0;
    /// Something is held back, or has not left yet: a pause is wanted.
    virtual bool unsettled() { return false; }
};

}  // namespace whytrace::output
