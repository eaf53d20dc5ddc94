// What --narrate leaves out since it was told before.
// Not here: what is told (narrate.cpp).
// The hard part: news is never folded. A call has none if its story takes the plain way from stop to stop, and was told of a call of
// this name; calls that begin and end tasks (%process) always count as news.
#include "output/narrate.hpp"
#include "text/format.hpp"
#include "whytrace/decoder.hpp"

#include <algorithm>
#include <fmt/ranges.h>
#include <iterator>
#include <numeric>

namespace whytrace::output {

namespace {

bool is_about_tasks(const call& c) {
    static const auto bit = std::ranges::find(class_names(), "process") - class_names().begin();
    return call_classes(c.abi, c.nr) >> bit & 1;
}

}  // namespace

std::string shape_of(std::span<const step> steps) {
    std::string shape;
    for (const step& s : steps) {
        if (s.what == step::kind::read && shape.ends_with('r')) continue;
        shape += static_cast<char>(s.what);
        if (s.what == step::kind::event) shape += std::to_string(static_cast<int>(s.about));  // a fork is no exec
    }
    return shape;
}

std::size_t reads_at_start(std::span<const step> steps) {
    const auto other = std::ranges::find_if(steps, [](const step& s) { return s.what != step::kind::read; });
    return static_cast<std::size_t>(other - steps.begin());
}

std::size_t bytes_of(std::span<const step> reads) {
    return std::accumulate(reads.begin(), reads.end(), std::size_t{0},
                           [](std::size_t sum, const step& s) { return sum + s.bytes; });
}

std::span<const step> first_part(std::span<const step> steps) {
    const auto turn = std::ranges::find_if(
        steps, [](const step& s) { return s.what == step::kind::entry || s.what == step::kind::exit; });
    if (turn == steps.end()) return steps;
    const auto size = static_cast<std::size_t>(turn - steps.begin()) + 1;
    return steps.first(size + reads_at_start(steps.subspan(size)));
}

bool narrator::has_nothing_new(const records::call_ended& r) {
    const flight& f = *r.f;
    const auto& a = f.altered;
    if (is_about_tasks(f.what) || !r.dump.empty() || !r.stack.empty() || a.arguments || a.result || a.delayed)
        return false;
    const std::string shape = shape_of(tasks_[r.from.tid].steps);
    constexpr std::string_view plain = "cwferx";
    return shape.find_first_not_of(plain) == shape.npos &&
           known_.contains(fmt::format("{} {}", shape, call_name(f.what.abi, f.what.nr)));
}

void narrator::fold(const records::call_ended& r) {
    std::erase_if(waiting_, [&](const waiting& w) { return w.f == r.f; });
    ++calls_;
    task& t = tasks_[r.from.tid];
    t.steps.clear();
    t.crowded = r.from.crowded;
    std::string name;
    append_call_name(name, r.f->what.abi, r.f->what.nr);
    auto found = std::ranges::find(t.folded, name, &counted::name);
    if (found == t.folded.end()) found = t.folded.insert(found, {name});
    ++found->calls;
    found->failed += r.outcome.is_error;
}

/// The line that stands for the calls of a row but the first.
void narrator::unfold(pid_t tid) {
    task& t = tasks_[tid];
    if (t.folded.empty()) return;
    std::ranges::stable_sort(t.folded, std::greater{}, &counted::calls);
    std::size_t all = 0;
    std::vector<std::string> words;
    for (const counted& c : t.folded) {
        all += c.calls;
        words.push_back(c.calls == 1 ? c.name : fmt::format("{} {}", c.calls, c.name));
        if (c.failed > 0) words.back() += fmt::format(" ({} failed)", c.failed);
    }
    text_.show(records::aside{});  // no line is open now
    const auto whose = t.crowded && !pages_.separate() ? fmt::format(" of {}", tid) : std::string();
    pages_.of(tid).to->write(
        painted(dim, fmt::format("  | {} more{}, as above: {}", all, whose, fmt::join(words, ", "))) + '\n');
    t.folded.clear();
    last_folded_.clear();
}

/// What was told before: its turning points. Lines in a row with the same ones share what stands below the first.
void narrator::tell_folded(std::string& out, std::span<const step> steps) {
    std::vector<std::string> points;
    while (!steps.empty()) {
        const auto reads = steps.first(reads_at_start(steps));
        if (reads.empty()) {
            if (!steps.front().brief.empty()) points.push_back(steps.front().brief);
            steps = steps.subspan(1);
        } else {
            points.push_back(
                fmt::format("{} read{} ({} bytes)", reads.size(), reads.size() == 1 ? "" : "s", bytes_of(reads)));
            steps = steps.subspan(reads.size());
        }
    }
    auto line = fmt::format("  | as above: {}", fmt::join(points, ", "));
    if (line != last_folded_) out += painted(dim, line) + '\n';
    last_folded_ = std::move(line);
}

}  // namespace whytrace::output
