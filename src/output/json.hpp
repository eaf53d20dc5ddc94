// The trace as JSON Lines: one object an event, complete enough for another format to be made from it later.
// Not here: values (json_value.cpp), JSON itself (json_writer.cpp), the way back (src/read).
// The hard part: a call is one object, written at its end; but its beginning is an object of its own ("enter") where somebody who
// reads on needs it: before an event that came in between, and when it takes long.
#pragma once

#include "output/channels.hpp"
#include "output/json_writer.hpp"
#include "output/record.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace whytrace::output {

/// Versions of trace.schema.json. A reader takes those it knows.
inline constexpr int schema_version = 1;

/// What the first object says.
struct recording_start {
    stamp at;
    std::string version;               ///< whytrace's
    std::vector<std::string> options;  ///< of its command line, as typed
    std::vector<std::string> command;  ///< the program; empty if there is none
    bool follow{};                     ///< tasks that are started by tasks are traced, or several from the start
    bool descriptors{};                ///< what they refer to is recorded (-y)
};

class json final : public format {
  public:
    json(recording_start start, channels& pages) : start_(std::move(start)), pages_(pages), out_(line_) {}

    void show(const record& r) override;
    bool unsettled() override;

  private:
    void on(const records::call_began& r);
    void on(const records::call_ended& r);
    void on(const records::call_lost& r);
    void on(const records::call_left& r);
    void on(const records::call_waits& r);
    void on(const records::call_moved& r);
    void on(const records::signal& r);
    void on(const records::stopped& r);
    void on(const records::exited& r);
    void on(const records::killed& r);
    void on(const records::superseded& r);
    void on(const records::mode_change& r);
    void on(const records::started& r);
    void on(const records::executed& r);
    void on(const records::detached& r);
    void on(const records::aside&) {}
    void on(const records::pause& r);
    void on(const records::task_gone& r);
    void on(const records::finished& r);

    // What is held back here is what text holds back: a recording reads back as the same text.
    /// Objects for the beginnings of the first `count` calls that are held back, unless they have theirs.
    void tell_held(channel& page, std::size_t count);
    void tell_all_held(channel& page) { tell_held(page, page.held.size()); }
    /// The first `count` are no longer held back, and no line is open.
    void pass_held(channel& page, std::size_t count);
    /// Before a line that text has: none is held back any longer.
    void pass_all_held(channel& page);
    /// The first `count` are held back no longer, with nothing behind them.
    void show_held(channel& page, std::size_t count);
    /// Before the end of `f`: what was held back before it, and `f` itself is no longer.
    void settle(channel& page, flight& f);
    void begin_object(channel& page, std::string_view event);
    void begin_event(channel& page, std::string_view event, const origin& from);
    void begin_moment(channel& page, std::string_view event, const origin& from);
    void end_object();
    void write_stamp(const stamp& at);
    void write_call(channel& page, std::string_view event, const flight& f, std::size_t arguments);
    /// Of a call whose beginning has an object of its own: what was different at its end.
    void write_resumption(const flight& f, const origin& now);
    void write_result(const flight& f, const result& r);
    void write_signal(int number);
    void write_stack(std::span<const frame> stack);
    void write_start();
    void end_page(channel& page, const stamp& at);
    void deliver(channel& page);

    recording_start start_;
    channels& pages_;
    std::string line_;
    json_writer out_;
};

}  // namespace whytrace::output
