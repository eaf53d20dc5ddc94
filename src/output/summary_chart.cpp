// The chart of --summary-chart: for each call its share of the time as a bar, and how its calls spread over powers of two of time.
// Not here: counting (summary.cpp), the table (summary_table.cpp).
// Nothing hard here. Plain characters only, so that it may be mailed; times are the clock's, since a processor's are too coarse.
#include "output/summary.hpp"
#include "text/format.hpp"

#include <algorithm>

namespace whytrace::output {

namespace {

constexpr std::size_t bar_length = 40;

/// Something that is there is seen, however small.
std::string bar(std::uint64_t part, std::uint64_t whole) {
    if (part == 0 || whole == 0) return {};
    const auto length = static_cast<double>(part) / static_cast<double>(whole) * static_cast<double>(bar_length);
    return std::string(std::max<std::size_t>(1, static_cast<std::size_t>(length + 0.5)), '#');
}

/// 2^power microseconds in the unit that people would say it in.
std::string microseconds(std::size_t power) {
    constexpr std::string_view units[] = {"us", "ms", "s"};
    std::size_t unit = 0;
    for (; power >= 10 && unit < 2; power -= 10) ++unit;  // 1024 for 1000: the scale is of powers of two
    return fmt::format("{} {}", std::uint64_t{1} << power, units[unit]);
}

}  // namespace

std::string summary_chart(const std::vector<summary_row>& rows, const call_counts& total) {
    std::string out;
    for (const summary_row& r : rows) {
        const call_counts& t = *r.counts;
        const auto own = static_cast<std::uint64_t>(t.wall.total), whole = static_cast<std::uint64_t>(total.wall.total);
        const double share = whole ? 100.0 * static_cast<double>(own) / static_cast<double>(whole) : 0;
        out += fmt::format("\n{}: {} call{}{}, {:.1f} % of the time\n", r.name, t.calls, t.calls == 1 ? "" : "s",
                           t.errors ? fmt::format(", {} error{}", t.errors, t.errors == 1 ? "" : "s") : "", share);
        if (own) out += fmt::format("{:>30} |{}\n", "share", bar(own, whole));
        const auto most = std::ranges::max_element(t.latencies);
        const auto first = std::ranges::find_if(t.latencies, [](auto n) { return n != 0; }) - t.latencies.begin();
        for (auto i = static_cast<std::size_t>(first); i < t.latencies.size(); ++i) {
            const std::string range = i == 0 ? "< " + microseconds(0) : microseconds(i - 1) + " .. " + microseconds(i);
            out += fmt::format("{:>20} {:>9} |{}\n", range, t.latencies[i], bar(t.latencies[i], *most));
        }
    }
    return out;
}

}  // namespace whytrace::output
