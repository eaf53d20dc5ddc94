// Writing events.
// Not here: calls (json_calls.cpp), values (json_value.cpp).
// Nothing hard here: an event is an object, and an object a line.
#include "output/json.hpp"

#include "output/json_value.hpp"

#include <sys/utsname.h>
#include <variant>

namespace whytrace::output {

void json::show(const record& r) {
    std::visit([this](const auto& what) { on(what); }, r);
}

bool json::unsettled() {
    bool any = false;
    pages_.each([&any](channel& page) { any |= !page.held.empty() || page.to->unflushed(); });
    return any;
}

void json::on(const records::signal& r) {
    channel& page = pages_.of(r.from.tid);
    pass_all_held(page);
    begin_moment(page, "signal", r.from);
    write_signal(r.number);
    out_.key("info");
    write_value(out_, *r.info, r.node);
    write_stack(r.stack);
    end_object();
    ++page.counted.signals;
    deliver(page);
}

void json::on(const records::stopped& r) {
    channel& page = pages_.of(r.from.tid);
    pass_all_held(page);
    begin_moment(page, "stop", r.from);
    write_signal(r.signal);
    end_object();
    deliver(page);
}

void json::on(const records::exited& r) {
    channel& page = pages_.of(r.from.tid);
    pass_all_held(page);
    begin_moment(page, "exit", r.from);
    out_.key("code").number(r.code);
    write_stack(r.stack);
    end_object();
    deliver(page);
}

void json::on(const records::killed& r) {
    channel& page = pages_.of(r.from.tid);
    pass_all_held(page);
    begin_moment(page, "exit", r.from);
    write_signal(r.signal);
    out_.key("core").boolean(r.core);
    end_object();
    deliver(page);
}

void json::on(const records::superseded& r) {
    channel& page = pages_.of(r.from.tid);
    pass_all_held(page);
    begin_moment(page, "exit", r.from);
    out_.key("superseded_by").number(r.by);
    end_object();
    deliver(page);
}

void json::on(const records::mode_change& r) {
    channel& page = pages_.of(r.from.tid);
    tell_all_held(page);
    begin_moment(page, "mode", r.from);
    out_.key("abi").word(abi_names[static_cast<std::size_t>(r.to)]);
    end_object();
    deliver(page);
}

void json::on(const records::started& r) {
    channel& page = pages_.of(r.from.tid);
    tell_all_held(page);
    begin_event(page, r.how == birth::forked ? "fork" : "attach", r.from);
    if (r.how == birth::forked) {
        out_.key("parent").number(r.parent);
        out_.key("child").number(r.from.tid);
        out_.key("kind").word(fork_names[static_cast<std::size_t>(r.kind)]);
    } else {
        out_.key("how").word(r.how == birth::launched ? "launched" : "attached");
    }
    end_object();
    ++page.counted.tasks;
    deliver(page);
}

void json::on(const records::executed& r) {
    channel& page = pages_.of(r.from.tid);
    begin_event(page, "exec", r.from);
    if (r.former != r.from.tid) out_.key("former").number(r.former);
    out_.key("program").bytes(r.program);
    end_object();
    deliver(page);
}

void json::on(const records::detached& r) {
    channel& page = pages_.of(r.from.tid);
    tell_all_held(page);
    begin_event(page, "detach", r.from);
    end_object();
    deliver(page);
}

void json::on(const records::pause& r) {
    pages_.each([this, &r](channel& page) {
        show_held(page, page.age(&flight::told_age));
        deliver(page);
        if (r.flush) page.to->flush();
    });
}

void json::on(const records::task_gone& r) {
    if (!pages_.separate()) return;
    end_page(pages_.of(r.tid), {});
    pages_.close(r.tid);
}

void json::on(const records::finished& r) {
    pages_.each([this, &r](channel& page) {
        tell_all_held(page);
        end_page(page, r.at);
        page.to->flush();
    });
}

void json::begin_object(channel& page, std::string_view event) {
    if (!page.begun) {
        page.begun = true;
        write_start();
    }
    out_.begin_object();
    out_.key("event").word(event);
}

void json::begin_event(channel& page, std::string_view event, const origin& from) {
    begin_object(page, event);
    write_stamp(from.at);
    out_.key("pid").number(from.tgid);
    out_.key("tid").number(from.tid);
    out_.key("comm").bytes(from.comm.text());
    if (from.context) out_.key("context").text(*from.context);
    if (from.crowded) out_.key("crowded").boolean(true);
}

/// Of a task that is not in a call, what the beginning of a line may say.
void json::begin_moment(channel& page, std::string_view event, const origin& from) {
    begin_event(page, event, from);
    out_.key("number").number(from.nr);
    if (from.ip_known) out_.key("ip").hexadecimal(from.ip);
}

void json::end_object() {
    out_.end_object();
    out_.end_line();
}

void json::write_stamp(const stamp& at) {
    out_.key("time").decimal(at.wall);
    out_.key("monotonic").decimal(at.steady);
}

void json::write_signal(int number) {
    out_.key("signal").begin_object();
    out_.key("number").number(number);
    out_.key("name").word(signal_name(number));
    out_.end_object();
}

void json::write_stack(std::span<const frame> stack) {
    if (stack.empty()) return;
    out_.key("stack").begin_array();
    for (const frame& f : stack) {
        out_.begin_object();
        if (!f.file.empty()) out_.key("file").bytes(f.file);
        if (!f.symbol.empty()) {
            out_.key("symbol").bytes(f.symbol);
            out_.key("offset").number(f.offset);
        }
        out_.key("address").hexadecimal(f.address);
        if (!f.source.empty()) {
            out_.key("source").bytes(f.source);
            out_.key("line").number(std::uint64_t{f.line});
        }
        out_.end_object();
    }
    out_.end_array();
}

void json::write_start() {
    utsname machine{};
    uname(&machine);
    out_.begin_object();
    out_.key("event").word("start");
    write_stamp(start_.at);
    out_.key("schema").number(schema_version);
    out_.key("version").text(start_.version);
    out_.key("kernel").text(machine.release);
    out_.key("architecture").text(machine.machine);
    const auto list = [this](std::string_view key, const std::vector<std::string>& words) {
        out_.key(key).begin_array();
        for (const auto& w : words) out_.bytes(w);
        out_.end_array();
    };
    list("options", start_.options);
    list("command", start_.command);
    out_.key("follow").boolean(start_.follow);
    if (start_.descriptors) out_.key("descriptors").boolean(true);
    out_.key("clock").begin_object();
    out_.key("time").word("CLOCK_REALTIME");
    out_.key("monotonic").word("CLOCK_MONOTONIC");
    out_.end_object();
    end_object();
}

void json::end_page(channel& page, const stamp& at) {
    begin_object(page, "end");
    if (at.wall != 0) write_stamp(at);
    out_.key("calls").number(page.counted.calls);
    out_.key("failed").number(page.counted.failed);
    out_.key("signals").number(page.counted.signals);
    out_.key("tasks").number(page.counted.tasks);
    end_object();
    deliver(page);
}

void json::deliver(channel& page) {
    if (line_.empty()) return;
    page.to->write(line_);
    line_.clear();
}

}  // namespace whytrace::output
