// Filling entries.
// Not here: values (values.cpp).
// The hard part: keys come in any order, and how much is wanted of the values depends on the call; so they are read last.
#include "read/fill.hpp"

#include "read/keys.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace whytrace::read {

namespace {

/// What is read only when all keys have been seen.
struct later {
    const json* args{};
    const json* returned{};
    const json* note{};
    const json* info{};
    const json* result{};
    const json* error{};
    const json* command{};
    const json* stack{};
    const json* context{};
    const json* context_after{};
    std::uint64_t pending{};
    std::string_view unfinished, how;
    std::int64_t duration{};
    const json* through{};
    bool has_signal{}, has_superseded{};
};

using event = entry::event;

event event_named(std::string_view name) {
    static constexpr std::pair<std::string_view, event> names[] = {
        {"syscall", event::syscall}, {"enter", event::enter}, {"signal", event::signal}, {"exit", event::exited},
        {"fork", event::fork},       {"exec", event::exec},   {"attach", event::attach}, {"detach", event::detach},
        {"stop", event::stop},       {"mode", event::mode},   {"moved", event::moved},   {"start", event::start},
        {"waits", event::waits},     {"end", event::end}};
    const auto found = std::ranges::find(names, name, &std::pair<std::string_view, event>::first);
    return found == std::end(names) ? event::other : found->second;
}

abi abi_named(std::string_view name) {
    const auto found = std::ranges::find(abi_names, name);
    if (found == abi_names.end()) throw strange("unknown abi '" + std::string(name) + "'");
    return static_cast<abi>(found - abi_names.begin());
}

fork_kind kind_named(std::string_view name) {
    const auto found = std::ranges::find(output::fork_names, name);
    if (found == output::fork_names.end()) throw strange("unknown kind '" + std::string(name) + "'");
    return static_cast<fork_kind>(found - output::fork_names.begin());
}

void set_name(output::task_name& to, const json& v) {
    std::string room;
    const auto name = bytes_of(v, room);
    to.size = static_cast<std::uint8_t>(name.copy(to.bytes.data(), to.bytes.size()));
}

int number_in(const json& v) {
    if (!v.IsObject() || !v.HasMember("number")) throw strange("a number is missing");
    return id_of(v["number"]);
}

/// Lines of ours, too.
std::string_view dump_of(const json& v) {
    const auto text = text_of(v);
    for (std::size_t at = 0; at < text.size(); at = std::min(text.find('\n', at), text.size()) + 1)
        plain(text.substr(at, text.find('\n', at) - at));
    return text;
}

void take(entry& e, later& l, key k, const json& v) {
    switch (k) {
    case key::event: e.what = event_named(text_of(v)); break;
    case key::time: e.from.at.wall = signed_of(v); break;
    case key::monotonic: e.from.at.steady = signed_of(v); break;
    case key::pid: e.from.tgid = id_of(v); break;
    case key::tid: e.from.tid = id_of(v); break;
    case key::comm: set_name(e.from.comm, v); break;
    case key::comm_after: set_name(e.after.comm, v); break;
    case key::crowded: e.from.crowded = truth_of(v); break;
    case key::crowded_after: e.after.crowded = truth_of(v); break;
    case key::number: e.from.nr = e.call.nr = unsigned_of(v); break;
    case key::abi: e.mode = e.call.abi = abi_named(text_of(v)); break;
    case key::ip:
        e.from.ip = e.call.ip = unsigned_of(v);
        e.from.ip_known = true;
        break;
    case key::through: l.through = &v; break;
    case key::raw: e.raw = truth_of(v); break;
    case key::args: l.args = &v; break;
    case key::pending: l.pending = unsigned_of(v); break;
    case key::duration: l.duration = signed_of(v); break;
    case key::end_time: e.after.at.wall = signed_of(v); break;
    case key::end_monotonic: e.after.at.steady = signed_of(v); break;
    case key::resumed: e.resumed = truth_of(v); break;
    case key::result: l.result = &v; break;
    case key::error: l.error = &v; break;
    case key::returned: l.returned = &v; break;
    case key::note: l.note = &v; break;
    case key::unfinished: l.unfinished = text_of(v); break;
    case key::signal:
        e.signal = number_in(v);
        l.has_signal = true;
        break;
    case key::info: l.info = &v; break;
    case key::injected:
        if (!v.IsArray()) throw strange("a list is missing");
        for (const auto& one : v.GetArray()) {
            const auto what = text_of(one);
            e.altered.arguments |= what == "args";
            e.altered.result |= what == "result";
            e.altered.delayed |= what == "delay";
        }
        break;
    case key::dump: e.dump = dump_of(v); break;
    case key::code: e.code = id_of(v); break;
    case key::core: e.core = truth_of(v); break;
    case key::superseded_by:
        e.other = id_of(v);
        l.has_superseded = true;
        break;
    case key::to:
    case key::parent:
    case key::former: e.other = id_of(v); break;
    case key::kind: e.kind = kind_named(text_of(v)); break;
    case key::how: l.how = text_of(v); break;
    case key::program: {
        std::string room;
        e.program = bytes_of(v, room);
        break;
    }
    case key::schema: e.schema = id_of(v); break;
    case key::follow: e.follow = truth_of(v); break;
    case key::descriptors: e.descriptors = truth_of(v); break;
    case key::command: l.command = &v; break;
    case key::stack: l.stack = &v; break;
    case key::context: l.context = &v; break;
    case key::context_after: l.context_after = &v; break;
    default: break;
    }
}

frame frame_of(const json& v, name_store& names) {
    if (!v.IsObject()) throw strange("a frame is no object");
    frame f;
    std::string room;
    for (const auto& m : v.GetObject()) {
        switch (key_of(text_of(m.name))) {
        case key::file: f.file = names.keep(bytes_of(m.value, room)); break;
        case key::symbol: f.symbol = names.keep(bytes_of(m.value, room)); break;
        case key::offset: f.offset = unsigned_of(m.value); break;
        case key::address: f.address = unsigned_of(m.value); break;
        case key::source: f.source = names.keep(bytes_of(m.value, room)); break;
        case key::line: f.line = static_cast<std::uint32_t>(unsigned_of(m.value)); break;
        default: break;
        }
    }
    return f;
}

void fill_stack(entry& e, const json& list, name_store& names) {
    if (!list.IsArray()) throw strange("a stack is no list");
    for (const auto& one : list.GetArray()) e.stack.push_back(frame_of(one, names));
}

void fill_call(entry& e, const later& l, name_store& names, const detail_chooser& wanted) {
    const auto detail = wanted(e.call);
    value_builder build{e.tree, names, detail};
    if (!l.args || !l.args->IsArray()) throw strange("a call has no arguments");
    for (const auto& argument : l.args->GetArray()) e.tree.args.push_back(build.append(argument));
    e.tree.known = static_cast<std::uint32_t>(e.tree.args.size());
    constexpr std::uint64_t most = 16;
    e.tree.args.resize(e.tree.args.size() + std::min(l.pending, most), 0);
    if (detail.everything) {
        const read::detail all{.abbreviate = false, .string_limit = ~std::size_t{0}, .descriptors = true};
        value_builder whole{e.whole, names, all};
        for (const auto& argument : l.args->GetArray()) e.whole.args.push_back(whole.append(argument));
    }

    const bool crowded_after = e.after.crowded;
    const auto comm_after = e.after.comm;
    const auto end = e.after.at;
    e.after = e.from;
    e.after.crowded = crowded_after;
    if (comm_after.size != 0) e.after.comm = comm_after;
    if (l.context_after) e.after.context = names.keep_whole(context_shown(word_of(*l.context_after), detail.contexts));
    e.after.at = {end.wall, end.steady != 0 ? end.steady : e.from.at.steady + l.duration};
    if (e.what == event::enter) return;
    e.end = l.unfinished.empty()         ? entry::ending::returned
            : l.unfinished == "detached" ? entry::ending::detached
                                         : entry::ending::lost;
    if (e.end != entry::ending::returned) {
        e.after.ip_known = false;  // nobody could ask for it
        return;
    }
    if (!l.result) throw strange("a call has no result");
    e.outcome = l.error ? result{-std::int64_t{number_in(*l.error)}, true} : result{signed_of(*l.result), false};
    if (l.returned) e.tree.returned = build.append(*l.returned);
    if (l.note) e.tree.note = build.append(*l.note);
}

}  // namespace

