// Putting steps below their lines.
// Not here: how a step reads (narrate_steps.cpp).
// The hard part: calls that nobody wants to see (filtered, or our own before the program's execve) must not fill the next line's story.
#include "output/narrate.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <type_traits>
#include <utility>

namespace whytrace::output {

namespace {

constexpr int pauses_until_shown = 3;
constexpr std::string_view dim = "2", blue = "34";

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

}  // namespace

void narrator::show(const record& r) {
    std::visit(
        [&]<class R>(const R& what) {
            if constexpr (std::is_same_v<R, records::call_began>) {
                waiting_.push_back({what.f, 0});  // shown with its end, or when it takes long
                return;
            } else if constexpr (has_flight<R>) {
                begin(what.f);
            } else if constexpr (std::is_same_v<R, records::pause>) {
                bool old = false;
                for (auto& w : waiting_) old |= ++w.age >= pauses_until_shown;
                while (old && !waiting_.empty()) begin(waiting_.front().f);
                if (old) text_.show(records::aside{});
            }
            text_.show(r);
            if constexpr (std::is_same_v<R, records::call_ended> || std::is_same_v<R, records::call_lost>) {
                returns_ += std::is_same_v<R, records::call_ended>;
                if (std::is_same_v<R, records::call_lost>)
                    if (auto& steps = tasks_[what.from.tid].steps;
                        !steps.empty() && steps.back().what != step::kind::end)
                        steps.push_back({step::kind::other, "", "it does not come back", 0, topic::no_return});
                tell(what.from.tid);
            } else if constexpr (is_line<R>) {
                tell(what.from.tid);
            } else if constexpr (std::is_same_v<R, records::executed>) {
                if (what.former != what.from.tid) tasks_[what.from.tid] = std::move(tasks_[what.former]);
            } else if constexpr (std::is_same_v<R, records::task_gone>) {
                tasks_.erase(what.tid);
            } else if constexpr (std::is_same_v<R, records::finished>) {
                tell_sum(what.at);
            }
        },
        r);
}

void narrator::begin(flight* f) {
    const auto found = std::ranges::find(waiting_, f, &waiting::f);
    if (found == waiting_.end()) return;
    waiting_.erase(found);
    ++calls_;
    text_.show(records::call_began{f});
}

void narrator::add(pid_t tid, step s) {
    task& t = tasks_[tid];
    const bool entry = s.what == step::kind::entry;
    t.steps.push_back(std::move(s));
    if (entry) pass_over(t);
}

// Two entries, and no line in between: the first call is not to be shown. Its story goes from its resumption to the next one's.
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
    s.erase(resumed_before(old), resumed_before(newest));
    ++t.passed_over;
}

void narrator::tell(pid_t tid) {
    task& t = tasks_[tid];
    last_ = tid;
    std::string out;
    if (t.passed_over > 0)
        out += painted(dim, fmt::format("  | ({} calls that are not shown came before)", t.passed_over)) + '\n';
    std::string shape;
    for (const step& s : t.steps)
        if (s.what != step::kind::read || shape.empty() || shape.back() != 'r') shape += static_cast<char>(s.what);
    if (known_.insert(shape).second)
        tell_steps(out, t);
    else if (!t.steps.empty())
        tell_folded(out, t);
    t.steps.clear();
    t.passed_over = 0;
    pages_.of(tid).to->write(out);
}

void narrator::tell_steps(std::string& out, const task& t) {
    for (const step& s : t.steps) {
        constexpr std::size_t column = 32;
        std::string line = "  | " + s.did;
        if (!s.did.empty() || !s.meaning.empty()) {
            line.append(line.size() + 2 < column + 4 ? column + 4 - line.size() : 2, ' ');
            out += painted(dim, line + s.meaning) + '\n';
        }
        tell_words(out, s.about);
    }
}

void narrator::tell_words(std::string& out, topic about) {
    if (style_.brief || about == topic::count) return;
    if (std::exchange(explained_[static_cast<std::size_t>(about)], true)) return;
    for (const auto line : words_about(about)) out += "  |   " + painted(blue, line) + '\n';
}

void narrator::tell_folded(std::string& out, const task& t) const {
    std::string entry, exit;
    std::size_t reads = 0, bytes = 0;
    const auto told = [&] {
        return reads == 0 ? std::string() : fmt::format(", {} read{} ({} bytes)", reads, reads == 1 ? "" : "s", bytes);
    };
    std::string line;
    for (const step& s : t.steps) {
        if (s.what == step::kind::read) {
            ++reads;
            bytes += s.bytes;
        } else if (s.what == step::kind::exit) {
            line += told() + "; exit";
            reads = bytes = 0;
        }
    }
    const bool call = std::ranges::any_of(t.steps, [](const step& s) { return s.what == step::kind::entry; });
    out += painted(dim, call ? "  | as above: entry" + line + told()
                             : fmt::format("  | as above, in {} steps", t.steps.size())) +
           '\n';
}

void narrator::tell_sum(const stamp&) {
    if (last_ == 0) return;
    pages_.of(last_).to->write(
        painted(dim,
                fmt::format(
                    "In all: {} calls shown, {} of which returned; {} stops, {} ptrace requests, {} reads of memory.",
                    calls_, returns_, stops_, requests_, reads_)) +
        '\n');
}

std::string narrator::painted(std::string_view code, std::string_view text) const {
    return style_.colour ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
}

}  // namespace whytrace::output
