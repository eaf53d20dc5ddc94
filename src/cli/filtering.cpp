// What speaks against a filter, each a row.
// Not here: what the kernel may still refuse (then the program runs without one, and its first calls tell).
// The hard part is what nobody can know in advance. A program that asks finds a filter (PR_GET_SECCOMP, "Seccomp:" in its status), and
// may not enter strict mode any more; if whytrace is killed by SIGKILL, those that carry the filter are killed too, since all
// their calls in it would fail. --seccomp-bpf=off is for these.
#include "cli/filtering.hpp"

#include "cli/privileges.hpp"

namespace whytrace::cli {

namespace {

struct obstacle {
    bool always;  ///< also if it was asked for by name
    bool (*there)(const options&);
    std::string_view words;
};

constexpr obstacle obstacles[] = {
    {true, [](const options& o) { return o.filter == filtering::off; }, "--seccomp-bpf=off"},
    {true, [](const options& o) { return o.program.argv.empty(); }, "only a program that is launched can have a filter"},
    {true, [](const options& o) { return !o.pids.empty(); }, "processes are attached as well, which have none"},
    {true, [](const options& o) { return o.wants_all_calls(); }, "every call is wanted"},
    {false, [](const options& o) { return o.tracer.background != daemonize::no; },
     "-D: whoever started the program does not expect it to depend on a tracer"},
    {false, [](const options& o) { return o.tracer.registers; }, "--registers: the plain engine was asked for"},
    {false, [](const options& o) { return o.tracer.traceme; }, "--traceme: the plain engine was asked for"},
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