void fill(entry& e, const json& line, name_store& names, const detail_chooser& wanted) {
    if (!line.IsObject()) throw strange("not an object");
    value_tree kept, whole;
    std::swap(kept, e.tree);
    std::swap(whole, e.whole);
    std::string program = std::move(e.program);
    program.clear();
    e = {};
    std::swap(kept, e.tree);
    std::swap(whole, e.whole);
    e.tree.clear();
    e.whole.clear();
    e.program = std::move(program);

    later l;
    for (const auto& m : line.GetObject()) take(e, l, key_of(text_of(m.name)), m.value);
    if (l.stack) fill_stack(e, *l.stack, names);
    if (l.through) e.from.nr = unsigned_of(*l.through);
    if (l.context) e.from.context = names.keep_whole(context_shown(word_of(*l.context), wanted(e.call).contexts));
    switch (e.what) {
    case event::enter:
    case event::syscall: return fill_call(e, l, names, wanted);
    case event::signal: {
        const auto detail = wanted({});
        if (!l.info) throw strange("a signal lacks its info");
        e.info = value_builder{e.tree, names, detail}.append(*l.info);
        break;
    }
    case event::exited:
        if (l.has_signal) e.what = event::killed;
        if (l.has_superseded) e.what = event::superseded;
        break;
    case event::attach: e.how = l.how == "launched" ? birth::launched : birth::attached; break;
    case event::fork: e.how = birth::forked; break;
    case event::start: e.launched = l.command && l.command->IsArray() && !l.command->Empty(); break;
    default: break;
    }
}

}  // namespace whytrace::read
