// Wiring: tracer → session → text → page.
// Not here: any of them.
// The hard part: what was traced reaches the file on every way out, also when a signal ends us that nobody handles.
#include "cli/run.hpp"

#include "cli/debug.hpp"
#include "cli/diagnose.hpp"
#include "cli/explain.hpp"
#include "cli/filtering.hpp"
#include "cli/front.hpp"
#include "cli/help.hpp"
#include "cli/list.hpp"
#include "cli/merge.hpp"
#include "cli/print.hpp"
#include "cli/session.hpp"
#include "cli/view.hpp"
#include "output/schema.hpp"
#include "text/format.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <unistd.h>
#include <utility>

namespace whytrace::cli {

namespace {

/// For signals that end us and that the tracer does not handle: our own faults, limits.
void flush_and_die(int signal) {
    output::flush_all_files();
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void go_on(int) {}

void handle(int signal, void (*handler)(int), int flags) {
    struct sigaction action {};
    sigaction(signal, nullptr, &action);
    if (action.sa_handler != SIG_DFL) return;  // ignored, by the wish of whoever started us
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigaction(signal, &action, nullptr);
}

// Handlers do not pass through execve(2), so none of this concerns the program. A file that may not grow is told by write's EFBIG.
void flush_on_fatal_signals() {
    for (const int signal :
         {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGXCPU, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF})
        handle(signal, flush_and_die, static_cast<int>(SA_RESETHAND | SA_NODEFER));
    handle(SIGXFSZ, go_on, 0);
}

/// -f with -p means all threads, and only /proc knows them.
void must_see_threads(pid_t pid) {
    if (access("/proc/self/task", R_OK) != 0)
        throw system_failure(fmt::format("attach: /proc/{}/task: {}", pid, std::strerror(errno)));
}

tracer_options settings_of(const options& o, ptrace_observer* observer) {
    auto settings = o.tracer;
    settings.observer = observer;
    const auto filter = decide_filter(o);
    if (observer)
        observer->decided(fmt::format("{}: {}", filter.use ? "seccomp filter" : "no seccomp filter", filter.because));
    if (!filter.use) return settings;
    settings.filter = [&o](abi a, std::uint64_t nr) { return o.wants(a, nr) || is_multiplexer(a, nr); };
    settings.no_new_privs = filter.no_new_privs;
    return settings;
}

}  // namespace

std::optional<int> inform(const options& o) {
    switch (o.task) {
    case task::trace: return std::nullopt;
    case task::version: print(version_page()); break;
    case task::help: print(everyday_help()); break;
    case task::help_option: print(option_help(*find_option(o.subject))); break;
    case task::merge: merge(o.subject, [](std::string_view line) { print(std::string(line)); }); break;
    case task::help_all: print(whole_help()); break;
    case task::man: print(manual_page()); break;
    case task::bash: print(bash_completion()); break;
    case task::zsh: print(zsh_completion()); break;
    case task::fish: print(fish_completion()); break;
    case task::explain: print(explanation(o.question)); break;
    case task::explain_line: print(harmless(line_explanation(o.question))); break;
    case task::list: print(list_of_calls()); break;
    case task::schema: print(std::string(output::schema())); break;
    case task::diagnose: return diagnose(o);
    case task::explain_refusal: explain_mechanism(o.subject); break;
    case task::reproduce: return reproduce(o);
    case task::check_profile: return check_profile(o);
    }
    return 0;
}

outcome trace(const options& o, messages& m) {
    for (const auto& warning : o.warnings) m.say(warning);
    if (const auto why = ambush(o)) {
        explain(*why, o.pids.empty() ? 0 : o.pids.front(), m);
        return {1, 0};
    }
    const auto observer = o.debug ? make_debug_observer() : nullptr;
    auto settings = settings_of(o, observer.get());
    front ahead;
    if (settings.filter && !o.tracer.follow && getpid() != 1) ahead.split();

    std::optional<view> shown(std::in_place, o, m);
    std::optional<session> s(std::in_place, o, m, shown->format());
    if (o.counting != counting::no) s->count(shown->summary());
    std::optional<messages::room> shared_terminal;
    if (!o.output) shared_terminal.emplace(m, [&shown] { shown->format().show(output::records::aside{}); });

    if (!observer) settings.observer = shown->observer();
    tracer t(settings, *s);
    s->listen_to(t);
    if (!o.program.argv.empty()) t.launch(o.program);
    flush_on_fatal_signals();
    if (o.tracer.follow && !o.pids.empty()) must_see_threads(o.pids.front());
    std::size_t attached = 0;
    for (const pid_t pid : o.pids) {
        if (const auto why = t.attach(pid)) {
            explain(*why, pid, m);
        } else {
            s->attached(pid);
            if (o.tracer.follow) notice_unattached(pid, m);
            ++attached;
        }
    }
    auto end = t.run();
    s->finish();
    if (o.tips) m.show(tip(*o.tips));
    if (o.program.argv.empty() && end.signal == 0) end.exit_code = attached == 0;

    shared_terminal.reset();
    s.reset();
    shown.reset();
    ahead.report(end);
    if (getpid() != 1) t.serve();  // who ends as PID 1 takes all others along
    return end;
}

}  // namespace whytrace::cli
