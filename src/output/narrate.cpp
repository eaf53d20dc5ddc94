// Putting steps below their lines.
// Not here: how a step reads (narrate_steps.cpp), what is folded (narrate_folds.cpp).
// The hard part: calls that nobody wants to see (filtered, or our own before the program's execve) must not fill the next line's story.
#include "output/narrate.hpp"

#include "text/format.hpp"

#include <algorithm>
#include <iterator>
#include <type_traits>
#include <utility>

namespace whytrace::output {

namespace {

constexpr int pauses_until_shown = 3;
constexpr int most_kept = 100;  // steps of calls that are not shown

template <class R>
concept has_flight = requires(const R& r) {
    r.f;
};
template <class R>
concept has_origin = requires(const R& r) {
    r.from;
};

/// Records that are a line of their own.
template <class R>
constexpr bool is_line =
    std::is_same_v<R, records::signal> || std::is_same_v<R, records::stopped> || std::is_same_v<R, records::exited> ||
    std::is_same_v<R, records::killed> || std::is_same_v<R, records::superseded>;

/// Each with the resumption before it and what was asked about it.
std::vector<step> events_in(std::span<step> steps) {
    const auto is_event = [](const step& s) { return s.what == step::kind::event; };
    const auto goes_on = [](const step& s) { return s.what == step::kind::resume || s.what == step::kind::deliver; };
    std::vector<step> events;
    for (auto at = std::ranges::find_if(steps, is_event); at != steps.end();
         at = std::find_if(at, steps.end(), is_event)) {
        const auto end = std::find_if(at, steps.end(), goes_on);
        events.insert(events.end(), at == steps.begin() ? at : std::prev(at), end);
        at = end;
    }
    return events;
}

}  // namespace

void narrator::show(const record& r) {
    std::visit(
        [&]<class R>(const R& what) {
            if constexpr (std::is_same_v<R, records::call_began>) {
                waiting_.push_back({what.f, 0});  // shown with its end, or when it takes long
                return;
            } else if constexpr (std::is_same_v<R, records::call_ended>) {
                on_end(what);
                return;
            } else if constexpr (has_flight<R>) {
                begin(what.f);
            } else if constexpr (is_line<R>) {
                unfold(what.from.tid);
            } else if constexpr (std::is_same_v<R, records::pause>) {
                show_slow();
            } else if constexpr (std::is_same_v<R, records::task_gone>) {
                unfold(what.tid);
            } else if constexpr (std::is_same_v<R, records::finished>) {
                for (const auto& [tid, t] : tasks_) unfold(tid);
            }
            text_.show(r);
            if constexpr (std::is_same_v<R, records::call_lost>) {
                if (auto& steps = tasks_[what.from.tid].steps; !steps.empty() && steps.back().what != step::kind::end)
                    steps.push_back({step::kind::other, "", "it does not come back", "no exit", 0, topic::no_return});
                tell(what.from.tid);
            } else if constexpr (is_line<R>) {
                tell(what.from.tid);
            } else if constexpr (std::is_same_v<R, records::executed>) {
                if (what.former != what.from.tid) tasks_[what.from.tid] = std::move(tasks_[what.former]);
            } else if constexpr (std::is_same_v<R, records::task_gone>) {
                tasks_.erase(what.tid);
            } else if constexpr (std::is_same_v<R, records::finished>) {
                tell_sum();
            }
        },
        r);
}

void narrator::on_end(const records::call_ended& r) {
    ++returns_;
    const bool waits = std::ranges::find(waiting_, r.f, &waiting::f) != waiting_.end();
    const bool nothing_new = has_nothing_new(r);
    task& t = tasks_[r.from.tid];
    if (nothing_new && waits && t.in_row) return fold(r);
    begin(r.f);
    text_.show(r);
    if (nothing_new)
        t.steps.clear();
    else
        tell(r.from.tid, call_name(r.f->what.abi, r.f->what.nr));
    t.in_row = nothing_new;
}

void narrator::show_slow() {
    bool old = false;
    for (auto& w : waiting_) old |= ++w.age >= pauses_until_shown;
    while (old && !waiting_.empty()) begin(waiting_.front().f);
    if (old) text_.show(records::aside{});
}

void narrator::begin(flight* f) {
    const auto found = std::ranges::find(waiting_, f, &waiting::f);
    if (found == waiting_.end()) return;
    waiting_.erase(found);
    ++calls_;
    unfold(f->from.tid);
    text_.show(records::call_began{f});
}

void narrator::add(pid_t tid, step s) {
    task& t = tasks_[tid];
    const bool entry = s.what == step::kind::entry;
    t.steps.push_back(std::move(s));
    if (entry) pass_over(t);
}

// Two entries, and no line in between: the first call is not to be shown. Its story goes from its resumption to the next one's; of that
// the events stay, such as the birth of a task.
void narrator::pass_over(task& t) {
    auto& s = t.steps;
    const auto is = [](step::kind k) { return [k](const step& one) { return one.what == k; }; };
    const auto newest = std::prev(s.end());
    const auto old = std::find_if(s.begin(), newest, is(step::kind::entry));
    if (old == newest) return;
    const auto resumed_before = [&](auto at) {
        while (at != s.begin() && at->what != step::kind::resume && at->what != step::kind::deliver) --at;
        return at;
    };
    const auto first = resumed_before(old), last = resumed_before(newest);
    auto events = first - s.begin() < most_kept ? events_in({first, last}) : std::vector<step>();
    s.insert(s.erase(first, last), std::move_iterator(events.begin()), std::move_iterator(events.end()));
    ++t.passed_over;
}

void narrator::tell(pid_t tid, std::string_view call) {
    task& t = tasks_[tid];
    last_ = tid;
    t.in_row = false;
    std::string out;
    if (t.passed_over > 0)
        out += painted(dim, fmt::format("  | ({} calls that are not shown came before)", t.passed_over)) + '\n';
    if (!call.empty()) known_.insert(fmt::format("{} {}", shape_of(t.steps), call));
    tell_story(out, t.steps);
    t.steps.clear();
    t.passed_over = 0;
    pages_.of(tid).to->write(out);
}

void narrator::tell_story(std::string& out, std::span<const step> steps) {
    std::span<const step> folded;  // parts in a row that were told before
    while (!steps.empty()) {
        const auto part = first_part(steps);
        steps = steps.subspan(part.size());
        if (known_.insert(shape_of(part)).second) {
            if (!folded.empty()) tell_folded(out, folded);
            tell_steps(out, part);
            folded = {};
        } else {
            folded = {folded.empty() ? part.data() : folded.data(), folded.size() + part.size()};
        }
    }
    if (!folded.empty()) tell_folded(out, folded);
}

void narrator::tell_steps(std::string& out, std::span<const step> steps) {
    last_folded_.clear();
    const auto tell_step = [&](const step& s) {
        constexpr std::size_t column = 36;
        std::string line = "  | " + s.did;
        if (!s.did.empty() || !s.meaning.empty())
            out += painted(dim, fmt::format("{:<{}}{}", line += "  ", column, s.meaning)) + '\n';
        tell_words(out, s.about);
    };
    constexpr std::size_t most = 2;  // reads in a row
    while (!steps.empty()) {
        const auto reads = reads_at_start(steps);
        const auto told = reads > most + 1 ? most : std::max<std::size_t>(reads, 1);
        for (const step& s : steps.first(told)) tell_step(s);
        steps = steps.subspan(told);
        if (reads <= told) continue;
        const auto rest = steps.first(reads - told);
        steps = steps.subspan(rest.size());
        tell_step({step::kind::read,
                   "process_vm_readv",
                   fmt::format("{} times more, {} bytes", rest.size(), bytes_of(rest)),
                   {}});
    }
}

void narrator::tell_words(std::string& out, topic about) {
    if (style_.brief || about == topic::count) return;
    if (std::exchange(explained_[static_cast<std::size_t>(about)], true)) return;
    for (const auto line : words_about(about)) out += "  |   " + painted(blue, line) + '\n';
}

void narrator::tell_sum() {
    if (last_ == 0 || pages_.separate()) return;  // pages of their own have ended with their tasks
    pages_.of(last_).to->write(
        painted(dim,
                fmt::format("In all: {} calls, {} of which returned; {} stops, {} ptrace requests, {} reads of memory.",
                            calls_, returns_, stops_, requests_, reads_)) +
        '\n');
}

std::string narrator::painted(std::string_view code, std::string_view text) const {
    return style_.colour ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
}

}  // namespace whytrace::output
