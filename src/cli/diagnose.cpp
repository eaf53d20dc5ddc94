// See diagnose.hpp.
// Not here: --reproduce (reproduce.cpp), --check-profile (check_profile.cpp).
// Nothing hard here: the report goes to standard output when it was asked for, to standard error when it was not.
#include "cli/diagnose.hpp"

#include "cli/print.hpp"
#include "refusal/beforehand.hpp"
#include "refusal/diagnose.hpp"
#include "refusal/explanations.hpp"
#include "refusal/later.hpp"
#include "refusal/mechanism.hpp"
#include "refusal/program_file.hpp"
#include "text/format.hpp"
#include "trace/program.hpp"

#include <cerrno>
#include <linux/ptrace.h>
#include <unistd.h>

namespace whytrace::cli {

namespace {

// It was searched for as for a trace, and not run.
std::string path_of(const options& o) {
    try {
        return trace::program(o.program).path();
    } catch (system_failure& e) {
        e.exit_status = 2;
        throw;
    }
}

}  // namespace

int diagnose(const options& o) {
    const pid_t target = o.pids.empty() ? 0 : o.pids.front();
    const std::string path = o.program.argv.empty() ? "" : path_of(o);
    refusal::finding f = refusal::diagnose({target, o.tracer.traceme && target == 0});
    if (!path.empty()) f.program = refusal::examine(path, refusal::have_ptrace_capability());
    print(o.shape == shape::json ? refusal::json(f) + "\n"
                                 : refusal::report(f, o.whole_report ? refusal::detail::full : refusal::detail::screen,
                                                   width_of(STDOUT_FILENO), may_colour(STDOUT_FILENO)));
    return refusal::exit_status(f);
}

void explain_mechanism(std::string_view name) {
    const auto m = refusal::mechanism_named(name);
    if (m) return print(refusal::explanation(*m, width_of(STDOUT_FILENO), may_colour(STDOUT_FILENO)));
    std::string names;
    for (const auto known : refusal::mechanism_names) names += " " + std::string(known);
    throw usage_error(fmt::format("no mechanism '{}'; there are:{}", name, names));
}

std::optional<refused> ambush(const options& o) {
    const bool traceme = o.tracer.traceme && o.pids.empty();
    const auto what = refusal::snare(traceme);
    if (!what) return std::nullopt;
    const char* request = traceme ? "ptrace(PTRACE_TRACEME, ...)" : "attach: ptrace(PTRACE_SEIZE, ...)";
    return refused(fmt::format("{}: {}", request, *what), traceme ? PTRACE_TRACEME : PTRACE_SEIZE, 0, 0);
}

void explain(const refused& r, pid_t target, messages& m) {
    m.say(r.what());
    const auto f = refusal::diagnose({target, r.request == PTRACE_TRACEME});
    if (f.who == refusal::mechanism::no_such_process) return;  // the line says it all
    m.show(refusal::report(f, refusal::detail::screen, width_of(STDERR_FILENO), may_colour(STDERR_FILENO)));
}

void notice_unattached(pid_t pid, messages& m) {
    for (const auto& thread : refusal::unattached_threads(pid))
        m.say(fmt::format("thread {} is not traced: {}", thread.tid, thread.why));
}

}  // namespace whytrace::cli
