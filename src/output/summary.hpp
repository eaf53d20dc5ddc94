// Counting instead of showing, or besides it (-c, -C): calls, errors and times by call, and the tables and charts made of them.
// Not here: lines of the trace; when a call begins and ends (src/cli/session.cpp).
// The hard part: a call costs one look-up; everything else waits until the end. What a hostile program calls must not grow the table
// without end, so numbers that no call has share one row.
#pragma once

#include "whytrace/abi.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <unordered_map>
#include <vector>

namespace whytrace::output {

enum class column : std::uint8_t {
    time_percent,
    total_time,
    min_time,
    max_time,
    avg_time,
    calls,
    errors,
    name,
    wall_total,
    wall_min,
    wall_max,
    wall_avg,
    nothing,  ///< to sort by: the order of the numbers
};

struct summary_style {
    std::vector<column> columns{column::time_percent, column::total_time, column::avg_time,
                                column::calls,        column::errors,     column::name};
    column sorted_by = column::time_percent;
    bool wall = false;             ///< -w: the times are those of the clock, not of the processor
    std::int64_t overhead_ns = 0;  ///< -O: taken off each call
    bool by_task = false;          ///< --summary-by=task
    bool chart = false;            ///< --summary-chart

    bool needs_processor_time() const { return !wall; }
    /// The clock is read for -w, its columns and the chart.
    bool needs_wall_clock() const;
};

/// Nanoseconds of a kind.
struct spent {
    std::int64_t total{}, min{}, max{};

    void add(std::int64_t ns, bool first);
};

/// All that is known of the calls of one kind.
struct call_counts {
    std::uint64_t calls{}, errors{};
    spent processor, wall;
    /// [i]: calls of at least 2^(i-1) and less than 2^i microseconds; only for the chart.
    std::vector<std::uint64_t> latencies;

    void add(const call_counts& other);
};

/// When a call begins: what its end is measured against.
struct moment_of_call {
    std::int64_t processor{}, wall{};
};

class summary {
  public:
    explicit summary(summary_style style) : style_(std::move(style)) {}

    const summary_style& style() const { return style_; }
    void add(pid_t task, abi a, std::uint64_t nr, bool failed, moment_of_call began, moment_of_call ended);
    /// What a table is headed with if there is one for each task.
    void name_task(pid_t task, std::string_view comm);

    /// Of all tasks together, or of all one after the other.
    std::string text() const;
    /// Of this one, which is forgotten.
    std::string take(pid_t task);

  private:
    using counts_by_call = std::unordered_map<std::uint64_t, call_counts>;  // by place (call_place)
    struct counted {
        std::array<counts_by_call, abi_count> by_abi;
        std::string comm;
    };

    std::string text_of(const counted& c) const;

    summary_style style_;
    std::map<pid_t, counted> tasks_;  // one, of pid 0, unless by task
    counted* recent_ = nullptr;
    pid_t recent_task_ = 0;
};

/// A row on its way into a table.
struct summary_row {
    std::uint64_t place;
    std::string name;
    const call_counts* counts;
};

/// strace's table; `total` is of all rows.
std::string summary_table(const std::vector<summary_row>& rows, const call_counts& total, const summary_style& style);
/// Calls, errors, share of the time as a bar, and how long calls took.
std::string summary_chart(const std::vector<summary_row>& rows, const call_counts& total);

}  // namespace whytrace::output
