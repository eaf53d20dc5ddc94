// The policy, found by experiment over tests/bench (a prototype's figures: dd 5.4 s under strace, 4.8 s with a plain loop, 0.7 s so).
//
//   - A launched task starts pinned; so do its children, which inherit the mask.
//   - Every 4 ms, while anybody is pinned: a task that runs and makes few calls is let go, for it needs no tracer; if two want to
//     run and the tracer is not kept busy by them, all are let go, and nobody is pinned for 20 ms, then 40, up to 320. After
//     32 ms without any stop all are let go, too: the program is idle, and so are we.
//   - A task that is free is pinned by 8 stops within 2 ms, unless another one runs and there are too few stops to be worth it.
//   - A call that looks at masks, or passes them on to a task that we do not follow, finds them as they would be without us.
//
// Tried, and worse: pinning the tracer alone (the tracee is not drawn after it); polling with WNOHANG (good for dd, bad for anything
// parallel); idle-priority spinners that keep CPUs awake; SCHED_IDLE, nice or SCHED_BATCH for the tracer; other ticks and thresholds (no
// difference beyond noise). Pinning and unpinning around each stop costs more (13 µs) than it gains.
// What remains to be seen: with a seccomp filter, a program that reads its status within the 4 ms after a burst of wanted calls finds one CPU.
// From outside: another process that reads the mask of a pinned task while it makes many calls sees one CPU, and
// if it sets the mask to that CPU meanwhile, that is taken for our doing.
//
// Not here: masks (pins.cpp).
// The hard part: everything here may be called for a task that is gone or that somebody else changes at this moment.
#include "trace/cpu_handoff.hpp"

#include "trace/proc.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace whytrace::trace {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds tick_length{4};
constexpr milliseconds burst{2};    // in which stops_to_pin stops get a task pinned
constexpr milliseconds refusal{5};  // before it is looked again whether others run
constexpr milliseconds first_back_off{20}, longest_back_off{320};
constexpr int quiet_ticks_to_rest = 8;
constexpr milliseconds guard_after{8};    // a launched program that lives so long is worth a guard
constexpr double few_stops = 2'000;       // a second: a task that runs with fewer needs no tracer beside it
constexpr double crowded_stops = 30'000;  // a second: as many as keep a tracer busy
constexpr std::size_t looks_a_tick = 16;  // at 8 µs each: 3 % of a tick however many tasks there are

double per_second(std::uint64_t count, monotonic time) {
    return static_cast<double>(count) * 1e9 / static_cast<double>(std::max<std::int64_t>(time.count(), 1));
}

bool runs(const task& t) { return !t.stopped && state_of(t.tid) == 'R'; }

/// A real-time task does not share its CPU by need, and a deadline task must not be pinned at all (sched(7)).
bool shares_fairly(pid_t tid) {
    const int policy = ::sched_getscheduler(tid) & ~SCHED_RESET_ON_FORK;
    return policy == SCHED_OTHER || policy == SCHED_BATCH || policy == SCHED_IDLE;
}

}  // namespace

// Nothing to hand off for a tracer that has one CPU only; without /proc nobody tells who runs.
cpu_handoff::cpu_handoff(const tracer_options& options, task_table& tasks, own_signals& signals)
    : options_(options), tasks_(tasks), signals_(signals) {
    cpu_set_t own;
    if (options.handoff == cpu_sharing::never || !mask_of(0, own) || CPU_COUNT(&own) < 2 || state_of(::gettid()) != 'R')
        return;
    void* shared = ::mmap(nullptr, sizeof(pin_table), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) return;
    table_ = static_cast<pin_table*>(shared);
    table_->own = own;
}

cpu_handoff::~cpu_handoff() {
    end();
    if (table_) ::munmap(table_, sizeof *table_);
}

void cpu_handoff::begin(task& launched) {
    if (!on()) return;
    launched.cpu.managed = true;
    launched_at_ = now();
    pin_task(launched);
}

void cpu_handoff::adopt(task& attached) { attached.cpu.managed = on() && options_.handoff == cpu_sharing::always; }

void cpu_handoff::entered(task& t, const call& c, std::uint16_t roles, memory& m) {
    if (!on()) return;
    if (roles & role::affinity) look_away(t, true);
    // Afterwards we might not be allowed to give it back.
    if (roles & role::users) look_away(t, false);
    // Children that we follow are met at their birth; the others would keep the pin.
    if (roles & role::bears && !options_.filter && (!options_.follow || asks_for_untraced(c, roles, m)))
        look_away(t, false);
    if (roles & (role::reads | role::copies) && t.cpu.has_proc_files &&
        is_status_file(t.tid, static_cast<int>(c.args[roles & role::reads ? 0 : 1])))
        look_away(t, true);
    if (roles & role::ring)
        for (auto& [tid, other] : tasks_) {
            if (other.tgid != t.tgid) continue;
            unpin(other);
            other.cpu.managed = false;
        }
}

