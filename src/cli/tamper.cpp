// Tampering with calls.
// Not here: how the kernel is told (src/trace/inspect.cpp).
// The hard part: memory is changed before the call is decoded, so that the line shows what the kernel will see.
#include "cli/tamper.hpp"

#include "decode/dictionary.hpp"
#include "text/format.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fnmatch.h>
#include <string>
#include <unistd.h>

namespace whytrace::cli {

namespace {

constexpr std::uint64_t no_call = ~std::uint64_t{};  // -1: the kernel makes no call and answers ENOSYS (seccomp(2))

/// Whether one of the call's file names, or what one of its descriptors leads to, is like this.
bool touches(const value_tree& tree, pid_t tid, const std::string& pattern) {
    const auto is_it = [&](const std::string& path) { return ::fnmatch(pattern.c_str(), path.c_str(), 0) == 0; };
    for (const value_node& n : tree.nodes) {
        if (n.kind == value_kind::string && n.path && is_it(std::string(tree.text_of(n)))) return true;
        if (n.kind != value_kind::fd || n.at) continue;
        std::array<char, 64> link;
        std::array<char, 4096> target;
        std::snprintf(link.data(), link.size(), "/proc/%d/fd/%d", tid, static_cast<int>(n.number));
        const auto size = ::readlink(link.data(), target.data(), target.size());
        if (size > 0 && is_it(std::string(target.data(), static_cast<std::size_t>(size)))) return true;
    }
    return false;
}

}  // namespace

tampering tamperer::apply_rules(pid_t tid, const call& c, tracer& t, output::alteration& altered) {
    tampering wish;
    decoded_ = false;
    const auto [place, is_new] = tasks_.try_emplace(tid);
    task& of = place->second;
    if (is_new) of.order = seen_++;
    of.active.clear();
    for (std::size_t i = 0; i < rules_.size(); ++i) {
        const injection& rule = rules_[i];
        if (!rule.calls.contains(c.abi, c.nr) || !applies(rule, tid, c, t)) continue;
        if (!rule.when.includes(++count_of(of, i, c), of.order)) continue;
        of.active.push_back(&rule);
    }
    for (const injection* rule : of.active) {
        altered.arguments |= write_all(rule->poke_enter, tid, c, t);
        if (rule->signal) wish.signal = rule->signal;
        if (rule->delay_enter) wish.hold_ns = std::max(wish.hold_ns, *rule->delay_enter);
        altered.delayed |= rule->delay_enter.has_value();
        if (!rule->outcome) continue;
        wish.nr = rule->substitute.empty() ? no_call : call_number(c.abi, rule->substitute).value_or(no_call);
        altered.result = true;
    }
    altered.pending = !of.active.empty();
    return wish;
}

tampering tamperer::leave(pid_t tid, const call& c, tracer& t, result& outcome, output::alteration& altered) {
    tampering wish;
    for (const injection* rule : tasks_[tid].active) {
        if (rule->outcome) {
            outcome = *rule->outcome;
            if (word_size(c.abi) == 4 && !outcome.is_error) outcome.value &= 0xffffffff;
            wish.outcome = outcome;
        }
        altered.arguments |= write_all(rule->poke_exit, tid, c, t);
        if (rule->delay_exit) wish.hold_ns = std::max(wish.hold_ns, *rule->delay_exit);
        altered.delayed |= rule->delay_exit.has_value();
    }
    tasks_[tid].active.clear();
    return wish;
}

/// Whether any of it reached the memory. What did not is told in strace's words.
bool tamperer::write_all(const std::vector<poke>& pokes, pid_t tid, const call& c, tracer& t) {
    bool done = false;
    const auto complain = [&](const std::string& why) {
        messages_.say(fmt::format("poke_tcb: Failed to tamper with process {}: {}", tid, why));
    };
    const auto arguments = decode::argument_count(c.abi, c.nr);
    for (const poke& p : pokes) {
        if (p.argument >= arguments) {
            complain(fmt::format("requested to tamper with argument #{}, but system call '{}' has only {} arguments",
                                 p.argument + 1, call_name(c.abi, c.nr), arguments));
        } else if (t.write_memory(tid, c.args[p.argument], p.bytes) == p.bytes.size()) {
            done = true;
        } else {
            complain("couldn't poke");
        }
    }
    return done;
}

void tamperer::moved(pid_t from, pid_t to) {
    auto node = tasks_.extract(from);
    tasks_.erase(to);
    if (node.empty()) return;
    node.key() = to;
    tasks_.insert(std::move(node));
}

bool tamperer::applies(const injection& rule, pid_t tid, const call& c, tracer& t) {
    if (rule.path.empty() && rule.conditions.empty()) return true;
    if (!decoded_) decoder_.enter(c, {}, tid, t.memory_of(tid), tree_);
    decoded_ = true;
    return std::ranges::all_of(rule.conditions, [this](const condition& k) { return k.holds(tree_); }) &&
           (rule.path.empty() || touches(tree_, tid, rule.path));
}

std::uint64_t& tamperer::count_of(task& of, std::size_t rule, const call& c) {
    const auto found = std::ranges::find_if(
        of.counters, [&](const counter& k) { return k.rule == rule && k.a == c.abi && k.nr == c.nr; });
    if (found != of.counters.end()) return found->count;
    return of.counters.emplace_back(rule, c.abi, c.nr, 0).count;
}

}  // namespace whytrace::cli
