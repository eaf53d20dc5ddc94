// What is known of __ptrace_may_access, before single mechanisms are judged: whether READ and ATTACH pass, whose user namespace is whose.
// Not here: judgements.
// The hard part: two sets of ids. ptrace(2) goes by our real ids, files of /proc by our file-system ids; where these differ, files prove nothing.
#pragma once

#include "refusal/rules.hpp"

namespace whytrace::refusal {

/// READ passed: the ids, the dumpable flag, the capabilities and the user namespace have no objection, nor has Landlock.
bool read_passed(const situation& s);
/// ATTACH passed: nothing of the access check objects.
bool attach_passed(const situation& s);

/// The target's user namespace, seen from ours.
enum class relation : std::uint8_t { same, below, above, unclear };
relation user_namespace_of_target(const situation& s);

bool have_ptrace_capability(const situation& s);
/// CAP_SYS_PTRACE over the target: effective here, and the target in our user namespace or below it.
bool capable_over_target(const situation& s);

/// Ids, dumpable flag, capabilities or user namespace object, which READ cannot tell from Landlock.
bool access_explained(const situation& s);
/// Nothing that the kernel asks before the security modules objects.
bool modules_reached(const situation& s);

}  // namespace whytrace::refusal