void cpu_handoff::left(task& t, std::uint16_t roles, const result& r) {
    if (t.cpu.looks) {
        t.cpu.looks = false;
        --lookers_;
    }
    if (on() && roles & role::opens && !r.is_error && !t.cpu.has_proc_files &&
        is_proc_file(t.tid, static_cast<int>(r.value)))
        for (auto& [tid, other] : tasks_)
            if (other.tgid == t.tgid) other.cpu.has_proc_files = true;
}

void cpu_handoff::look_away(task& t, bool everybody) {
    everybody ? unpin_all() : unpin(t);
    if (t.cpu.looks) return;
    t.cpu.looks = true;
    ++lookers_;
}

// The pin of the parent may be newer or older than the birth, and the older one on another CPU: the child's own mask tells.
void cpu_handoff::born(const task& parent, task& child) {
    if (over_) return born_late(parent.tid, child.tid);
    if (!on() || child.cpu.pin >= 0) return;
    child.cpu.managed = parent.cpu.managed;
    child.cpu.has_proc_files = parent.cpu.has_proc_files;
    cpu_set_t inherited, before;
    if (!mask_of(child.tid, inherited) || !is_pin(inherited)) return;
    if (parent.cpu.pin >= 0)
        before = table_->before(table_->pins[static_cast<std::size_t>(parent.cpu.pin)]);
    else if (!mask_of(parent.tid, before) || CPU_EQUAL(&before, &inherited))
        return;
    const bool with_others = table_->count > 0 && CPU_EQUAL(&inherited, &table_->cpu);
    if (!with_others || !note(child, before)) trace::give_back(child.tid, inherited, before, table_->everything);
}

void cpu_handoff::born_late(pid_t parent, pid_t child) {
    cpu_set_t inherited, meant;
    if (table_ && mask_of(child, inherited) && is_pin(inherited) && mask_of(parent, meant))
        trace::give_back(child, inherited, meant, table_->everything);
}

bool cpu_handoff::is_pin(const cpu_set_t& mask) const {
    cpu_set_t both;
    CPU_AND(&both, &mask, &used_);
    return CPU_COUNT(&mask) == 1 && CPU_EQUAL(&both, &mask);
}

// With a filter we do not see whether the new program looks at its status; it is pinned again if it proves to stop often.
void cpu_handoff::executed(task& t) {
    if (t.cpu.pin >= 0) table_->pins[static_cast<std::size_t>(t.cpu.pin)].tid = t.tid;
    if (options_.filter) unpin(t);
}

void cpu_handoff::gone(task& t) {
    if (t.cpu.looks) --lookers_;
    t.cpu.looks = false;
    forget(t);
}

void cpu_handoff::let_go(task& t) {
    if (t.cpu.pin >= 0) unpin(t);
    gone(t);
}

void cpu_handoff::end() {
    if (!on()) return;
    unpin_all();
    over_ = true;
}

std::optional<monotonic> cpu_handoff::next_tick() const {
    if (!on() || table_->count == 0) return std::nullopt;
    return ticked_at_ + tick_length;
}

void cpu_handoff::tick(monotonic at) {
    const auto next = next_tick();
    if (!next || at < *next) return;
    inspect_pins(at);
    quiet_ticks_ = stops_ == stops_at_tick_ ? quiet_ticks_ + 1 : 0;
    if (quiet_ticks_ >= quiet_ticks_to_rest) unpin_all();
    ticked_at_ = at;
    stops_at_tick_ = stops_;
    if (table_->count > 0) be_guarded(at);
}

// Not with what ends with us anyway.
void cpu_handoff::be_guarded(monotonic at) {
    if (!options_.kill_on_exit && !options_.filter && at - launched_at_ >= guard_after) guard_.start(*table_);
}

void cpu_handoff::inspect_pins(monotonic at) {
    const std::uint32_t count = table_->count;
    const std::size_t looks = std::min<std::size_t>(count, looks_a_tick);
    const bool crowded = per_second(stops_ - stops_at_tick_, at - ticked_at_) >= crowded_stops;
    std::size_t running = 0, idle = 0;
    std::array<task*, looks_a_tick> leave;
    for (std::size_t i = 0; i < looks; ++i) {
        const pin& p = table_->pins[next_look_++ % count];
        task* t = tasks_.find(p.tid);
        cpu_set_t mask;
        if (!t) continue;
        const auto stops = t->cpu.stops - std::exchange(t->cpu.seen_stops, t->cpu.stops);
        const auto time = at - std::exchange(t->cpu.seen_at, at);
        if (mask_of(p.tid, mask) && !CPU_EQUAL(&mask, &table_->cpu)) {
            leave[idle++] = t;  // somebody gave it another
        } else if (crowded && per_second(stops, time) >= few_stops) {
            continue;  // it stays, whether it runs or not: no need to read its status
        } else if (runs(*t)) {
            ++running;
            if (per_second(stops, time) < few_stops) leave[idle++] = t;
        } else if (stops == 0 && count > pin_table::capacity / 2) {
            leave[idle++] = t;  // asleep: room for others
        }
    }
    if (running >= 2 && !crowded) {
        unpin_all();
        back_off_ = std::clamp(2 * back_off_, first_back_off, longest_back_off);
        refused_until_ = at + back_off_;
        return;
    }
    if (running < 2) back_off_ = {};
    for (std::size_t i = 0; i < idle; ++i) unpin(*leave[i]);
}

