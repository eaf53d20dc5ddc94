// A trace from the tracer's events to lines: which calls are shown, how each is decoded, what is said about tasks that come and go.
// Not here: tracing (src/trace), decoding (src/decode), how lines look (src/output), where they go (page.cpp).
// The hard part: what is shown of a call may depend on how it ends, and what is said of tasks comes between the lines.
#pragma once

#include "cli/io_dump.hpp"
#include "cli/messages.hpp"
#include "cli/namespaces.hpp"
#include "cli/options.hpp"
#include "cli/path_filter.hpp"
#include "cli/tamper.hpp"
#include "cli/task_records.hpp"
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
#include <unordered_set>
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

    void forget(pid_t tid);
    void note_context(task_record& t);
    output::origin origin_of(task_record& t, std::size_t leaving = 0);
    /// Of a task that is stopped outside of a call: with its instruction pointer, if that is shown.
    output::origin stopped_origin_of(task_record& t);
    call_style style_of(const call& c) const;
    void note_mode(task_record& t, abi a);
    void name_restarted(output::flight& f, std::uint64_t before) const;
    bool never_returns(const call& c) const;
    void lose_call(task_record& t);
    std::span<const frame> stack_of(const task_record& t);
    /// Whether a call that ended like this is shown; what waited for its end is shown now.
    bool reveal(task_record& t, std::uint64_t how);
    void move_call(task_record& t, pid_t to);
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

    output::tree_pool trees_;
    task_records tasks_;
    std::unordered_set<std::string> contexts_;                    // of tasks
    std::unordered_map<pid_t, std::vector<frame>> last_stacks_;   // of the calls that end tasks
    std::string dumped_;                                          // by the call that ends
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
