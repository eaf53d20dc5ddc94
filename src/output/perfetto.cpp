// Writing the timeline: a slice a call, names, arrows, instants.
// Not here: values (value_text.cpp).
// The hard part: the format's own rules. Times are microseconds; slices of a thread must not overlap; the list may lack its end, so it is
// a bare array, which viewers read as far as it goes.
#include "output/perfetto.hpp"

#include "output/result_text.hpp"
#include "text/format.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <variant>

namespace whytrace::output {

void perfetto::show(const record& r) {
    std::visit([this](const auto& what) { on(what); }, r);
}

bool perfetto::unsettled() {
    bool any = false;
    pages_.each([&any](channel& page) { any |= page.to->unflushed(); });
    return any;
}

void perfetto::on(const records::call_began& r) {
    r.f->tree->revisited = true;
    task& t = tasks_[r.f->from.tid];
    t.tgid = r.f->from.tgid;
    t.call = r.f;
    t.called = r.f->from.at.steady;
}

void perfetto::on(const records::call_ended& r) { end_call(*r.f, &r.outcome, r.from.at.steady, r.stack); }
void perfetto::on(const records::call_lost& r) { end_call(*r.f, nullptr, r.from.at.steady); }
void perfetto::on(const records::call_left& r) { end_call(*r.f, nullptr, std::max(last_, r.f->from.at.steady)); }

/// The slice ends here; what follows of the call is the other id's.
void perfetto::on(const records::call_moved& r) {
    end_call(*r.f, nullptr, std::max(last_, r.f->from.at.steady));
    task& t = tasks_[r.to];
    t.tgid = r.f->from.tgid;
}

void perfetto::on(const records::signal& r) {
    instant(signal_name(r.number), r.from);
    value_.clear();
    append_value(value_, *r.info, r.node, style_);
    out_.key("args").begin_object();
    out_.key("info").text(value_);
    out_.end_object();
    end_event();
}

void perfetto::on(const records::stopped& r) {
    instant(fmt::format("stopped by {}", signal_name(r.signal)), r.from);
    end_event();
}

void perfetto::on(const records::exited& r) {
    instant(fmt::format("exited with {}", r.code), r.from);
    end_event();
}

void perfetto::on(const records::killed& r) {
    instant(fmt::format("killed by {}", signal_name(r.signal)), r.from);
    end_event();
}

void perfetto::on(const records::superseded& r) {
    instant(fmt::format("superseded by execve in {}", r.by), r.from);
    end_event();
}

void perfetto::on(const records::started& r) {
    name_task(r.from);
    if (r.how == birth::forked) arrow(r);
}

void perfetto::on(const records::executed& r) {
    name_task(r.from);
    instant("exec", r.from);
    out_.key("args").begin_object();
    out_.key("program").text(r.program);
    out_.end_object();
    end_event();
}

void perfetto::on(const records::detached& r) {
    instant("detached", r.from);
    end_event();
}

void perfetto::on(const records::pause& r) {
    if (r.flush) pages_.each([](channel& page) { page.to->flush(); });
}

void perfetto::on(const records::task_gone& r) { tasks_.erase(r.tid); }

void perfetto::on(const records::finished& r) {
    for (auto& [tid, t] : tasks_)
        if (t.call) slice(*t.call, nullptr, std::max({last_, r.at.steady, t.called}));
    tasks_.clear();
    if (first_) line_ = "[";
    line_ += "\n]\n";
    channel& page = pages_.of(0);
    page.to->write(line_);
    page.to->flush();
    line_.clear();
}

void perfetto::end_call(const flight& f, const result* outcome, std::int64_t until, std::span<const frame> stack) {
    const auto known = tasks_.find(f.from.tid);
    if (known != tasks_.end()) {
        if (!known->second.call && outcome) return;  // lost already; it came back to fail (exit)
        known->second.call = nullptr;
    }
    slice(f, outcome, until, stack);
}

void perfetto::begin_event(std::string_view phase, std::string_view name, pid_t tgid, pid_t tid, std::int64_t at) {
    line_ = first_ ? "[\n" : ",\n";  // which json_writer takes for its own
    first_ = false;
    out_.begin_object();
    out_.key("ph").word(phase);
    out_.key("name").text(name);
    out_.key("pid").number(tgid);
    out_.key("tid").number(tid);
    if (phase != "M") write_microseconds("ts", at);
    last_ = std::max(last_, at);
}

void perfetto::end_event() {
    out_.end_object();
    pages_.of(0).to->write(line_);
    line_.clear();
}

void perfetto::write_microseconds(std::string_view key, std::int64_t ns) {
    std::array<char, 32> text;
    auto* end = std::to_chars(text.data(), text.data() + 24, ns / 1000).ptr;
    const auto rest = ns % 1000;
    *end++ = '.';
    *end++ = static_cast<char>('0' + rest / 100);
    *end++ = static_cast<char>('0' + rest / 10 % 10);
    *end++ = static_cast<char>('0' + rest % 10);
    out_.key(key).plain({text.data(), end});
}

/// `outcome`: null if its end was not seen.
void perfetto::slice(const flight& f, const result* outcome, std::int64_t until, std::span<const frame> stack) {
    const bool failed = outcome && outcome->is_error;
    value_.clear();
    append_call_name(value_, f.what.abi, f.what.nr);
    begin_event("X", value_, f.from.tgid, f.from.tid, f.from.at.steady);
    write_microseconds("dur", std::max<std::int64_t>(until - f.from.at.steady, 0));
    value_ = "syscall";
    const auto classes = class_names();
    for (std::size_t i = 0; i < classes.size(); ++i)
        if (call_classes(f.what.abi, f.what.nr) >> i & 1) (value_ += ',') += classes[i];
    if (failed) value_ += ",error";
    out_.key("cat").text(value_);
    if (failed) out_.key("cname").word("terrible");
    out_.key("args").begin_object();
    const std::size_t shown = outcome ? f.tree->args.size() : f.tree->known;
    for (std::size_t i = 0; i < shown; ++i) {
        if (f.tree->args[i] == 0) continue;
        value_.clear();
        append_value(value_, *f.tree, f.tree->args[i], style_);
        const auto argument = f.tree->nodes[f.tree->args[i]].name;
        out_.key(argument.empty() ? fmt::format("arg{}", i) : argument).text(value_);
    }
    if (outcome) {
        value_.clear();
        append_result(value_, f, *outcome, style_);
        out_.key("result").text(value_);
    } else {
        out_.key("unfinished").boolean(true);
    }
    if (!stack.empty()) {
        out_.key("stack").begin_array();
        for (const frame& one : stack) out_.text(one.symbol.empty() ? one.file : one.symbol);
        out_.end_array();
    }
    out_.end_object();
    end_event();
}

void perfetto::instant(std::string_view name, const origin& from) {
    begin_event("i", name, from.tgid, from.tid, from.at.steady);
    out_.key("s").word("t");
    out_.key("cat").word("event");
}

/// From the call that made the task, as far as it is known, to the first slice of the task.
void perfetto::arrow(const records::started& r) {
    const auto known = tasks_.find(r.parent);
    if (known == tasks_.end()) return;
    const task& parent = known->second;
    ++arrows_;
    const auto end = [&](std::string_view phase, pid_t tgid, pid_t tid, std::int64_t at) {
        begin_event(phase, fork_names[static_cast<std::size_t>(r.kind)], tgid, tid, at);
        out_.key("cat").word("fork");
        out_.key("id").number(arrows_);
        end_event();
    };
    end("s", parent.tgid, r.parent, parent.called != 0 ? parent.called : r.from.at.steady);
    end("f", r.from.tgid, r.from.tid, r.from.at.steady);
}

void perfetto::name_task(const origin& from) {
    task& t = tasks_[from.tid];
    t.tgid = from.tgid;
    for (const std::string_view what : {"process_name", "thread_name"}) {
        if (what == "process_name" && from.tid != from.tgid) continue;
        begin_event("M", what, from.tgid, from.tid, 0);
        out_.key("args").begin_object();
        out_.key("name").text(from.comm.text());
        out_.end_object();
        end_event();
    }
}

}  // namespace whytrace::output