void cpu_handoff::consider(task& t) {
    const auto at = now();
    const auto time = at - std::exchange(t.cpu.burst_at, at);
    const auto stops = stops_ - std::exchange(t.cpu.burst_stops, stops_);
    if (!on() || time > burst || at < refused_until_ || lookers_ > 0) return;
    if (per_second(stops, time) < crowded_stops / 2 && others_run(t)) {
        refused_until_ = at + refusal;
        return;
    }
    pin_task(t);
    if (t.cpu.pin < 0) refused_until_ = at + refusal;
}

bool cpu_handoff::others_run(const task& t) const {
    std::size_t looks = 0;
    for (const auto& [tid, other] : tasks_) {
        if (tid == t.tid || other.stopped) continue;
        if (runs(other)) return true;
        if (++looks == looks_a_tick) break;
    }
    return false;
}

// A task that may run on one CPU only keeps its mask, and the tracer moves there.
void cpu_handoff::pin_task(task& t) {
    cpu_set_t before;
    if (table_->count == pin_table::capacity || !mask_of(t.tid, before) || !shares_fairly(t.tid)) return;
    if (table_->count == 0 && !pin_tracer(before)) return;
    cpu_set_t common;
    CPU_AND(&common, &before, &table_->cpu);
    if (CPU_COUNT(&common) == 0) return;
    if (note(t, before) && !set_mask(t.tid, table_->cpu)) forget(t);
}

/// To the CPU where it is, if the task may run there.
bool cpu_handoff::pin_tracer(const cpu_set_t& theirs) {
    cpu_set_t shared;
    if (!mask_of(0, table_->own)) return false;
    CPU_AND(&shared, &table_->own, &theirs);
    int cpu = ::sched_getcpu();
    if (cpu < 0 || cpu >= CPU_SETSIZE || !CPU_ISSET(static_cast<std::size_t>(cpu), &shared))
        for (cpu = 0; cpu < CPU_SETSIZE && !CPU_ISSET(static_cast<std::size_t>(cpu), &shared);) ++cpu;
    if (cpu == CPU_SETSIZE) return false;
    if (CPU_COUNT(&table_->everything) == 0) {
        cpu_set_t all;
        std::memset(&all, 0xff, sizeof all);
        set_mask(0, all);
        mask_of(0, table_->everything);
    }
    CPU_ZERO(&table_->cpu);
    CPU_SET(static_cast<std::size_t>(cpu), &table_->cpu);
    CPU_SET(static_cast<std::size_t>(cpu), &used_);
    if (!set_mask(0, table_->cpu)) return false;
    quiet_ticks_ = 0;
    ticked_at_ = now();
    stops_at_tick_ = stops_;
    be_guarded(ticked_at_);
    return true;
}

/// Nothing is noted if there is no room.
bool cpu_handoff::note(task& t, const cpu_set_t& before) {
    if (!table_->add(t.tid, before)) return false;
    t.cpu.pin = static_cast<int>(table_->count) - 1;
    t.cpu.seen_stops = t.cpu.stops;
    t.cpu.seen_at = now();
    signals_.arm(ticked_at_ + tick_length);
    return true;
}

void cpu_handoff::unpin(task& t) {
    if (t.cpu.pin < 0) return;
    give_back(t.tid, table_->before(table_->pins[static_cast<std::size_t>(t.cpu.pin)]));
    forget(t);
}

void cpu_handoff::unpin_all() {
    while (table_->count > 0) {
        const pin& last = table_->pins[table_->count - 1];
        if (task* t = tasks_.find(last.tid)) {
            unpin(*t);
        } else {
            --table_->count;
        }
    }
}

/// Without giving it anything. The last entry takes its place.
void cpu_handoff::forget(task& t) {
    if (t.cpu.pin < 0) return;
    const auto place = static_cast<std::size_t>(std::exchange(t.cpu.pin, -1));
    const std::uint32_t last = table_->count - 1;
    if (place != last) {
        table_->pins[place] = table_->pins[last];
        if (task* moved = tasks_.find(table_->pins[place].tid)) moved->cpu.pin = static_cast<int>(place);
    }
    table_->count = last;
    if (last == 0) give_back(0, table_->own);
}

void cpu_handoff::give_back(pid_t tid, const cpu_set_t& before) const {
    trace::give_back(tid, table_->cpu, before, table_->everything);
}

}  // namespace whytrace::trace
