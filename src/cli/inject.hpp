// One rule of -e inject= or fault=: which calls, what is done to them, and when.
// Not here: doing it (tamper.cpp), what a condition is (condition.hpp).
// The hard part: strace(1)'s grammar has no quoting, so `:` and `,` inside a path or a value are written `\:` and `\,`.
#pragma once

#include "cli/call_set.hpp"
#include "cli/condition.hpp"
#include "whytrace/call.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace whytrace::cli {

/// Which of the calls that a rule selects it acts on, counted from 1 for each call of each task.
struct occasion {
    static constexpr std::uint32_t no_end = ~std::uint32_t{};

    std::uint32_t first = 1, last = no_end, step = 1;
    std::optional<double> percent;      ///< instead of counting
    std::optional<std::uint64_t> seed;  ///< of `percent`; none was given: one is drawn

    /// `task`: the how-manieth task of the trace, so that two with the same seed do not fail in step.
    bool includes(std::uint64_t count, std::uint64_t task) const;
};

/// Bytes written to where an argument points.
struct poke {
    std::size_t argument;  ///< from 0
    std::vector<std::byte> bytes;
};

struct injection {
    call_set calls = call_set::nothing();
    std::optional<result> outcome;  ///< the call is not made, and this is its result
    std::string substitute;         ///< this call is made in its place: one that changes nothing, or itself
    std::optional<int> signal;
    std::optional<std::uint64_t> delay_enter, delay_exit;  ///< nanoseconds
    std::vector<poke> poke_enter, poke_exit;
    occasion when;
    std::string path;  ///< a pattern as fnmatch(3) has it; empty: any call
    std::vector<condition> conditions;

    bool does_something() const {
        return outcome || signal || delay_enter || delay_exit || !poke_enter.empty() || !poke_exit.empty();
    }
};

/// `SET:TOKEN:…` behind inject=, or behind fault=, which has an error only. Throws with strace's words; what is odd but
/// allowed is said in `warnings`.
injection parse_inject(std::string_view text, std::vector<std::string>& warnings);
injection parse_fault(std::string_view text, std::vector<std::string>& warnings);

}  // namespace whytrace::cli
