// From what was typed to what is meant: counted letters, defaults that depend on other options, what excludes what.
// Not here: single options (table.cpp).
// Nothing hard here; the order of the checks is strace's where it can be seen.
#include "cli/draft.hpp"
#include "cli/path_filter.hpp"
#include "cli/summary_options.hpp"
#include "whytrace/error.hpp"

#include <algorithm>
#include <string>
#include <unistd.h>
#include <utility>

namespace whytrace::cli {

namespace {

void exclude(bool letter, bool name, const char* what) {
    if (letter && name) throw system_failure(std::string(what) + " cannot be provided simultaneously");
}

void exclude_mixtures(const draft& d) {
    exclude(d.t > 0, d.long_time.has_value(), "-t and --absolute-timestamps");
    exclude(d.x > 0, d.long_strings.has_value(), "-x and --strings-in-hex");
    exclude(d.y > 0, d.long_fds, "-y and --decode-fds");
    exclude(d.f > 0, d.long_follow, "-f and --follow-forks");
    exclude(d.f > 1, d.long_separate, "-ff and --output-separately");
}

/// With a program, --read=X was strace's and X is no set of descriptors, unless X is a recording that is there.
void must_only_read(const draft& d) {
    if (d.program.argv.empty() && d.pids.empty()) return;
    if (*d.read != "-" && access(d.read->c_str(), F_OK) != 0) number_set::parse(*d.read, "descriptor");
    throw usage_error("--read=FILE and PROG or -p PID are mutually exclusive");
}

void finish_following(draft& d) {
    d.tracer.follow = d.f > 0 || d.long_follow || d.deprecated_follow;
    if (d.deprecated_follow)
        d.warnings.emplace_back(d.f > 0 || d.long_follow
                                    ? "deprecated option -F ignored"
                                    : "option -F is deprecated, please use -f/--follow-forks instead");
}

void finish_output(draft& d) {
    d.separate = (d.f > 1 || d.long_separate) && d.output.has_value();
    if (d.z > 1)
        d.warnings.emplace_back(
            "Only the last of -z/--successful-only/-Z/--failed-only options will take effect. See status "
            "qualifier for more complex filters.");
    if (d.append && !d.output) d.warnings.emplace_back("-A/--output-append-mode has no effect without -o/--output");
}

void finish_files(draft& d) {
    if (d.separate && d.shape != shape::text && d.shape != shape::json)
        throw usage_error("this --format and -ff/--output-separately are mutually exclusive");
    if (d.separate && d.to_command())
        throw usage_error("piping the output and -ff/--output-separately are mutually exclusive");
}

void finish_daemonizing(draft& d) {
    exclude(d.D > 0, d.long_daemonize.has_value(), "-D and --daemonize");
    if ((d.D > 0 || d.long_daemonize) && d.program.argv.empty())
        throw usage_error("PROG [ARGS] must be specified with -D/--daemonize");
    if (d.D > 3) throw usage_error("Too many -D's (" + std::to_string(d.D) + "), maximum supported -D count is 3");
    d.tracer.background = d.long_daemonize.value_or(static_cast<daemonize>(d.D));
    const bool to_file = d.output.has_value() && !d.program.argv.empty();
    d.tracer.signals = d.interrupted.value_or(d.tracer.background != daemonize::no ? interruptible::never_tstp
                                              : to_file                            ? interruptible::never
                                                                                   : interruptible::waiting);
}

void finish_lines(draft& d) {
    using namespace output;
    if (d.t > 0) {
        d.lines.absolute = d.t > 2 ? time_form::unix : time_form::of_day;
        d.lines.absolute_digits = d.t > 1 ? precision::us : precision::s;
    } else if (d.long_time) {
        d.lines.absolute = *d.long_time;
        d.lines.absolute_digits = d.long_time_digits;
    }
    if (d.separate)
        d.lines.tids = ids::never;
    else if (d.output && d.lines.tids != ids::always)
        d.lines.tids = d.tracer.follow || d.pids.size() > 1 ? ids::always : ids::never;
    if (d.x > 0)
        d.lines.values.strings = d.x > 1 ? hex_strings::always : hex_strings::non_ascii;
    else if (d.long_strings)
        d.lines.values.strings = *d.long_strings;
    if (d.y > 0) d.decode.descriptors = d.y > 1 ? fd_detail::all : fd_detail::path;
}

void finish_quiet(draft& d) {
    if (d.q > 0)
        d.quiet = d.q > 2   ? quiet::all
                  : d.q > 1 ? quiet::attach | quiet::personality | quiet::exit
                            : quiet::attach | quiet::personality;
    else if (!d.long_quiet && (d.shape != shape::text || (d.output && !d.program.argv.empty())))  // data says it, too
        d.quiet = quiet::attach | quiet::personality;
    d.quiet_given = d.q > 0 || d.long_quiet;
    d.lines.exits = !(d.quiet & quiet::exit);
    d.lines.supersessions = !(d.quiet & quiet::thread_execve);
    d.lines.modes = !(d.quiet & quiet::personality);
    d.lines.fatal_signals = d.signals;
}

/// What is asked instead of a trace.
void check_question(const draft& d) {
    if (d.task == task::diagnose && d.pids.size() + !d.program.argv.empty() > 1)
        throw usage_error("--diagnose takes one PID or one PROG");
    if (d.task == task::reproduce && d.subject != "list" && d.program.argv.empty())
        throw usage_error("must have PROG [ARGS] with --reproduce");
}

void finish_paths(draft& d) {
    for (const auto& path : d.paths)
        if (const auto real = resolved_path(path, 0);
            !real.empty() && real != path && !(d.quiet & quiet::path_resolution))
            d.warnings.push_back("Requested path \"" + path + "\" resolved into \"" + real + '"');
}

}  // namespace

void finish(draft& d) {
    if (d.task != task::trace) return check_question(d);
    if (std::ranges::find(d.pids, getpid()) != d.pids.end())
        throw system_failure("I'm sorry, I can't let you do that, Dave.");
    if (d.read)
        must_only_read(d);
    else if (d.program.argv.empty() && d.pids.empty())
        throw usage_error("must have PROG [ARGS] or -p PID");
    finish_daemonizing(d);
    exclude_mixtures(d);
    finish_following(d);
    finish_summary(d);
    finish_output(d);
    finish_quiet(d);
    finish_paths(d);
    finish_files(d);
    exclude(d.q > 0, d.long_quiet, "-q and -e quiet/--quiet");
    finish_lines(d);
    if (d.narrate != narration::none && d.shape != shape::text)
        throw usage_error("--narrate is told between the lines of text: not with another --format");
    if (d.narrate != narration::none && d.debug)
        throw usage_error("--narrate and -d show the same: one of them, please");
    if (d.k > 0) d.stacks = d.k > 1 ? stacks::source : stacks::symbols;
    d.decode.recording = d.wants_everything();
    d.tracer.cpu_times = d.counting != counting::no && d.summary.needs_processor_time();
}

}  // namespace whytrace::cli
