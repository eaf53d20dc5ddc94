// Composing lines.
// Not here: values (value_text.cpp), what stands before a line (leader.cpp), results (result_text.cpp).
// The hard part: the order of beginnings is kept. A line that begins now comes after every call that began before it, so those are
// shown first; a call that ends while only later ones are held leaves them where they are.
#include "output/text.hpp"

#include "output/result_text.hpp"
#include "text/format.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <variant>

namespace whytrace::output {

namespace {

constexpr std::string_view unfinished = " <unfinished ...>";

/// One is on the page, and no comma behind it.
bool wants_comma(const flight& f) {
    return f.written != 0 && !f.separated &&
           std::any_of(f.tree->args.begin(), f.tree->args.begin() + f.written, std::identity{});
}

// Names in a program's files may be anything, so they are escaped as strings are.
void append_name_safely(std::string& out, std::string_view name) {
    for (const char c : name) {
        if (c >= ' ' && c <= '~')
            out += c;
        else
            fmt::format_to(std::back_inserter(out), "\\{:03o}", static_cast<unsigned char>(c));
    }
}

}  // namespace

void text::show(const record& r) {
    std::visit([this](const auto& what) { on(what); }, r);
}

void text::on(const records::call_began& r) {
    flight& f = *r.f;
    f.shown = flight::line::held;
    f.age = 0;
    f.written = 0;
    f.separated = false;
    if (style_.whole_calls) return;
    channel& page = pages_.of(f.from.tid);
    page.held.push_back(&f);
    if (page.held.size() <= calls_held) return;
    show_held(page, calls_held / 2);
    deliver(page);
}

void text::on(const records::call_ended& r) {
    flight& f = *r.f;
    channel& page = pages_.of(f.from.tid);
    continue_call(page, f, r.from);
    append_arguments(f, f.tree->args.size());
    append_column();
    if (style_.values.colours) out_ += style_.values.colours->begin(r.outcome.is_error ? role::error : role::retval);
    auto plain = style_.values;
    plain.colours = nullptr;  // all of it in one
    append_result(out_, f, r.outcome, plain);
    if (style_.values.colours) out_ += style_.values.colours->end();
    if (style_.duration) {
        out_ += " <";
        append_seconds(out_, r.from.at.steady - f.from.at.steady, *style_.duration);
        out_ += '>';
    }
    out_ += '\n';
    if (!r.dump.empty()) [[unlikely]]
        out_ += r.dump;
    append_stack(r.stack);
    deliver(page);
}

void text::on(const records::call_lost& r) {
    flight& f = *r.f;
    channel& page = pages_.of(f.from.tid);
    continue_call(page, f, r.from);
    append_known(f);
    if (f.partial) out_ += unfinished;
    append_column();
    out_ += "?\n";
    deliver(page);
    f.shown = flight::line::interrupted;
    f.shed();
}

void text::on(const records::call_left& r) {
    flight& f = *r.f;
    if (f.shown == flight::line::interrupted) return;  // nothing more is said of it, as in strace
    channel& page = pages_.of(f.from.tid);
    continue_call(page, f, f.from);
    append_known(f);
    out_ += " <detached ...>\n";
    deliver(page);
}

void text::on(const records::call_waits& r) {
    channel& page = pages_.of(r.f->from.tid);
    show_held(page, page.held_through(*r.f));
    deliver(page);
}

void text::on(const records::call_moved& r) {
    flight& f = *r.f;
    if (f.shown != flight::line::interrupted && !style_.whole_calls) {
        channel& page = pages_.of(f.from.tid);
        continue_call(page, f, f.from);
        append_known(f);
        fmt::format_to(std::back_inserter(out_), " <pid changed to {} ...>\n", r.to);
        deliver(page);
        f.shown = flight::line::interrupted;
    }
}

void text::on(const records::signal& r) {
    channel& page = pages_.of(r.from.tid);
    begin_line(page, r.from);
    const auto name = signal_name(r.number);
    fmt::format_to(std::back_inserter(out_), "--- {} ", name);
    append_value(out_, *r.info, r.node, style_.values);
    out_ += " ---\n";
    append_stack(r.stack);
    deliver(page);
}

void text::on(const records::stopped& r) {
    channel& page = pages_.of(r.from.tid);
    begin_line(page, r.from);
    fmt::format_to(std::back_inserter(out_), "--- stopped by {} ---\n", signal_name(r.signal));
    deliver(page);
}

void text::on(const records::exited& r) {
    if (!style_.exits) return;
    channel& page = pages_.of(r.from.tid);
    begin_line(page, r.from);
    fmt::format_to(std::back_inserter(out_), "+++ exited with {} +++\n", r.code);
    append_stack(r.stack);
    deliver(page);
}

void text::on(const records::killed& r) {
    if (!style_.fatal_signals.test(static_cast<std::size_t>(r.signal))) return;
    channel& page = pages_.of(r.from.tid);
    begin_line(page, r.from);
    fmt::format_to(std::back_inserter(out_), "+++ killed by {} {}+++\n", signal_name(r.signal),
                   r.core ? "(core dumped) " : "");
    deliver(page);
}

void text::on(const records::superseded& r) {
    if (!style_.supersessions) return;
    channel& page = pages_.of(r.from.tid);
    begin_line(page, r.from);
    fmt::format_to(std::back_inserter(out_), "+++ superseded by execve in pid {} +++\n", r.by);
    deliver(page);
}

void text::on(const records::mode_change& r) {
    if (!style_.modes) return;
    channel& page = pages_.of(r.from.tid);
    begin_line(page, r.from);
    fmt::format_to(std::back_inserter(out_), "[ Process PID={} runs in {} bit mode. ]\n", r.from.tid,
                   8 * word_size(r.to));
    deliver(page);
}

void text::on(const records::aside&) {
    pages_.each([this](channel& page) {
        show_held(page, page.held.size());
        interrupt(page);
        deliver(page);
    });
}

void text::on(const records::pause& r) {
    pages_.each([this, &r](channel& page) {
        show_held(page, page.age(&flight::age));
        deliver(page);
        if (r.flush) page.to->flush();
    });
}

void text::on(const records::finished&) {
    on(records::aside{});
    pages_.each([](channel& page) { page.to->flush(); });
}

bool text::unsettled() {
    bool any = false;
    pages_.each([&any](channel& page) { any |= !page.held.empty() || page.to->unflushed(); });
    return any;
}

void text::on(const records::task_gone& r) { pages_.close(r.tid); }

void text::show_held(channel& page, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        flight& f = *page.held[i];
        interrupt(page);
        begin_call(f);
        append_known(f);
        f.shed();
        f.shown = flight::line::open;
        page.open = &f;
    }
    page.let_go(count);
}

