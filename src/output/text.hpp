// The trace as strace's text.
// Not here: values (value_text.cpp), what stands before a line (leader.cpp), results (result_text.cpp).
// The hard part: a call's beginning is held back so that a quick call is written in one piece; what forces it out, and what
// then becomes of the line, is the state of a flight: held, open (the last thing on its page), interrupted.
#pragma once

#include "output/channels.hpp"
#include "output/leader.hpp"
#include "output/line_style.hpp"
#include "output/record.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace whytrace::output {

class text final : public format {
  public:
    text(const line_style& style, channels& pages) : style_(style), leader_(style), pages_(pages) {}

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
    void on(const records::started&) {}
    void on(const records::executed&) {}
    void on(const records::detached&) {}
    void on(const records::aside&);
    void on(const records::pause& r);
    void on(const records::task_gone& r);
    void on(const records::finished&);

    /// Shows the first `count` calls that are held, as begun; the last one's line stays open.
    void show_held(channel& page, std::size_t count);
    /// Ends the line that is open, if there is one, so that another can begin.
    void interrupt(channel& page);
    /// Makes room for a line that begins now.
    void begin_line(channel& page, const origin& from);
    void begin_call(flight& f);
    /// The page is ready for the rest of the call: its beginning or "<... resumed>" is there.
    void continue_call(channel& page, flight& f, const origin& now);
    void append_known(flight& f);
    void append_arguments(flight& f, std::size_t end);
    void append_column();
    /// Columns of the line being composed that are taken.
    std::size_t column() const;
    void append_stack(std::span<const frame> stack);
    /// Hands what was composed to the page.
    void deliver(channel& page);

    line_style style_;
    leader leader_;
    channels& pages_;
    std::string out_;             // lines of this record, complete but for an open one at the end
    std::size_t line_start_ = 0;  // where the last line begins in `out_`
    std::size_t before_ = 0;      // bytes of that line that are on the page already
};

}  // namespace whytrace::output
