// Parsing the options of -c and -C.
// Not here: the table that they shape (src/output/summary_table.cpp).
// Nothing hard here; names and words are strace's.
#include "cli/summary_options.hpp"

#include "cli/values.hpp"
#include "cli/words.hpp"
#include "whytrace/error.hpp"

#include <algorithm>
#include <string>

namespace whytrace::cli {

namespace {

using output::column;

struct column_names {
    column which;
    std::string_view names;  // separated by blanks
};

constexpr column_names columns[] = {
    {column::time_percent, "time-percent time_percent time"},
    {column::total_time, "total-time total_time time-total time_total"},
    {column::min_time, "min-time min_time shortest time-min time_min"},
    {column::max_time, "max-time max_time longest time-max time_max"},
    {column::avg_time, "avg-time avg_time time-avg time_avg"},
    {column::calls, "calls count"},
    {column::errors, "errors error"},
    {column::name, "name syscall syscall-name syscall_name"},
    {column::wall_total, "wall-total wall_total wall"},
    {column::wall_min, "wall-min wall_min"},
    {column::wall_max, "wall-max wall_max"},
    {column::wall_avg, "wall-avg wall_avg"},
    {column::nothing, "nothing none"},
};

const column_names* find_column(std::string_view name) {
    const auto found = std::ranges::find_if(columns, [name](const auto& c) { return lists(c.names, name); });
    return found == std::end(columns) ? nullptr : &*found;
}

}  // namespace

void choose_counting(draft& d, counting how) {
    if (d.counting != counting::no && d.counting != how)
        throw usage_error("-c/--summary-only and -C/--summary are mutually exclusive");
    d.counting = how;
}

void parse_summary_order(draft& d, const given& g) {
    const auto* c = find_column(g.text());
    if (!c) throw usage_error("invalid sortby: '" + std::string(g.text()) + "'");
    d.summary.sorted_by = c->which;
    d.summary_sorted = true;
}

void parse_summary_columns(draft& d, const given& g) {
    std::vector<column> chosen;
    std::string_view rest = g.text();
    for (bool more = true; more;) {
        const auto name = rest.substr(0, rest.find(','));
        const auto* c = find_column(name);
        if (!c || c->which == column::nothing) throw usage_error("unknown column name: '" + std::string(name) + "'");
        if (std::ranges::find(chosen, c->which) != chosen.end())
            throw usage_error("call summary column has been provided more than once: '" + std::string(name) +
                              "' (-U option residual: '" + std::string(rest) + "')");
        chosen.push_back(c->which);
        more = name.size() < rest.size();
        rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    }
    if (std::ranges::find(chosen, column::name) == chosen.end()) chosen.push_back(column::name);
    d.summary.columns = chosen;
    d.summary_columns = true;
}

bool parse_summary_by(const given& g) {
    if (g.text() != "task" && g.text() != "total") invalid_argument(g);
    return g.text() == "task";
}

void finish_summary(draft& d) {
    static constexpr std::string_view either = "(-c/--summary-only or -C/--summary)";
    const auto needs = [&](bool given, const char* option) {
        if (given && d.counting == counting::no)
            throw usage_error(std::string(option) + " must be given with " + std::string(either));
    };
    needs(d.summary.wall, "-w/--summary-wall-clock");
    needs(d.summary_columns, "-U/--summary-columns");
    needs(d.summary.by_task, "--summary-by");
    needs(d.summary.chart, "--summary-chart");
    if (d.counting != counting::no && (d.f > 1 || d.long_separate) && !(d.summary.by_task && d.output))
        throw usage_error(std::string(either) + " and -ff/--output-separately are mutually exclusive");
    if (d.summary_sorted && d.counting == counting::no)
        d.warnings.push_back("-S/--summary-sort-by has no effect without " + std::string(either));
    if (d.counting != counting::only) return;
    const std::pair<bool, const char*> pointless[] = {
        {d.lines.instruction_pointer, "-i/--instruction-pointer"},
        {d.k > 0 || d.stacks != stacks::none, "-k/--stack-traces"},
        {d.lines.number, "-n/--syscall-number"},
        {d.lines.values.argument_names, "-N/--arg-names"},
        {d.lines.relative.has_value(), "-r/--relative-timestamps"},
        {d.t > 0 || d.long_time.has_value(), "-t/--absolute-timestamps"},
        {d.lines.duration.has_value(), "-T/--syscall-times"},
        {d.y > 0 || d.long_fds, "-y/--decode-fds"},
    };
    for (const auto& [given, option] : pointless)
        if (given) d.warnings.push_back(std::string(option) + " has no effect with -c/--summary-only");
}

}  // namespace whytrace::cli
