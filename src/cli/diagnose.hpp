// Why ptrace was refused, on the command line: asked for, or after it has happened.
// Not here: finding it out (src/refusal).
// Nothing hard here.
#pragma once

#include "cli/messages.hpp"
#include "cli/options.hpp"
#include "whytrace/error.hpp"

#include <optional>
#include <string_view>
#include <sys/types.h>

namespace whytrace::cli {

/// --diagnose: prints the report, or JSON. The exit status: 0 allowed, 1 refused, 2 could not tell.
int diagnose(const options& o);
/// --explain-refusal. Throws usage_error for a name that is none.
void explain_mechanism(std::string_view name);
/// --reproduce: runs the command, or prints the list. Ends as the command does.
int reproduce(const options& o);
/// --check-profile.
int check_profile(const options& o);

/// What the trace would be ended, silenced or deceived by at its first requests, before any of them is made.
std::optional<refused> ambush(const options& o);
/// The trace could not begin: says what was refused, then why. `target`: the process to attach to, 0 for a program of our own.
void explain(const refused& r, pid_t target, messages& m);
/// One notice for each thread of `pid` that runs but is not traced by us.
void notice_unattached(pid_t pid, messages& m);

}  // namespace whytrace::cli
