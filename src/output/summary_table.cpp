// The table of -c, to the byte as strace writes it.
// Not here: counting (summary.cpp).
// Nothing hard here: columns are as wide as their widest cell, at least as wide as strace has them, and the last one is not filled up.
#include "output/summary.hpp"
#include "text/format.hpp"

#include <algorithm>

namespace whytrace::output {

namespace {

struct column_form {
    std::string_view title;
    std::size_t width;
};

/// In the order of the enumeration.
constexpr column_form forms[] = {{"% time", 6},        {"seconds", 11}, {"shortest", 8}, {"longest", 8},
                                 {"usecs/call", 11},   {"calls", 9},    {"errors", 9},   {"syscall", 16},
                                 {"wall seconds", 12}, {"wall min", 8}, {"wall max", 8}, {"wall us/call", 12}};

std::string seconds(std::int64_t ns) { return fmt::format("{:.6f}", static_cast<double>(ns) / 1e9); }

std::string per_call(const spent& s, const call_counts& t) {
    return fmt::format("{}", s.total / 1000 / static_cast<std::int64_t>(std::max<std::uint64_t>(t.calls, 1)));
}

std::string cell(column c, std::string_view name, const call_counts& t, std::string percent, bool wall) {
    const spent& chosen = wall ? t.wall : t.processor;
    switch (c) {
    case column::time_percent: return percent;
    case column::total_time: return seconds(chosen.total);
    case column::min_time: return seconds(chosen.min);
    case column::max_time: return seconds(chosen.max);
    case column::avg_time: return per_call(chosen, t);
    case column::calls: return fmt::format("{}", t.calls);
    case column::errors: return t.errors ? fmt::format("{}", t.errors) : std::string();
    case column::wall_total: return seconds(t.wall.total);
    case column::wall_min: return seconds(t.wall.min);
    case column::wall_max: return seconds(t.wall.max);
    case column::wall_avg: return per_call(t.wall, t);
    case column::name: return std::string(name);
    case column::nothing: break;
    }
    return {};
}

using cells = std::vector<std::string>;

void append_line(std::string& out, const cells& line, const std::vector<std::size_t>& widths,
                 const std::vector<column>& columns) {
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (i) out += ' ';
        if (columns[i] != column::name)
            out += fmt::format("{:>{}}", line[i], widths[i]);
        else
            out += i + 1 == line.size() ? line[i] : fmt::format("{:<{}}", line[i], widths[i]);
    }
    out += '\n';
}

}  // namespace

std::string summary_table(const std::vector<summary_row>& rows, const call_counts& total, const summary_style& style) {
    const auto& columns = style.columns;
    const auto line_of = [&](std::string_view name, const call_counts& t, const std::string& percent) {
        cells line;
        for (const column c : columns) line.push_back(cell(c, name, t, percent, style.wall));
        return line;
    };
    const std::int64_t whole = (style.wall ? total.wall : total.processor).total;
    cells titles;
    std::vector<std::size_t> widths;
    for (const column c : columns) {
        const column_form& form = forms[static_cast<std::size_t>(c)];
        titles.emplace_back(form.title);
        widths.push_back(form.width);
    }
    std::vector<cells> lines;
    for (const summary_row& r : rows) {
        const std::int64_t own = (style.wall ? r.counts->wall : r.counts->processor).total;
        const double share = whole ? 100.0 * static_cast<double>(own) / static_cast<double>(whole) : 0;
        lines.push_back(line_of(r.name, *r.counts, fmt::format("{:.2f}", share)));
    }
    lines.push_back(line_of("total", total, "100.00"));
    for (const cells& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());

    std::string out, rule;
    for (const std::size_t w : widths) rule += (rule.empty() ? "" : " ") + std::string(w, '-');
    rule += '\n';
    append_line(out, titles, widths, columns);
    out += rule;
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) append_line(out, lines[i], widths, columns);
    out += rule;
    append_line(out, lines.back(), widths, columns);
    return out;
}

}  // namespace whytrace::output
