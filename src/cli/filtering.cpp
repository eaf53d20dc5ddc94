// What speaks against a filter, each a row.
// Not here: what the kernel may still refuse (then the program runs without one, and its first calls tell).
// The hard part is what nobody can know in advance. A program that asks finds a filter (PR_GET_SECCOMP, "Seccomp:" in its status), and
// may not enter strict mode any more; changes between 32 and 64 bits are told at calls that are wanted only; children of a shell that
// themselves are tracers find, without -f, that theirs are traced already; if whytrace is killed by SIGKILL, those that carry the filter are killed too, since all
// their calls in it would fail. --seccomp-bpf=off is for these.
#include "cli/filtering.hpp"

#include "cli/privileges.hpp"
#include "text/lines.hpp"
#include "trace/program.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace whytrace::cli {

namespace {

/// Debuggers, tracers, sandboxes: a word in their tables of symbols, which lie at the beginning of a file.
bool names_ptrace(const options& o) {
    constexpr std::size_t looked_at = 1 << 20;
    constexpr std::string_view word("\0ptrace\0", 8);
    const auto beginning = text::beginning_of(trace::find_program(o.program.argv.front()), looked_at);
    return beginning && beginning->find(word) != std::string::npos;
}

bool injects_signals(const options& o) {
    return std::ranges::any_of(o.injections, [](const injection& i) { return i.signal.has_value(); });
}

struct obstacle {
    bool always;  ///< also if it was asked for by name
    bool (*there)(const options&);
    std::string_view words;
};

constexpr obstacle obstacles[] = {
    {true, [](const options& o) { return o.filter == filtering::off; }, "--seccomp-bpf=off"},
    {true, [](const options& o) { return o.program.argv.empty(); },
     "only a program that is launched can have a filter"},
    {true, [](const options& o) { return !o.pids.empty(); }, "processes are attached as well, which have none"},
    {true, [](const options& o) { return o.wants_all_calls(); }, "every call is wanted"},
    {true, [](const options& o) { return o.detach_on_exec; }, "-b: who is let go would keep the filter"},
    {true, [](const options& o) { return o.call_limit != 0; }, "--syscall-limit: who is let go would keep the filter"},
    {false, [](const options& o) { return o.lines.number; }, "-n: signals show the number of the last call of all"},
    {false, [](const options& o) { return o.tracer.background != daemonize::no; },
     "-D: whoever started the program does not expect it to depend on a tracer"},
    {false, [](const options& o) { return o.tracer.registers; }, "--registers: the plain engine was asked for"},
    {false, [](const options& o) { return o.tracer.traceme; }, "--traceme: the plain engine was asked for"},
    {true, [](const options& o) { return o.stacks != stacks::none; }, "-k: calls that change mappings must be seen"},
    {true, injects_signals, "a signal is injected, which the kernel takes at syscall-stops only"},
    {false, [](const options& o) { return !o.tracer.follow && names_ptrace(o); },
     "without -f its children are its own to trace, and it knows ptrace"},
    {false, [](const options&) { return !has_capability(capability::sys_admin); },
     "without CAP_SYS_ADMIN it needs no_new_privs, which programs that gain privileges notice (seccomp(2))"},
};

}  // namespace

filter_decision decide_filter(const options& o) {
    for (const auto& row : obstacles)
        if (row.there(o) && (row.always || o.filter != filtering::on)) return {false, false, row.words};
    return {true, !has_capability(capability::sys_admin), "the calls that are wanted are a part of all calls"};
}

}  // namespace whytrace::cli
