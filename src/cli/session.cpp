// Events become records and messages.
// Not here: how either looks.
// The hard part: order. What strace says at an exec in a thread, and when it says that tasks are let go, is kept to the line.
#include "cli/session.hpp"

#include "arch/arch.hpp"
#include "cli/kvm.hpp"
#include "cli/privileges.hpp"
#include "refusal/later.hpp"
#include "text/format.hpp"

#include <chrono>
#include <span>
#include <utility>
#include <variant>

namespace whytrace::cli {

namespace {

constexpr unsigned ticks_to_flush = 2;  // of 25 ms: a file is never more than 100 ms behind, late timers included

template <class... F> struct overloaded : F... { using F::operator()...; };
template <class... F> overloaded(F...) -> overloaded<F...>;

bool may_change_comm(const call& c) { return call_name(c.abi, c.nr) == "prctl"; }

output::clock clock_for(const options& o) {
    if (o.wants_everything()) return {true, true};
    const auto& s = o.lines;
    return {s.absolute != output::time_form::none, s.relative.has_value() || s.duration.has_value()};
}

}  // namespace

session::session(const options& o, messages& m, output::format& shown)
    : options_(o), messages_(m), format_(shown), decoder_(o.decode), tamperer_(o.injections, m), clock_(clock_for(o)) {
    names_ = o.lines.comms || o.summary.by_task || o.wants_everything();
    if (!o.paths.empty() || o.descriptors) filter_.emplace(o);
    if (o.namespaces) namespaces_.emplace();
    if (o.dump_read || o.dump_written) dump_.emplace(o.dump_read, o.dump_written);
    if (o.stacks != stacks::none) stacks_.emplace(o.frame_limit, o.stacks == stacks::source);
    for (const abi a : machine_abis()) {
        const auto number = [a](std::string_view name) { return call_number(a, name).value_or(-1); };
        restart_[static_cast<std::size_t>(a)] = number("restart_syscall");
        ends_[static_cast<std::size_t>(a)] = {number("exit"), number("exit_group")};
    }
}

void session::attached(pid_t pid) {
    if (options_.quiet & quiet::attach) return;
    const auto* first = tasks_.known(pid);
    const auto threads = first ? tasks_.threads(first->tgid) : 0;
    messages_.say(threads > 1 ? fmt::format("Process {} attached with {} threads", pid, threads)
                              : fmt::format("Process {} attached", pid));
}

void session::finish() {
    say_detached();
    format_.show(output::records::finished{clock_.now()});
}

bool session::wants(pid_t tid, const call& c) {
    if (stacks_) [[unlikely]]
        if (const auto* t = tasks_.known(tid)) stacks_->note(tid, t->tgid, c);
    if (!is_multiplexer(c.abi, c.nr)) [[likely]] {
        if (options_.wants(c.abi, c.nr)) return true;
    } else if (const call meant = stands_for(c, tracer_->memory_of(tid)); options_.wants(meant.abi, meant.nr)) {
        return true;
    }
    // A change of mode is told although the call is not.
    auto* t = tasks_.known(tid);
    if (!t) return false;  // not told to have started yet
    note_mode(*t, c.abi);
    t->nr = c.nr;
    return false;
}

tampering session::on(const event& e) {
    if (!let_go_.empty() && !std::holds_alternative<events::detached>(e)) say_detached();
    return std::visit(overloaded{[this](const events::syscall_enter& what) { return enter(what); },
                                 [this](const events::syscall_exit& what) { return leave(what); },
                                 [this](const auto& what) {
                                     on(what);
                                     tampering wish;
                                     wish.let_go = std::exchange(lets_go_, false);
                                     return wish;
                                 }},
                      e);
}

void session::idle() {
    armed_ = false;
    say_detached();
    ++ticks_;
    format_.show(output::records::pause{ticks_ % ticks_to_flush == 0});
    if (format_.unsettled()) arm();
}

void session::on(const events::task_started& e) {
    const auto* parent = tasks_.known(e.parent);
    task_record& t = tasks_.add(e.tid);
    t.tgid = e.tgid;
    t.mode = parent ? parent->mode : arch::native::abis.begin()->second;
    t.launching = e.how == birth::launched;
    if (names_) t.comm = comm_of(e.tid);
    note_context(t);
    show(output::records::started{origin_of(t), e.parent, e.how, e.kind});
    const bool said =
        e.how == birth::forked || (e.how == birth::launched && options_.tracer.background != daemonize::no);
    if (said && !(options_.quiet & quiet::attach)) messages_.say(fmt::format("Process {} attached", e.tid));
}

tampering session::enter(const events::syscall_enter& e) {
    task_record& t = tasks_.of(e.tid);
    note_mode(t, e.call->abi);
    const auto before = std::exchange(t.nr, e.call->nr);
    output::flight& f = t.call;
    f.what = *e.call;
    f.from = origin_of(t);
    f.from.ip = e.call->ip;
    f.from.ip_known = true;
    f.altered = {};
    tampering wish;
    auto& memory = tracer_->memory_of(e.tid);
    if (filter_ && !filter_->matches(stands_for(f.what, memory), e.tid, memory)) [[unlikely]] {
        t.state = call_state::passed_over;
        return wish;
    }
    if (summary_) [[unlikely]]
        t.counted_from = count_time();
    t.state = call_state::open;
    // As in strace, what the program does begins behind its own execve: else no rule for execve could be of any use.
    if (!t.launching) wish = tamperer_.enter(e.tid, f.what, *tracer_, f.altered);
    f.what = stands_for(f.what, memory);
    f.style = style_of(f.what);
    if (options_.only_counts()) [[unlikely]]
        return wish;
    if (namespaces_) [[unlikely]]
        namespaces_->enter(f.what, e.tid);
    if (!f.tree) f.tree = trees_.take();
    decoder_.enter(f.what, f.style, e.tid, memory, *f.tree);
    if (f.what.nr == restart_[static_cast<std::size_t>(f.what.abi)] && !f.style.raw) [[unlikely]]
        name_restarted(f, before);
    // Whether it will be shown may depend on how it ends: then it is shown as a whole, at its end.
    if (options_.status == status::all) show(output::records::call_began{&f});
    if (never_returns(f.what) && !f.altered.result) [[unlikely]] {
        lose_call(t);
        t.state = call_state::ended;
        const auto stack = stack_of(t);  // shown behind its end, as in strace
        if (!stack.empty()) last_stacks_[e.tid].assign(stack.begin(), stack.end());
    }
    return wish;
}

tampering session::leave(const events::syscall_exit& e) {
    task_record& t = tasks_.of(e.tid);
    output::flight& f = t.call;
    result outcome = e.result;
    tampering wish;
    if (std::exchange(t.state, call_state::none) == call_state::passed_over) [[unlikely]]
        return wish;
    if (f.altered.pending) [[unlikely]]
        wish = tamperer_.leave(e.tid, f.what, *tracer_, outcome, f.altered);
    if (summary_) [[unlikely]] {
        summary_->add(e.tid, f.what.abi, f.what.nr, outcome.is_error, t.counted_from, count_time());
        if (options_.only_counts()) return wish;
    }
    auto from = origin_of(t);
    from.ip = f.from.ip;
    from.ip_known = true;
    if (!f.tree) [[unlikely]] {  // the beginning is shown, and gave it to others
        f.tree = trees_.take();
        f.tree->clear();
    }
    decoder_.leave(f.what, outcome, f.style, e.tid, tracer_->memory_of(e.tid), *f.tree);
    if (dump_) [[unlikely]] {
        dumped_.clear();
        dump_->append(dumped_, f.what, outcome, tracer_->memory_of(e.tid));
    }
    if (namespaces_) [[unlikely]]
        namespaces_->leave(f, outcome, e.tid);
    if (options_.kvm) [[unlikely]]
        note_kvm_exit(f, outcome, e.tid, tracer_->memory_of(e.tid));
    if (names_ && may_change_comm(f.what)) t.comm = comm_of(e.tid);
    if (reveal(t, outcome.is_error ? status::failed : status::successful)) {
        show(output::records::call_ended{&f, outcome, from, stack_of(t), dumped_});
        if (options_.call_limit != 0 && ++shown_ == options_.call_limit) [[unlikely]] {
            if (!(options_.quiet & quiet::attach))
                messages_.say("System call limit has been reached, detaching tracees");
            tracer_->leave();
        }
    }
    f.tree.reset();
    return wish;
}

void session::on(const events::syscall_lost& e) {
    task_record& t = tasks_.of(e.tid);
    const bool done = t.state == call_state::ended || t.state == call_state::passed_over;
    if (!done && !options_.only_counts()) lose_call(t);
    t.state = call_state::none;
}

void session::on(const events::signal& e) {
    const int number = e.info->si_signo;
    if (!options_.signals.test(static_cast<std::size_t>(number))) return;
    const auto node = decoder_.signal_info(std::as_bytes(std::span(e.info, 1)), scratch_);
    task_record& t = tasks_.of(e.tid);
    show(output::records::signal{stopped_origin_of(t), number, &scratch_, node, stack_of(t)});
}

void session::on(const events::group_stop& e) {
    if (options_.signals.test(static_cast<std::size_t>(e.signal)))
        show(output::records::stopped{stopped_origin_of(tasks_.of(e.tid)), e.signal});
}

// The kernel has given the leader's id to the thread that called execve; the leader is gone without a report of its own.
void session::on(const events::superseded& e) {
    task_record& leader = tasks_.of(e.tid);
    if (auto* caller = tasks_.known(e.by)) move_call(*caller, e.tid);
    show(output::records::superseded{origin_of(leader, 1), e.by});
    forget(e.tid);
}

void session::on(const events::exec& e) {
    if (e.former != e.tid) {
        tamperer_.moved(e.former, e.tid);
        if (auto* t = tasks_.known(e.former)) move_call(*t, e.tid);
        tasks_.rename(e.former, e.tid);
        show(output::records::task_gone{e.former});
    }
    task_record& t = tasks_.of(e.tid);
    lets_go_ = !std::exchange(t.launching, false) && options_.detach_on_exec;
    if (stacks_) stacks_->executed(e.former, e.tid);
    std::string program;
    note_context(t);
    if (names_) t.comm = comm_of(e.tid);
    if (options_.wants_everything()) program = program_of(e.tid);
    show(output::records::executed{origin_of(t), e.former, program});
    if (!warned_of_memory_)
        if (const auto why = refusal::unreadable_memory(e.tid)) {
            warned_of_memory_ = true;
            messages_.say(fmt::format("the memory of process {} cannot be read: {}", e.tid, *why));
        }
    if (!warned_of_privileges_ && loses_privileges(e.tid)) {
        warned_of_privileges_ = true;
        messages_.say(privilege_notice(e.tid));
    }
}

void session::on(const events::exited& e) {
    task_record& t = tasks_.of(e.tid);
    const auto last = last_stacks_.find(e.tid);
    show(output::records::exited{origin_of(t), e.code,
                                 last == last_stacks_.end() ? std::span<const frame>{} : last->second});
    show(output::records::task_gone{e.tid});
    forget(e.tid);
}

void session::on(const events::killed& e) {
    show(output::records::killed{origin_of(tasks_.of(e.tid)), e.signal, e.core});
    show(output::records::task_gone{e.tid});
    forget(e.tid);
}

void session::on(const events::detached& e) {
    task_record& t = tasks_.of(e.tid);
    if (e.call && t.state == call_state::open && reveal(t, status::detached)) show(output::records::call_left{&t.call});
    show(output::records::detached{origin_of(t)});
    show(output::records::task_gone{e.tid});
    let_go_.push_back(e.tid);
    forget(e.tid);
}

void session::forget(pid_t tid) {
    const auto tgid = tasks_.remove(tid);
    if (stacks_ && tgid) stacks_->forget(tid, *tgid);
    tamperer_.forget(tid);
    last_stacks_.erase(tid);
}

void session::note_context(task_record& t) {
    if (options_.decode.contexts == contexts::none) return;
    const auto& context = *contexts_.insert(task_context(t.tid, options_.decode.contexts)).first;
    t.context = context.empty() ? nullptr : &context;
}

output::origin session::origin_of(task_record& t, std::size_t leaving) {
    // Asked for at each line, as strace does: prctl may be a call that is not traced, and others may write to /proc/TID/comm.
    if (options_.lines.comms) {
        if (const auto now = comm_of(t.tid); now.size != 0) t.comm = now;
    }
    output::origin from;
    from.tid = t.tid;
    from.tgid = t.tgid;
    from.crowded = tracer_->tasks() - leaving > 1;
    from.nr = t.nr;
    from.comm = t.comm;
    from.context = t.context;
    from.at = clock_.now();
    return from;
}

output::origin session::stopped_origin_of(task_record& t) {
    auto from = origin_of(t);
    if (!options_.lines.instruction_pointer) return from;
    const auto ip = tracer_->instruction_pointer(t.tid);
    from.ip_known = ip.has_value();
    from.ip = ip.value_or(0);
    return from;
}

call_style session::style_of(const call& c) const {
    return {options_.abbreviated.contains(c.abi, c.nr), options_.dereferenced.contains(c.abi, c.nr),
            options_.raw.contains(c.abi, c.nr)};
}

void session::note_mode(task_record& t, abi a) {
    if (std::exchange(t.mode, a) != a) show(output::records::mode_change{origin_of(t), a});
}

// strace(1) names the call before in this task; of one that was attached meanwhile it knows none, and number 0 stands for it.
void session::name_restarted(output::flight& f, std::uint64_t before) const {
    value_tree& tree = *f.tree;
    const auto name = call_name(f.what.abi, before);
    tree.clear();
    tree.text = "<... resuming interrupted ";
    tree.text += name.empty() ? "system call" : name;
    tree.text += " ...>";
    value_node n;
    n.kind = value_kind::verbatim;
    n.text_size = static_cast<std::uint32_t>(tree.text.size());
    tree.nodes.push_back(n);
    tree.args.assign(1, 1);
    tree.known = 1;
}

// exit and exit_group end the task: nothing is gained by waiting for that, and the ends of other tasks would come in between. (A
// seccomp filter may still make them fail; then their line is resumed.)
bool session::never_returns(const call& c) const {
    const auto& ends = ends_[static_cast<std::size_t>(c.abi)];
    return c.nr == ends[0] || c.nr == ends[1];
}

std::span<const frame> session::stack_of(const task_record& t) {
    if (!stacks_) return {};
    return stacks_->walk(t.tid, t.tgid, tracer_->memory_of(t.tid));
}

void session::lose_call(task_record& t) {
    if (reveal(t, status::unfinished)) show(output::records::call_lost{&t.call, origin_of(t)});
}

bool session::reveal(task_record& t, std::uint64_t how) {
    if (options_.status == status::all) return true;
    if (!(options_.status & how)) return false;
    show(output::records::call_began{&t.call});
    return true;
}

void session::move_call(task_record& t, pid_t to) {
    if (t.state == call_state::open) {
        t.state = call_state::moved;
        if (options_.status == status::all) show(output::records::call_moved{&t.call, to});
    }
    t.call.from.tid = to;
}

void session::say_detached() {
    for (const pid_t tid : std::exchange(let_go_, {}))
        if (!(options_.quiet & quiet::attach)) messages_.say(fmt::format("Process {} detached", tid));
}

void session::show(const output::record& r) {
    format_.show(r);
    if (!armed_) arm();
}

output::moment_of_call session::count_time() const {
    return {tracer_->processor_time().count(),
            options_.summary.needs_wall_clock() ? output::clock{false, true}.now().steady : 0};
}

void session::arm() {
    armed_ = true;
    tracer_->alarm_after(std::chrono::milliseconds(output::pause_milliseconds));
}

}  // namespace whytrace::cli
