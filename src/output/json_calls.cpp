// Writing calls.
// Not here: other events (json.cpp), values (json_value.cpp).
// The hard part: the order of objects. A beginning is written before everything that began or happened later, so that text made from
// a part of the objects (the calls of a set, those that failed) is what a trace of that part would have been.
#include "output/json.hpp"

#include "output/json_value.hpp"

#include <cstring>
#include <utility>

namespace whytrace::output {

void json::on(const records::call_began& r) {
    r.f->tree->revisited = true;
    r.f->told = false;
    r.f->told_age = 0;
    channel& page = pages_.of(r.f->from.tid);
    page.held.push_back(r.f);
    if (page.held.size() <= calls_held) return;
    show_held(page, calls_held / 2);
    deliver(page);
}

void json::on(const records::call_ended& r) {
    flight& f = *r.f;
    channel& page = pages_.of(f.from.tid);
    settle(page, f);
    write_call(page, "syscall", f, f.tree->args.size());
    out_.key("duration").number(r.from.at.steady - f.from.at.steady);
    write_resumption(f, r.from);
    write_result(f, r.outcome);
    if (!r.dump.empty()) out_.key("dump").text(r.dump);
    write_stack(r.stack);
    end_object();
    ++page.counted.calls;
    page.counted.failed += r.outcome.is_error;
    deliver(page);
    f.told = true;
}

void json::on(const records::call_lost& r) {
    flight& f = *r.f;
    channel& page = pages_.of(f.from.tid);
    settle(page, f);
    write_call(page, "syscall", f, f.tree->known);
    write_resumption(f, r.from);
    out_.key("unfinished").word("lost");
    end_object();
    ++page.counted.calls;
    deliver(page);
    f.told = true;
}

void json::on(const records::call_left& r) {
    flight& f = *r.f;
    channel& page = pages_.of(f.from.tid);
    settle(page, f);
    write_call(page, "syscall", f, f.tree->known);
    if (f.told) out_.key("resumed").boolean(true);
    out_.key("unfinished").word("detached");
    end_object();
    ++page.counted.calls;
    deliver(page);
}

void json::on(const records::call_waits& r) {
    channel& page = pages_.of(r.f->from.tid);
    show_held(page, page.held_through(*r.f));
    deliver(page);
}

void json::on(const records::call_moved& r) {
    flight& f = *r.f;
    channel& page = pages_.of(f.from.tid);
    const std::size_t count = page.held_through(f);
    tell_held(page, count);
    pass_held(page, count);
    begin_object(page, "moved");
    out_.key("pid").number(f.from.tgid);
    out_.key("tid").number(f.from.tid);
    out_.key("to").number(r.to);
    end_object();
    deliver(page);
}

void json::tell_held(channel& page, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        flight& f = *page.held[i];
        if (std::exchange(f.told, true)) continue;
        write_call(page, "enter", f, f.tree->known);
        end_object();
    }
}

void json::pass_held(channel& page, std::size_t count) {
    page.let_go(count);
    page.open = nullptr;
}

void json::pass_all_held(channel& page) {
    tell_held(page, page.held.size());
    pass_held(page, page.held.size());
}

void json::show_held(channel& page, std::size_t count) {
    tell_held(page, count);
    for (std::size_t i = 0; i < count; ++i) {
        page.open = page.held[i];
        begin_object(page, "waits");
        out_.key("pid").number(page.open->from.tgid);
        out_.key("tid").number(page.open->from.tid);
        end_object();
    }
    page.let_go(count);
}

void json::settle(channel& page, flight& f) {
    if (const std::size_t count = page.held_through(f); count != 0) {
        tell_held(page, count - 1);
        pass_held(page, count);
    } else if (std::exchange(page.open, nullptr) == &f) {
        tell_held(page, page.held.size());
    } else {
        pass_all_held(page);
    }
}

void json::write_call(channel& page, std::string_view event, const flight& f, std::size_t arguments) {
    begin_event(page, event, f.from);
    const auto name = call_name(f.what.abi, f.what.nr);
    out_.key("name").text(name);
    out_.key("number").number(f.what.nr);
    if (f.from.nr != f.what.nr) out_.key("through").number(f.from.nr);
    out_.key("abi").word(abi_names[static_cast<std::size_t>(f.what.abi)]);
    out_.key("ip").hexadecimal(f.from.ip);
    if (f.style.raw) out_.key("raw").boolean(true);
    out_.key("args").begin_array();
    for (std::size_t i = 0; i < arguments; ++i)
        if (f.tree->args[i] != 0) write_value(out_, *f.tree, f.tree->args[i]);
    out_.end_array();
    if (arguments < f.tree->args.size()) out_.key("pending").number(std::uint64_t{f.tree->args.size() - arguments});
}

void json::write_resumption(const flight& f, const origin& now) {
    if (now.crowded) out_.key("crowded_after").boolean(true);
    if (!f.told) return;
    out_.key("resumed").boolean(true);
    out_.key("end_time").decimal(now.at.wall);
    out_.key("end_monotonic").decimal(now.at.steady);
    if (now.comm.text() != f.from.comm.text()) out_.key("comm_after").bytes(now.comm.text());  // execve
    if (now.context != f.from.context) out_.key("context_after").text(now.context ? *now.context : "");
}

void json::write_result(const flight& f, const result& r) {
    if (r.is_error) {
        const int error = r.error();
        const auto name = errno_name(error);
        out_.key("result");
        if (r.restarts())
            out_.null();
        else
            out_.number(-1);
        out_.key("error").begin_object();
        out_.key("number").number(error);
        out_.key("name").word(name);
        out_.key("text").text(name.empty() ? std::string_view{} : std::strerror(error));
        out_.end_object();
        if (r.restarts()) out_.key("restarted").boolean(true);
    } else {
        out_.key("result").number(word_size(f.what.abi) == 4 ? static_cast<std::int32_t>(r.value) : r.value);
        if (f.tree->returned != 0) {
            out_.key("returned");
            write_value(out_, *f.tree, f.tree->returned);
        }
    }
    if (f.tree->note != 0) {
        out_.key("note");
        write_value(out_, *f.tree, f.tree->note);
    }
    const auto& a = f.altered;
    if (!a.arguments && !a.result && !a.delayed) return;
    out_.key("injected").begin_array();
    if (a.arguments) out_.word("args");
    if (a.result) out_.word("result");
    if (a.delayed) out_.word("delay");
    out_.end_array();
}

}  // namespace whytrace::output
