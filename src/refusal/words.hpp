// Small wordings that judges and reports share: errno by name, an answer, a list of capabilities.
// Not here: sentences.
// The hard part: none.
#pragma once

#include "refusal/throwaway.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace whytrace::refusal {

/// "EPERM"; "errno 200" for a number without a name.
std::string errno_word(int error);
/// The number of "EPERM".
std::optional<int> errno_named(std::string_view name);
/// "ESRCH", "success", "SIGSYS (trapped)", "killed by SIGSYS", "no answer in time".
std::string answer_word(const answer& a);
/// "CAP_KILL, CAP_NET_RAW": at most `most` of them by name, then "and 12 more"; "all capabilities".
std::string capability_words(std::uint64_t set, int most);

}  // namespace whytrace::refusal
