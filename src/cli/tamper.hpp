// Doing what the rules of -e inject= and fault= say to a call: at its entry and at its exit.
// Not here: the rules (inject.hpp), what is shown (session.cpp).
// The hard part: what is decided at the entry (this call is one of them) must be known at the exit, of this task and no other.
#pragma once

#include "cli/inject.hpp"
#include "cli/messages.hpp"
#include "output/record.hpp"
#include "whytrace/decoder.hpp"
#include "whytrace/tracer.hpp"

#include <cstdint>
#include <sys/types.h>
#include <unordered_map>
#include <vector>

namespace whytrace::cli {

class tamperer {
  public:
    tamperer(const std::vector<injection>& rules, messages& m)
        : rules_(rules), messages_(m), decoder_({whole_strings}) {}

    /// At the entry, before it is decoded. Notes in `altered` what the line will say.
    tampering enter(pid_t tid, const call& c, tracer& t, output::alteration& altered) {
        return rules_.empty() ? tampering{} : apply_rules(tid, c, t, altered);
    }
    /// At the exit of a call that `enter` altered; `outcome` becomes what the program will see.
    tampering leave(pid_t tid, const call& c, tracer& t, result& outcome, output::alteration& altered);

    /// The task goes on under another id.
    void moved(pid_t from, pid_t to);
    void forget(pid_t tid) { tasks_.erase(tid); }

  private:
    static constexpr std::size_t whole_strings = 4096;  // no path is longer (PATH_MAX)

    struct counter {
        std::size_t rule;
        abi a;
        std::uint64_t nr;
        std::uint64_t count;
    };
    struct task {
        std::uint64_t order;                   // of appearance
        std::vector<counter> counters;         // of each rule and call
        std::vector<const injection*> active;  // the rules that the call it is in is one of
    };

    tampering apply_rules(pid_t tid, const call& c, tracer& t, output::alteration& altered);
    bool applies(const injection& rule, pid_t tid, const call& c, tracer& t);
    bool write_all(const std::vector<poke>& pokes, pid_t tid, const call& c, tracer& t);
    static std::uint64_t& count_of(task& of, std::size_t rule, const call& c);

    const std::vector<injection>& rules_;
    messages& messages_;
    decoder decoder_;
    value_tree tree_;  // of the call as conditions see it, made when one asks
    bool decoded_ = false;
    std::unordered_map<pid_t, task> tasks_;
    std::uint64_t seen_ = 0;
};

}  // namespace whytrace::cli