void text::interrupt(channel& page) {
    if (!page.open) return;
    page.open->shown = flight::line::interrupted;
    page.open = nullptr;
    out_ += unfinished;
    out_ += '\n';
}

void text::begin_line(channel& page, const origin& from) {
    show_held(page, page.held.size());
    interrupt(page);
    line_start_ = out_.size();
    before_ = 0;
    leader_.append(out_, from);
}

void text::begin_call(flight& f) {
    line_start_ = out_.size();
    before_ = 0;
    leader_.append(out_, f.from);
    const auto* colours = style_.values.colours;
    if (colours) out_ += colours->begin(role::syscall);
    append_call_name(out_, f.what.abi, f.what.nr);
    if (colours) out_ += colours->end();
    append_painted(out_, colours, role::punct, "(");
}

void text::continue_call(channel& page, flight& f, const origin& now) {
    switch (f.shown) {
    case flight::line::held: {
        if (style_.whole_calls) {
            begin_call(f);
            break;
        }
        show_held(page, page.held_through(f) - 1);
        page.let_go(1);
        interrupt(page);
        begin_call(f);
        break;
    }
    case flight::line::open:
        line_start_ = 0;
        before_ = f.column;
        page.open = nullptr;
        break;
    case flight::line::interrupted:
        begin_line(page, now);
        if (style_.values.colours) out_ += style_.values.colours->begin(role::call);
        out_ += "<... ";
        append_call_name(out_, f.what.abi, f.what.nr);
        out_ += " resumed>";
        if (style_.values.colours) out_ += style_.values.colours->end();
        break;
    }
}

void text::append_known(flight& f) {
    if (!f.tree) return;  // done before
    append_arguments(f, f.tree->known);
    f.partial = f.written < f.tree->args.size();
    if (f.partial && wants_comma(f)) {
        out_ += ", ";
        f.separated = true;
    }
}

void text::append_arguments(flight& f, std::size_t end) {
    if (f.written >= end) return;
    output::append_arguments(out_, *f.tree, f.written, end, wants_comma(f), style_.values);
    f.separated = false;
    f.written = static_cast<std::uint32_t>(end);
}

void text::append_column() {
    append_painted(out_, style_.values.colours, role::punct, ")");
    const std::size_t taken = column();
    out_.append(taken < style_.columns ? style_.columns - taken : 1, ' ');
    append_painted(out_, style_.values.colours, role::punct, "=");
    out_ += ' ';
}

std::size_t text::column() const {
    const auto line = std::string_view(out_).substr(line_start_);
    return before_ + (style_.values.colours ? visible_size(line) : line.size());
}

void text::append_stack(std::span<const frame> stack) {
    const auto to = std::back_inserter(out_);
    for (const frame& f : stack) {
        if (f.file.empty()) {
            fmt::format_to(to, " > unexpected_backtracing_error [{:#x}]\n", f.address);
            continue;
        }
        out_ += " > ";
        append_name_safely(out_, f.file);
        out_ += '(';
        append_name_safely(out_, f.symbol);
        if (!f.symbol.empty()) fmt::format_to(to, "+{:#x}", f.offset);
        fmt::format_to(to, ") [{:#x}]", f.address);
        if (!f.source.empty()) {
            out_ += ' ';
            append_name_safely(out_, f.source);
            fmt::format_to(to, ":{}", f.line);
        }
        out_ += '\n';
    }
}

void text::deliver(channel& page) {
    if (out_.empty()) return;
    if (page.open) page.open->column = static_cast<std::uint32_t>(column());
    page.to->write(out_);
    out_.clear();
    line_start_ = before_ = 0;
}

}  // namespace whytrace::output
