// Collecting counts, and sorting them in the end.
// Not here: tables (summary_table.cpp), charts (summary_chart.cpp).
// The hard part: ties. Rows that are equal by the key stay in the order of their numbers, as in strace.
#include "output/summary.hpp"

#include "output/value_text.hpp"
#include "text/format.hpp"
#include "whytrace/decoder.hpp"

#include <algorithm>
#include <bit>
#include <functional>

namespace whytrace::output {

namespace {

double average(const spent& s, const call_counts& t) {
    return static_cast<double>(s.total) / static_cast<double>(std::max<std::uint64_t>(t.calls, 1));
}

/// What a row is sorted by, the greatest first.
double key_of(const call_counts& t, const summary_style& style) {
    const spent& chosen = style.wall ? t.wall : t.processor;
    switch (style.sorted_by) {
    case column::time_percent:
    case column::total_time: return static_cast<double>(chosen.total);
    case column::min_time: return static_cast<double>(chosen.min);
    case column::max_time: return static_cast<double>(chosen.max);
    case column::avg_time: return average(chosen, t);
    case column::calls: return static_cast<double>(t.calls);
    case column::errors: return static_cast<double>(t.errors);
    case column::wall_total: return static_cast<double>(t.wall.total);
    case column::wall_min: return static_cast<double>(t.wall.min);
    case column::wall_max: return static_cast<double>(t.wall.max);
    case column::wall_avg: return average(t.wall, t);
    case column::name:
    case column::nothing: break;
    }
    return 0;
}

/// 0: less than a microsecond.
std::size_t bucket_of(std::int64_t ns) {
    return static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(ns) / 1000));
}

void merge(spent& into, const spent& other, bool first) {
    into.total += other.total;
    into.min = first ? other.min : std::min(into.min, other.min);
    into.max = std::max(into.max, other.max);
}

}  // namespace

bool summary_style::needs_wall_clock() const {
    const auto is_wall = [](column c) { return c >= column::wall_total && c <= column::wall_avg; };
    return wall || chart || is_wall(sorted_by) || std::ranges::any_of(columns, is_wall);
}

void spent::add(std::int64_t ns, bool first) {
    total += ns;
    if (first || ns < min) min = ns;
    max = std::max(max, ns);
}

void call_counts::add(const call_counts& other) {
    merge(processor, other.processor, calls == 0);
    merge(wall, other.wall, calls == 0);
    calls += other.calls;
    errors += other.errors;
}

void summary::add(pid_t task, abi a, std::uint64_t nr, bool failed, moment_of_call began, moment_of_call ended) {
    const pid_t key = style_.by_task ? task : 0;
    if (!recent_ || recent_task_ != key) recent_ = &tasks_[recent_task_ = key];
    call_counts& t = recent_->by_abi[static_cast<std::size_t>(a)][call_place(a, nr)];
    const auto between = [this](std::int64_t from, std::int64_t to) {
        return std::max<std::int64_t>(to - from - style_.overhead_ns, 0);
    };
    const std::int64_t wall = between(began.wall, ended.wall);
    t.processor.add(between(began.processor, ended.processor), t.calls == 0);
    t.wall.add(wall, t.calls == 0);
    ++t.calls;
    t.errors += failed ? 1 : 0;
    if (!style_.chart) return;
    const auto bucket = bucket_of(wall);
    if (bucket >= t.latencies.size()) t.latencies.resize(bucket + 1);
    ++t.latencies[bucket];
}

void summary::name_task(pid_t task, std::string_view comm) {
    if (!style_.by_task) return;
    const auto found = tasks_.find(task);
    if (found == tasks_.end()) return;
    found->second.comm.clear();
    append_escaped(found->second.comm, comm, hex_strings::never, "<>");  // the program's own words
}

std::string summary::take(pid_t task) {
    const auto found = tasks_.find(task);
    if (found == tasks_.end()) return {};
    std::string text = text_of(found->second);
    tasks_.erase(found);
    recent_ = nullptr;
    return text;
}

std::string summary::text_of(const counted& c) const {
    std::string text;
    for (std::size_t i = 0; i < abi_count; ++i) {
        const auto a = static_cast<abi>(i);
        if (c.by_abi[i].empty()) continue;
        std::vector<summary_row> rows;
        call_counts total;
        for (const auto& [place, t] : c.by_abi[i]) {
            const auto nr = call_at(a, place);
            std::string name;
            append_call_name(name, a, nr);
            rows.push_back({place, place < call_limit(a) ? name : "syscall_???", &t});
            total.add(t);
        }
        std::ranges::sort(rows, {}, &summary_row::place);
        if (style_.sorted_by == column::name)
            std::ranges::stable_sort(rows, {}, &summary_row::name);
        else if (style_.sorted_by != column::nothing)
            std::ranges::stable_sort(rows, std::greater{},
                                     [this](const summary_row& r) { return key_of(*r.counts, style_); });
        if (word_size(a) == 4) text += "System call usage summary for 32 bit mode:\n";
        text += summary_table(rows, total, style_);
        if (style_.chart) text += summary_chart(rows, total);
    }
    return text;
}

std::string summary::text() const {
    std::string all;
    for (const auto& [task, c] : tasks_) {
        if (style_.by_task)
            all += fmt::format("System call usage summary of process {}{}:\n", task,
                               c.comm.empty() ? "" : fmt::format(" <{}>", c.comm));
        all += text_of(c);
    }
    return all;
}

}  // namespace whytrace::output
