// A trace from the tracer's events to lines: which calls are shown, how each is decoded, what is said about tasks that come and go.
// Not here: tracing (src/trace), decoding (src/decode), how lines look (src/output), where they go (page.cpp).
// The hard part: a call lives from its entry to its exit in one place although its task may change its id in between.
#pragma once

#include "cli/io_dump.hpp"
#include "cli/messages.hpp"
#include "cli/namespaces.hpp"
#include "cli/options.hpp"
#include "cli/path_filter.hpp"
#include "cli/tamper.hpp"
#include "output/clock.hpp"
#include "output/record.hpp"
#include "output/summary.hpp"
#include "stack/unwinder.hpp"
#include "whytrace/decoder.hpp"
#include "whytrace/tracer.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <sys/types.h>
#include <unordered_map>
#include <vector>

namespace whytrace::cli {

class session final : public listener {
  public:
    session(const options& o, messages& m, output::format& shown);

    /// The tracer that the events come from; before the first one does.
    void listen_to(tracer& t) { tracer_ = &t; }
    /// Calls are counted as well; before the first event.
    void count(output::summary& s) { summary_ = &s; }
    /// `pid` and, with -f, its threads are attached: says so.
    void attached(pid_t pid);
    /// Nothing more will come.
    void finish();

    bool wants(pid_t tid, const call& c) override;
    tampering on(const event& e) override;
    void idle() override;

  private:
    enum class call_state : std::uint8_t {
        none,
        open,
        moved,        // the format knows already that it goes on under another id
        ended,        // it will not return, and is shown so
        passed_over,  // it concerns nothing that -P or --trace-fds ask for
    };
    struct task {
        pid_t tid{};
        pid_t tgid{};
        abi mode{};
        call_state state = call_state::none;
        bool launching = false;  // its execve is the one that we asked for
        std::uint64_t nr = 0;    // of the last call
        output::task_name comm;
        std::string context;  // SELinux, with --secontext
        output::flight call;
        output::moment_of_call counted_from;  // of the call it is in, if calls are counted
        std::vector<frame> last_stack;        // of the call that ends it
    };

    void on(const events::task_started& e);
    tampering enter(const events::syscall_enter& e);
    tampering leave(const events::syscall_exit& e);
    void on(const events::syscall_lost& e);
    void on(const events::signal& e);
    void on(const events::group_stop& e);
    void on(const events::exec& e);
    void on(const events::superseded& e);
    void on(const events::exited& e);
    void on(const events::killed& e);
    void on(const events::detached& e);

    task& find(pid_t tid);
    void forget(pid_t tid);
    output::origin origin_of(task& t, std::size_t leaving = 0);
    /// Of a task that is stopped outside of a call: with its instruction pointer, if that is shown.
    output::origin stopped_origin_of(task& t);
    call_style style_of(const call& c) const;
    void note_mode(task& t, abi a);
    void name_restarted(output::flight& f, std::uint64_t before) const;
    bool never_returns(const call& c) const;
    void lose_call(task& t);
    std::span<const frame> stack_of(const task& t);
    /// Whether a call that ended like this is shown; what waited for its end is shown now.
    bool reveal(task& t, std::uint64_t how);
    void move_call(task& t, pid_t to);
    void say_detached();
    void show(const output::record& r);
    output::moment_of_call count_time() const;
    void arm();

    const options& options_;
    messages& messages_;
    output::format& format_;
    decoder decoder_;
    tamperer tamperer_;
    std::optional<path_filter> filter_;          // -P, --trace-fds
    std::optional<io_dump> dump_;                // -e read=, write=
    std::optional<namespace_watch> namespaces_;  // -e namespace=new
    std::optional<stack::unwinder> stacks_;
    output::clock clock_;
    tracer* tracer_ = nullptr;
    output::summary* summary_ = nullptr;

    std::unordered_map<pid_t, task> tasks_;
    std::vector<std::unordered_map<pid_t, task>::node_type> spare_;  // with the memory of their last call
    task* recent_ = nullptr;
    value_tree scratch_;                                          // of a signal
    std::vector<pid_t> let_go_;                                   // not said yet
    std::array<std::uint64_t, abi_count> restart_{};              // number of restart_syscall
    std::array<std::array<std::uint64_t, 2>, abi_count> ends_{};  // exit, exit_group
    bool names_ = false;                                          // comms are shown
    bool warned_of_privileges_ = false;
    bool warned_of_memory_ = false;
    bool armed_ = false;
    bool lets_go_ = false;     // the task that has just executed a program (-b)
    std::uint32_t shown_ = 0;  // calls, up to the limit
    unsigned ticks_ = 0;
};

}  // namespace whytrace::cli
