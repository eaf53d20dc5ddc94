// Tasks that carry a seccomp filter of ours: which of their stops are entries, and that they are never left without a tracer.
// Not here: the filter (syscall_filter.cpp), whether there is one (src/cli/filtering.cpp).
// The hard part: with a filter, an entry is PTRACE_EVENT_SECCOMP and there is no syscall-stop before it, unless the task was resumed by
// PTRACE_SYSCALL (ptrace(2), "PTRACE_EVENT_SECCOMP stops (Linux 4.8 to present)"). And a filter of the program's own hides calls from
// ours (the strictest answer wins, seccomp(2)); from then on its process stops at every call.
#include "arch/arch.hpp"
#include "trace/loop.hpp"

#include <cerrno>
#include <linux/seccomp.h>
#include <sched.h>
#include <span>
#include <sys/prctl.h>

namespace whytrace::trace {

namespace {

/// Tells our filter's answer from that of a filter of the program's own.
constexpr std::uint16_t mark = 0x5759;

/// What the tracer itself must see of carriers, whatever is wanted.
constexpr std::uint16_t always =
    role::affinity | role::bears | role::confines | role::controls | role::ring | role::users;

struct nobody final : listener {
    bool wants(pid_t, const call&) override { return false; }
    tampering on(const event&) override { return {}; }
} none;

}  // namespace

filter_program loop::filter() const {
    if (!options_.filter) return {};
    return make_filter(
        arch::native::abis,
        [this](abi a, std::uint64_t nr) { return (roles_.of(a, nr) & always) || options_.filter(a, nr); }, mark);
}

// A call that the program's own filter hands to a tracer, in the belief that there is none, fails with ENOSYS.
std::optional<stop> loop::inquire_filtered(const task& t) {
    facts_ = inspector_.inspect_filtered(t);
    if (facts_.what == syscall_stop_facts::kind::gone) return std::nullopt;
    if (facts_.what == syscall_stop_facts::kind::neither) return stops::other{};
    if (facts_.mark && *facts_.mark != mark) {
        tampering wish;
        wish.nr = ~std::uint64_t{};
        inspector_.change_entry(t, wish);
        inspector_.change_exit(t, {-ENOSYS, true});  // on aarch64 the result still is the first argument
        return stops::other{};
    }
    if (t.told && !t.deaf) return stops::other{};  // by a syscall-stop before this
    return entry_of(t);
}

void loop::note_filters(task& t, std::uint16_t roles, const result& r) {
    if (t.flags_before != 0) {  // see keep_following
        memory_.of(t.tid);
        memory_.write(t.call.args[0], std::as_bytes(std::span(&t.flags_before, 1)));
        t.flags_before = 0;
    }
    const std::uint64_t what = t.call.args[0];
    const bool installs =
        (roles & role::controls && what == PR_SET_SECCOMP) ||
        (roles & role::confines && (what == SECCOMP_SET_MODE_STRICT || what == SECCOMP_SET_MODE_FILTER));
    if (!installs || r.is_error) return;
    if (t.launching == launch_phase::preparing) {
        t.carries = t.filtered = true;
        return;
    }
    for (auto& [tid, other] : tasks_)
        if (other.tgid == t.tgid) other.filtered = false;  // SECCOMP_FILTER_FLAG_TSYNC
}

// Without a tracer the child's calls would fail, so CLONE_UNTRACED is taken out of the call; of clone3's record for as long as it lasts.
// The child is served and not shown, as if it had none. (It finds one if it looks, and cannot get another.)
void loop::keep_following(task& t, std::uint16_t roles) {
    memory_.of(t.tid);
    t.hides_child = asks_for_untraced(t.call, roles, memory_);
    if (!t.hides_child) return;
    if (roles & role::has_flags) {
        tampering wish;
        wish.args = t.call.args;
        wish.args->at(0) &= ~std::uint64_t{CLONE_UNTRACED};
        inspector_.change_entry(t, wish);
        return;
    }
    std::uint64_t flags = 0;
    memory_.read(t.call.args[0], std::as_writable_bytes(std::span(&flags, 1)));
    const std::uint64_t without = flags & ~std::uint64_t{CLONE_UNTRACED};
    if (memory_.write(t.call.args[0], std::as_bytes(std::span(&without, 1))) == sizeof without) t.flags_before = flags;
}

// Told as let go; in truth served until they end.
void loop::silence() {
    handoff_.end();
    tasks_.children_silent = true;
    for (auto& [tid, t] : tasks_) {
        if (t.started && !t.silent) tell(events::detached{tid, t.told ? &t.call : nullptr});
        tasks_.silence(t);
        t.told = t.awaits_exit = false;
        if (t.launching != launch_phase::none) t.launching = launch_phase::none;
    }
}

void loop::abandon() {
    listener_ = &none;
    if (options_.kill_on_exit) return kill_all();
    if (!options_.filter) return let_go();
    for (auto& [tid, t] : tasks_)
        if (t.stopped) resume_task(t, resume::to_next_syscall, 0);
    serve();
}

void loop::serve() {
    listener_ = &none;
    handoff_.end();
    while (tasks_.size() > 0) {
        if (own_signals::pending()) handle_signals();  // a fatal one would be theirs as well
        const waited w = next_event();
        if (w.tid > 0)
            handle(w.tid, w.status);
        else if (w.error == ECHILD)
            forget_vanished();
    }
}

}  // namespace whytrace::trace
