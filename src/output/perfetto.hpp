// The trace as a timeline: Chrome's Trace Event JSON, which Perfetto, speedscope and chrome://tracing open.
// Not here: recordings (json.cpp); this is for looking at, and there is no way back.
// The hard part: an arrow from parent to child starts in the parent's call, which may have ended when the child is heard of.
#pragma once

#include "output/channels.hpp"
#include "output/json_writer.hpp"
#include "output/line_style.hpp"
#include "output/record.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <unordered_map>

namespace whytrace::output {

class perfetto final : public format {
  public:
    perfetto(const value_style& style, channels& pages) : style_(style), pages_(pages), out_(line_) {}

    void show(const record& r) override;
    bool unsettled() override;

  private:
    struct task {
        pid_t tgid{};
        const flight* call = nullptr;  // that has not ended
        std::int64_t called = 0;       // when the last one began
    };

    void on(const records::call_began& r);
    void on(const records::call_ended& r);
    void on(const records::call_lost& r);
    void on(const records::call_left& r);
    void on(const records::call_waits&) {}
    void on(const records::call_moved& r);
    void on(const records::signal& r);
    void on(const records::stopped& r);
    void on(const records::exited& r);
    void on(const records::killed& r);
    void on(const records::superseded& r);
    void on(const records::mode_change&) {}
    void on(const records::started& r);
    void on(const records::executed& r);
    void on(const records::detached& r);
    void on(const records::aside&) {}
    void on(const records::pause& r);
    void on(const records::task_gone& r);
    void on(const records::finished& r);

    void begin_event(std::string_view phase, std::string_view name, pid_t tgid, pid_t tid, std::int64_t at);
    void end_event();
    void write_microseconds(std::string_view key, std::int64_t ns);
    void slice(const flight& f, const result* outcome, std::int64_t until, std::span<const frame> stack = {});
    void instant(std::string_view name, const origin& from);
    void arrow(const records::started& r);
    void name_task(const origin& from);
    void end_call(const flight& f, const result* outcome, std::int64_t until, std::span<const frame> stack = {});

    value_style style_;
    channels& pages_;
    std::string line_, value_;
    json_writer out_;
    bool first_ = true;
    std::int64_t last_ = 0;
    std::uint64_t arrows_ = 0;
    std::unordered_map<pid_t, task> tasks_;
};

}  // namespace whytrace::output
