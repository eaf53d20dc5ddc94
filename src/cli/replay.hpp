// --read: a recording becomes the records that a trace with the same options would have made.
// Not here: reading (src/read), what is made of the records (src/output).
// The hard part: the same choices as in session.cpp, on calls whose beginning and end come as one object or as two.
#pragma once

#include "cli/messages.hpp"
#include "cli/options.hpp"
#include "cli/path_filter.hpp"
#include "output/record.hpp"
#include "output/summary.hpp"
#include "read/recording.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <sys/types.h>
#include <unordered_map>
#include <vector>

namespace whytrace::cli {

class replay {
  public:
    replay(const options& o, messages& m, output::format& shown);

    /// Calls are counted as well (-c, -C); before the first entry. The times are the clock's: a recording has no others.
    void count(output::summary& s) { summary_ = &s; }
    /// How much of a call's values these options show.
    static read::detail detail_of(const options& o, const call& c);
    void show(read::entry& e);
    /// Nothing more will come.
    void finish();

  private:
    enum class call_state : std::uint8_t {
        none,
        open,
        passed_over,
        ended,  // shown as lost; it may still return (exit that a filter has made to fail)
    };
    struct task {
        call_state state = call_state::none;
        output::flight call;
    };

    void begin(read::entry& e);
    void end(read::entry& e);
    void show_waiting(pid_t tid);
    void renumber(read::entry& e);
    void take_call(task& t, read::entry& e);
    void gone(pid_t tid);
    std::span<const frame> stack_of(const read::entry& e) const;
    std::string_view dump_of(const read::entry& e) const;
    void note_attached(const read::entry& e);
    void say_attached();
    void say_detached();
    void show_record(const output::record& r) { format_.show(r); }

    const options& options_;
    messages& messages_;
    output::format& format_;
    output::tree_pool trees_;
    std::unordered_map<pid_t, task> tasks_;
    pid_t attached_ = 0, attached_process_ = 0;  // the first of those that are not said yet
    std::size_t attached_threads_ = 0;
    std::vector<pid_t> let_go_;
    output::stamp last_;
    output::summary* summary_ = nullptr;
    std::optional<path_filter> filter_;
};

/// Reads options.read and shows it. Returns when all is written.
void read_recording(options o, messages& m);

}  // namespace whytrace::cli
