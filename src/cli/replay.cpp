// Entries become records and messages.
// Not here: how either looks.
// The hard part: a call of which only the end is in the file (a selection made with another tool) begins and ends at once.
#include "cli/replay.hpp"

#include "cli/view.hpp"
#include "text/format.hpp"

#include <utility>

namespace whytrace::cli {

using read::entry;

replay::replay(const options& o, messages& m, output::format& shown) : options_(o), messages_(m), format_(shown) {
    if (!o.paths.empty() || o.descriptors) filter_.emplace(o);
}

read::detail replay::detail_of(const options& o, const call& c) {
    return {o.abbreviated.contains(c.abi, c.nr),
            o.decode.string_limit,
            o.decode.descriptors != fd_detail::none,
            o.decode.comms,
            o.decode.contexts,
            !o.paths.empty() || o.descriptors};
}

void replay::show(entry& e) {
    using enum entry::event;
    if (e.what != attach) say_attached();
    if (e.what != detach) say_detached();
    if (e.from.at.steady != 0) last_ = e.from.at;
    auto& from = e.from;
    switch (e.what) {
    case enter:
        if (options_.calls.contains(e.call.abi, e.call.nr)) begin(e);
        break;
    case syscall:
        if (options_.calls.contains(e.call.abi, e.call.nr)) this->end(e);
        break;
    case waits: show_waiting(e.from.tid); break;
    case moved: renumber(e); break;
    case signal:
        if (options_.signals.test(static_cast<std::size_t>(e.signal) % options_.signals.size()))
            show_record(output::records::signal{from, e.signal, &e.tree, e.info, stack_of(e)});
        break;
    case stop:
        if (options_.signals.test(static_cast<std::size_t>(e.signal) % options_.signals.size()))
            show_record(output::records::stopped{from, e.signal});
        break;
    case exited:
        show_record(output::records::exited{from, e.code, stack_of(e)});
        gone(from.tid);
        break;
    case killed:
        show_record(output::records::killed{from, e.signal % 256, e.core});
        gone(from.tid);
        break;
    case superseded:
        show_record(output::records::superseded{from, e.other});
        tasks_.erase(from.tid);
        break;
    case mode: show_record(output::records::mode_change{from, e.mode}); break;
    case attach:
    case fork:
        show_record(output::records::started{from, e.other, e.how, e.kind});
        note_attached(e);
        break;
    case exec:
        if (e.other != 0) {
            if (auto node = tasks_.extract(e.other); !node.empty()) {
                node.mapped().call.from.tid = node.key() = from.tid;
                tasks_.insert(std::move(node));
            }
            show_record(output::records::task_gone{e.other});
        }
        show_record(output::records::executed{from, e.other != 0 ? e.other : from.tid, e.program});
        break;
    case detach:
        show_record(output::records::detached{from});
        gone(from.tid);
        let_go_.push_back(from.tid);
        break;
    case start:
    case entry::event::end:
    case other: break;
    }
}

void replay::finish() {
    say_attached();
    say_detached();
    show_record(output::records::finished{last_});
}

std::span<const frame> replay::stack_of(const entry& e) const {
    if (options_.stacks == stacks::none && options_.shape == shape::text) return {};
    return e.stack;
}

std::string_view replay::dump_of(const entry& e) const {
    if (!options_.dump_read && !options_.dump_written) return {};
    return e.dump;
}

void replay::take_call(task& t, entry& e) {
    auto& f = t.call;
    f.from = e.from;
    f.what = e.call;
    f.style = {.abbreviate = options_.abbreviated.contains(e.call.abi, e.call.nr), .raw = e.raw};
    f.altered = e.altered;
    if (!f.tree) f.tree = trees_.take();
    std::swap<value_tree>(*f.tree, e.tree);
}

void replay::begin(entry& e) {
    task& t = tasks_[e.from.tid];
    t.state = call_state::passed_over;
    if (filter_ && !filter_->matches_recorded(e.whole)) return;
    take_call(t, e);
    t.state = call_state::open;
    if (options_.counting != counting::only && options_.status == status::all)
        show_record(output::records::call_began{&t.call});
}

void replay::end(entry& e) {
    task& t = tasks_[e.from.tid];
    const bool begun =
        e.resumed && t.state != call_state::none && t.state != call_state::passed_over && t.call.what.nr == e.call.nr;
    if (filter_ && !filter_->matches_recorded(e.whole)) {
        t.state = call_state::none;
        return;
    }
    take_call(t, e);
    const std::uint64_t how = e.end == entry::ending::lost       ? status::unfinished
                              : e.end == entry::ending::detached ? status::detached
                              : e.outcome.is_error               ? status::failed
                                                                 : status::successful;
    t.state = e.end == entry::ending::lost ? call_state::ended : call_state::none;
    if (summary_ && e.end == entry::ending::returned)
        summary_->add(e.from.tid, e.call.abi, e.call.nr, e.outcome.is_error, {e.from.at.steady, e.from.at.steady},
                      {e.after.at.steady, e.after.at.steady});
    if (options_.counting == counting::only || !(options_.status & how)) return;
    if (!begun || options_.status != status::all) show_record(output::records::call_began{&t.call});
    switch (e.end) {
    case entry::ending::returned:
        return show_record(output::records::call_ended{&t.call, e.outcome, e.after, stack_of(e), dump_of(e)});
    case entry::ending::lost: return show_record(output::records::call_lost{&t.call, e.after});
    case entry::ending::detached: return show_record(output::records::call_left{&t.call});
    }
}

void replay::show_waiting(pid_t tid) {
    const auto known = tasks_.find(tid);
    if (known == tasks_.end() || known->second.state != call_state::open) return;
    if (options_.counting != counting::only && options_.status == status::all)
        show_record(output::records::call_waits{&known->second.call});
}

void replay::renumber(entry& e) {
    const auto known = tasks_.find(e.from.tid);
    if (known == tasks_.end() || known->second.state != call_state::open) return;
    if (options_.status == status::all) show_record(output::records::call_moved{&known->second.call, e.other});
    known->second.call.from.tid = e.other;
}

void replay::gone(pid_t tid) {
    show_record(output::records::task_gone{tid});
    tasks_.erase(tid);
}

void replay::note_attached(const entry& e) {
    if (options_.quiet & quiet::attach || e.how == birth::launched) return;
    if (e.how == birth::forked) return messages_.say(fmt::format("Process {} attached", e.from.tid));
    if (attached_ != 0 && e.from.tgid != attached_process_) say_attached();
    if (attached_ == 0) {
        attached_ = e.from.tid;
        attached_process_ = e.from.tgid;
    }
    ++attached_threads_;
}

void replay::say_attached() {
    if (attached_ == 0) return;
    messages_.say(attached_threads_ > 1
                      ? fmt::format("Process {} attached with {} threads", attached_, attached_threads_)
                      : fmt::format("Process {} attached", attached_));
    attached_ = 0;
    attached_threads_ = 0;
}

void replay::say_detached() {
    for (const pid_t tid : std::exchange(let_go_, {}))
        if (!(options_.quiet & quiet::attach)) messages_.say(fmt::format("Process {} detached", tid));
}

namespace {

/// What the trace's own command line would have decided.
void complete(options& o, const read::entry& start) {
    if (start.what != read::entry::event::start) return;
    if (o.output && !o.separate && o.lines.tids == output::ids::never && start.follow)
        o.lines.tids = output::ids::always;
    if (o.output && start.launched && !o.quiet_given) {
        o.quiet = quiet::attach | quiet::personality;
        o.lines.modes = false;
    }
}

}  // namespace

void read_recording(options o, messages& m) {
    for (const auto& warning : o.warnings) m.say(warning);
    read::recording recording(*o.read);
    const read::detail_chooser detail = [&o](const call& c) { return replay::detail_of(o, c); };
    read::entry e;
    bool more = recording.next(e, detail);
    complete(o, e);
    if (e.what == read::entry::event::start && !e.descriptors && !o.paths.empty())
        m.say("the recording, made without -y, does not say what descriptors are: -P finds calls by file names only");
    view shown(o, m);
    std::optional<messages::room> shared_terminal;
    if (!o.output) shared_terminal.emplace(m, [&shown] { shown.format().show(output::records::aside{}); });
    replay r(o, m, shown.format());
    if (o.counting != counting::no) r.count(shown.summary());
    for (; more; more = recording.next(e, detail)) r.show(e);
    r.finish();
    if (recording.cut() != 0)
        m.say(fmt::format("{}: the last line is cut: {} bytes of an event are left out", *o.read, recording.cut()));
    else if (recording.open_ended())
        m.say(fmt::format("{}: the recording has no end: the trace still goes on, or was killed", *o.read));
}

}  // namespace whytrace::cli
