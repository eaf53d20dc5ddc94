// The options.
// Not here: how values are parsed (values.cpp, qualify.cpp), what goes with what (finish.cpp).
// Nothing hard here: a row is the whole truth about an option. Inside a group, rows are in the order in which help shows them.
#include "cli/table.hpp"

#include "cli/qualify.hpp"
#include "cli/summary_options.hpp"
#include "cli/values.hpp"
#include "cli/words.hpp"
#include "whytrace/error.hpp"

#include <algorithm>

namespace whytrace::cli {

namespace {

using enum group;

/// Something else than a trace is asked for.
void do_instead(draft& d, task what, const given& g) {
    d.task = what;
    d.subject = g.text();
}

// clang-format off
constexpr option_row rows[] = {
    // What to trace
    {'p', "attach", "", "PID", start, true, false, "trace a process; several: -p \"$(pidof nginx)\"",
     "whytrace -f -p 1234", [](draft& d, const given& g) { parse_pids(d, g); }},
    {'E', "env", "", "VAR[=VALUE]", start, true, false, "set a variable for the program, or unset it",
     "whytrace -E LC_ALL=C ls", [](draft& d, const given& g) { parse_environment(d, g); }},
    {'u', "user", "", "USER", start, true, false, "run it as USER or UID:GID; set-uid then works",
     "whytrace -u www-data id",
     [](draft& d, const given& g) {
         if (g.text().empty()) throw system_failure("Cannot find user ''");
         d.program.user = g.text();
     }},
    {0, "argv0", "", "NAME", start, false, false, "what the program sees as its own name",
     "whytrace --argv0=-sh sh", [](draft& d, const given& g) { d.program.argv0 = g.text(); }},
    {'D', "daemonize", "daemonise daemonized daemonised", "[=grandchild|pgroup|session]", start, false,
     false,
     "the program is our caller's child, the tracer a grandchild; -DD: in its own process group, -DDD: "
     "session",
     "whytrace -D -o trace ./server",
     [](draft& d, const given& g) {
         if (g.letter)
             ++d.D;
         else
             d.long_daemonize = parse_daemonize(g);
     }},

    // Following
    {'f', "follow-forks", "", "", follow, true, false, "trace children too, and with -p all threads",
     "whytrace -f make",
     [](draft& d, const given& g) { g.letter ? void(++d.f) : void(d.long_follow = true); }},
    {0, "output-separately", "", "", follow, false, false, "each task to its own FILE.PID (-ff: and -f)",
     "whytrace -ff -o trace make", [](draft& d, const given&) { d.long_separate = true; }},
    {'F', "", "", "", follow, false, false, "old name of -f", "whytrace -F make",
     [](draft& d, const given&) { d.deprecated_follow = true; }},
    {'b', "detach-on", "", "execve", follow, false, false, "a traced process that executes another program is let go",
     "whytrace -f -b execve make",
     [](draft& d, const given& g) {
         if (g.text() != "execve")
             throw system_failure("Syscall '" + std::string(g.text()) + "' for -b isn't supported");
         d.detach_on_exec = true;
     }},
    {0, "syscall-limit", "", "N", follow, false, false, "everything is let go after N calls that were shown",
     "whytrace --syscall-limit=100 yes", [](draft& d, const given& g) { d.call_limit = parse_positive(g); }},

    // Which calls and signals
    {'e', "", "", "EXPR", select, true, false, "calls to show: -e open,%file,/^sched/ -e '!close'",
     "whytrace -e trace=%file,read ls", [](draft& d, const given& g) { qualify(d, g.text()); }},
    {0, "trace", "", "SET", select, false, false,
     "as -e trace=SET: calls by name, number, %class or /regex", "whytrace --trace=%net curl localhost",
     [](draft& d, const given& g) { qualify_trace(d, g.text()); }},
    {'P', "trace-path", "", "PATH", select, true, false, "only calls that concern this file",
     "whytrace -P /etc/passwd id", [](draft& d, const given& g) { d.paths.emplace_back(g.text()); }},
    {0, "trace-fds", "trace-fd", "SET", select, false, false, "only calls that concern these descriptors",
     "whytrace --trace-fds=0,1,2 sh", [](draft& d, const given& g) { qualify_descriptors(d, g.text()); }},
    {0, "signals", "signal", "SET", select, false, false, "as -e signal=SET: the signals that are shown",
     "whytrace --signals=!SIGCHLD sh", [](draft& d, const given& g) { qualify_signals(d, g.text()); }},
    {0, "status", "", "SET", select, false, false,
     "as -e status=SET: calls that end so: successful failed unfinished unavailable detached",
     "whytrace --status=!successful ls", [](draft& d, const given& g) { qualify_status(d, g.text()); }},
    {'z', "successful-only", "", "", select, false, false, "only calls that succeed", "whytrace -z ls",
     [](draft& d, const given&) { ++d.z, d.status = status::successful; }},
    {'Z', "failed-only", "failing-only", "", select, true, false, "only calls that fail", "whytrace -Z ls",
     [](draft& d, const given&) { ++d.z, d.status = status::failed; }},

    {0, "inject", "", "SET:ACTION[:…][:when=…]", select, false, false,
     "as -e inject=…: change calls: error= retval= signal= delay_enter= delay_exit= poke_enter= poke_exit=; on some: "
     "when=FIRST..LAST+STEP, when=10%@SEED, path=, if=",
     "whytrace --inject=openat:error=ENOENT:path=/etc/hosts cat /etc/hosts",
     [](draft& d, const given& g) { qualify_inject(d, g.text()); }},
    {0, "fault", "", "SET[:error=ERRNO][:when=…]", select, false, false,
     "as -e fault=…: let calls fail, with ENOSYS if no error is named", "whytrace --fault=openat:when=3+ ls",
     [](draft& d, const given& g) { qualify_fault(d, g.text()); }},

    // How values are shown
    {'s', "string-limit", "", "N", show, true, false, "show at most N bytes of a string (32)",
     "whytrace -s 200 cat file", [](draft& d, const given& g) { d.decode.string_limit = parse_string_limit(g); }},
    {'v', "no-abbrev", "", "", show, true, false, "show structures, environments and arrays whole",
     "whytrace -v ls", [](draft& d, const given&) { d.abbreviated = call_set::nothing(); }},
    {'y', "decode-fds", "", "[=SET]", show, true, false, "show what descriptors are; -yy: sockets too",
     "whytrace -yy curl localhost",
     [](draft& d, const given& g) {
         if (g.letter)
             ++d.y;
         else
             qualify_fds(d, g.argument ? g.text() : "path");
     }},
    {'Y', "decode-pids", "", "=SET", show, false, false,
     "comm: show the command's name with process ids; pidns: and what they are in our pid namespace",
     "whytrace -f -Y make",
     [](draft& d, const given& g) {
         qualify_pids(d, g.letter ? "comm" : g.text());
     }},
    {0, "pidns-translation", "", "", show, false, false, "as --decode-pids=pidns",
     "whytrace --pidns-translation unshare -fp true", [](draft& d, const given&) { qualify_pids(d, "pidns"); }},
    {'x', "strings-in-hex", "", "[=non-ascii-chars|non-ascii|all]", show, false, false,
     "strings with other than ASCII in hexadecimal; -xx: all strings", "whytrace -x cat file",
     [](draft& d, const given& g) { g.letter ? void(++d.x) : void(d.long_strings = parse_strings(g)); }},
    {'X', "const-print-style", "", "raw|abbrev|verbose", show, false, false,
     "numbers, names (the default), or both", "whytrace -X verbose ls",
     [](draft& d, const given& g) { d.lines.values.names = parse_constants(g); }},
    {'N', "arg-names", "", "", show, false, false, "show the names of arguments", "whytrace -N ls",
     [](draft& d, const given&) { d.lines.values.argument_names = true; }},
    {0, "write", "", "SET", show, false, false, "as -e write=SET: descriptors whose data is shown in hexadecimal when it is written",
     "whytrace -e write=1 echo hello", [](draft& d, const given& g) { qualify_written(d, g.text()); }},
    {0, "kvm", "", "vcpu", show, false, false, "as -e kvm=vcpu: why virtual processors stop",
     "whytrace -e kvm=vcpu qemu-system-x86_64", [](draft& d, const given& g) { qualify_kvm(d, g.text()); }},
    {0, "namespace", "", "[=new]", show, false, false, "the namespaces that a call has made or entered",
     "whytrace --namespace unshare -n true",
     [](draft& d, const given& g) { qualify_namespaces(d, g.argument ? g.text() : "new"); }},
    {0, "secontext", "", "[=full]", show, false, false, "SELinux types of processes and files, or their whole contexts",
     "whytrace --secontext ls",
     [](draft& d, const given& g) {
         if (g.argument)
             qualify_contexts(d, g.text());
         else
             d.decode.contexts = contexts::type;
     }},
    {0, "abbrev", "", "SET", show, false, false, "calls whose structures are abbreviated (all)",
     "whytrace --abbrev=!stat ls", [](draft& d, const given& g) { qualify_abbrev(d, g.text()); }},
    {0, "verbose", "", "SET", show, false, false, "calls whose structures are shown at all (all)",
     "whytrace --verbose=none ls", [](draft& d, const given& g) { qualify_verbose(d, g.text()); }},
    {0, "raw", "", "SET", show, false, false, "calls whose arguments are bare hexadecimal numbers (none)",
     "whytrace --raw=ioctl ls", [](draft& d, const given& g) { qualify_raw(d, g.text()); }},

    // Lines and output
    {'o', "output", "", "FILE", group::output, true, false, "write to FILE, or to a command: -o '|less'",
     "whytrace -f -o trace make", [](draft& d, const given& g) { d.output = g.text(); }},
    {0, "format", "", "text|json|perfetto|folded|folded-count", group::output, false, true,
     "what the trace looks like; json: an object an event, a line each; perfetto: a timeline; folded: stacks for flame graphs by time, or by count",
     "whytrace --format=json -o trace.jsonl ls", [](draft& d, const given& g) { d.shape = parse_shape(g); }},
    {0, "read", "", "FILE", group::output, false, false,
     "show a recording instead of tracing: -e -P -z -v -s -y -t -T and the like apply; --read=SET (3,4 all none !0) is strace's, as -e read=SET",
     "whytrace --read=trace.jsonl -Z -T", [](draft& d, const given& g) { read_file_or_set(d, g.text()); }},
    {0, "record", "", "FILE", group::output, false, true, "keep everything in FILE as well, as --format=json has it",
     "whytrace --record=trace.jsonl ls", [](draft& d, const given& g) { d.record = g.text(); }},
    {0, "json", "", "", group::output, false, true, "as --format=json; the diagnosis, too", "whytrace --diagnose --json",
     [](draft& d, const given&) { d.shape = shape::json; }},
    {'A', "output-append-mode", "", "", group::output, false, false, "append to FILE",
     "whytrace -A -o trace ls", [](draft& d, const given&) { d.append = true; }},
    {'t', "absolute-timestamps", "timestamps", "[=[[format:]none|time|unix][,[precision:]s|ms|us|ns]]",
     group::output, true, false, "time of day; -tt: microseconds, -ttt: since 1970", "whytrace -tt ls",
     [](draft& d, const given& g) { g.letter ? void(++d.t) : parse_timestamps(d, g); }},
    {'r', "relative-timestamps", "", "[=s|ms|us|ns]", group::output, true, false,
     "time since the line before", "whytrace -r ls",
     [](draft& d, const given& g) { d.lines.relative = parse_precision(g); }},
    {'T', "syscall-times", "", "[=s|ms|us|ns]", group::output, true, false, "time spent in each call",
     "whytrace -T ls", [](draft& d, const given& g) { d.lines.duration = parse_precision(g); }},
    {'a', "columns", "", "N", group::output, true, false, "the column of results (40)", "whytrace -a 60 ls",
     [](draft& d, const given& g) { d.lines.columns = parse_number(g); }},
    {'k', "stack-trace", "stack-traces", "[=symbol|source]", group::output, false, false,
     "the stack behind each call and signal; -kk: with file and line of the source", "whytrace -k -e trace=openat ls",
     [](draft& d, const given& g) { g.letter ? void(++d.k) : void(d.stacks = parse_stacks(g)); }},
    {0, "stack-trace-frame-limit", "", "N", group::output, false, false, "at most N frames of a stack (256)",
     "whytrace -k --stack-trace-frame-limit=3 ls", [](draft& d, const given& g) { d.frame_limit = parse_number(g); }},
    {'n', "syscall-number", "", "", group::output, false, false, "the number of the call", "whytrace -n ls",
     [](draft& d, const given&) { d.lines.number = true; }},
    {'i', "instruction-pointer", "", "", group::output, false, false,
     "the address that the call was made from", "whytrace -i ls",
     [](draft& d, const given&) { d.lines.instruction_pointer = true; }},
    {0, "whole-calls", "", "", group::output, false, true,
     "a call is one line, written when it returns, with the time at which it began", "whytrace -f -tt --whole-calls make",
     [](draft& d, const given&) { d.lines.whole_calls = true; }},
    {0, "color", "", "=auto|always|never", group::output, false, false,
     "colours: on a terminal unless NO_COLOR is set (the default), always or never; STRACE_COLORS changes them",
     "whytrace --color=always ls", [](draft& d, const given& g) { d.colours = parse_colours(g); }},
    {0, "merge", "", "=FILE", group::output, false, true, "instead of tracing: FILE.PID of -ff -tt or -ttt as one trace",
     "whytrace --merge=trace",
     [](draft& d, const given& g) {
         d.task = task::merge;
         d.subject = g.text();
     }},
    {0, "always-show-pid", "", "", group::output, false, false, "the process id in every line",
     "whytrace --always-show-pid ls", [](draft& d, const given&) { d.lines.tids = output::ids::always; }},

    // Counting
    {'c', "summary-only", "", "", count, true, false, "count calls, errors and times instead", "whytrace -c -f make",
     [](draft& d, const given&) { choose_counting(d, counting::only); }},
    {'C', "summary", "", "", count, false, false, "count, and show the trace as well", "whytrace -C ls",
     [](draft& d, const given&) { choose_counting(d, counting::too); }},
    {'w', "summary-wall-clock", "", "", count, false, false,
     "count the time on the clock from a call's begin to its end, not that of the processor", "whytrace -c -w ls",
     [](draft& d, const given&) { d.summary.wall = true; }},
    {'S', "summary-sort-by", "", "COLUMN", count, false, false,
     "sort by time (the default), min-time, max-time, avg-time, calls, errors, name, wall-total, wall-min, wall-max, "
     "wall-avg or nothing",
     "whytrace -c -S calls ls", [](draft& d, const given& g) { parse_summary_order(d, g); }},
    {'U', "summary-columns", "", "COLUMNS", count, false, false,
     "the columns: time-percent, total-time, min-time, max-time, avg-time, calls, errors, name, wall-total, wall-min, "
     "wall-max, wall-avg",
     "whytrace -c -U calls,errors,name ls", [](draft& d, const given& g) { parse_summary_columns(d, g); }},
    {'O', "summary-syscall-overhead", "", "TIME", count, false, false,
     "take TIME off each call: a number with s, ms, us (the default) or ns", "whytrace -c -w -O 5us ls",
     [](draft& d, const given& g) { d.summary.overhead_ns = parse_duration(g); }},
    {0, "summary-by", "", "=total|task", count, false, true, "a table for each task; with -ff -o FILE in its FILE.PID",
     "whytrace -c -f --summary-by=task make", [](draft& d, const given& g) { d.summary.by_task = parse_summary_by(g); }},
    {0, "summary-chart", "", "", count, false, true, "each call's share of the time, and how long its calls took",
     "whytrace -c --summary-chart ls", [](draft& d, const given&) { d.summary.chart = true; }},

    // Messages
    {'q', "quiet", "silent silence", "[=SET]", messages, true, false,
     "fewer messages; -qq: fewer, -qqq: none", "whytrace -f -q make",
        [](draft& d, const given& g) {
            if (g.letter)
                ++d.q;
            else
                qualify_quiet(d, g.argument ? g.text() : "attach,personality");
        }},

    // How it is traced
    {'I', "interruptible", "", "WHEN", inner, false, false,
     "when Ctrl-C ends the trace: 1 anywhere, 2 waiting (the default), 3 never (with -o FILE PROG), 4 "
     "never_tstp (with -D)",
     "whytrace -I 1 -o trace make",
     [](draft& d, const given& g) { d.interrupted = parse_interruptible(g); }},
    {0, "kill-on-exit", "", "", inner, false, false, "the traced processes end with us",
     "whytrace --kill-on-exit -f make", [](draft& d, const given&) { d.tracer.kill_on_exit = true; }},
    {0, "seccomp-bpf", "", "[=auto|on|off]", inner, false, false,
     "calls that are not wanted run without a stop, by a seccomp filter: auto where it does no harm",
     "whytrace --seccomp-bpf=off -e trace=openat ls",
     [](draft& d, const given& g) { d.filter = parse_filtering(g); }},
    {0, "cpu-handoff", "", "=auto|always|never", inner, false, true,
     "share one CPU with a program that makes many calls: faster; always: also with -p",
     "whytrace --cpu-handoff=never make",
     [](draft& d, const given& g) { d.tracer.handoff = parse_cpu_sharing(g); }},
    {0, "traceme", "", "", inner, false, true, "launch with PTRACE_TRACEME instead of PTRACE_SEIZE",
     "whytrace --traceme ls", [](draft& d, const given&) { d.tracer.traceme = true; }},
    {0, "registers", "", "", inner, false, true, "read registers instead of PTRACE_GET_SYSCALL_INFO",
     "whytrace --registers ls", [](draft& d, const given&) { d.tracer.registers = true; }},
    {0, "narrate", "", "[=brief]", inner, false, true, "below each line, how it was got, with ptrace explained; =brief: without",
     "whytrace --narrate true", [](draft& d, const given& g) { d.narrate = parse_narration(g); }},
    {'d', "debug", "", "", inner, false, false, "show each ptrace request on standard error",
     "whytrace -d true", [](draft& d, const given&) { d.debug = true; }},

    // When tracing is refused
    {0, "diagnose", "", "[=full]", why, true, true, "may we trace, what refuses, what helps; =full: all",
     "whytrace --diagnose -p 1", [](draft& d, const given& g) { parse_diagnosis(d, g); }},
    {0, "explain-refusal", "", "MECHANISM", why, false, true, "how the kernel decides about it, and how to see it",
     "whytrace --explain-refusal yama", [](draft& d, const given& g) { do_instead(d, task::explain_refusal, g); }},
    {0, "reproduce", "", "MECHANISM[:KEY=VALUE]", why, false, true,
     "run a command with ptrace refused to it; --reproduce=list names all",
     "whytrace --reproduce=docker-18.09 strace ls",
     [](draft& d, const given& g) { do_instead(d, task::reproduce, g); }},
    {0, "check-profile", "", "FILE.json[:cap=CAPABILITY][:kernel=VERSION][:arch=NAME]", why, false, true,
     "what a container's seccomp profile says about ptrace, its relatives and the calls named",
     "whytrace --check-profile=default.json:cap=SYS_PTRACE ptrace",
     [](draft& d, const given& g) { do_instead(d, task::check_profile, g); }},

    // Help
    {'h', "help", "", "[=all|OPTION|man|bash|zsh|fish]", group::help, true, false,
     "this page; =all: every option; =OPTION: that one", "whytrace --help=all",
     [](draft& d, const given& g) { parse_help(d, g); }},
    {0, "tips", "", "[=[[id:]N|random,][[format:]none|compact|full]]", group::help, false, false, "a tip at the end",
     "whytrace --tips ls", [](draft& d, const given& g) { d.tips = parse_tips(g); }},
    {'V', "version", "", "", group::help, true, false, "the version, and what is built in", "whytrace -V",
     [](draft& d, const given&) { d.task = task::version; }},
    {0, "schema", "", "", group::help, false, true, "the JSON Schema of --format=json", "whytrace --schema",
     [](draft& d, const given&) { d.task = task::schema; }},
    {0, "explain", "", "NAME", group::help, false, true, "what a call, signal, errno, flag, struct or %class is",
     "whytrace --explain openat",
     [](draft& d, const given& g) {
         d.task = task::explain;
         d.question = g.text();
     }},
    {0, "explain-line", "", "LINE", group::help, false, true, "takes a line of a trace apart, whytrace's or strace's",
     "whytrace --explain-line line",
     [](draft& d, const given& g) {
         d.task = task::explain_line;
         d.question = g.text();
     }},
    {0, "list", "", "", group::help, true, true, "all known calls, with numbers and classes",
     "whytrace --list", [](draft& d, const given&) { d.task = task::list; }},
};
// clang-format on

static_assert([] {
    for (const auto& row : rows)
        if (row.help.empty() || row.example.empty() || (!row.letter && row.name.empty()) || !row.take) return false;
    return true;
}());

}  // namespace

std::span<const option_row> option_table() { return rows; }

const option_row* find_option(std::string_view spelled) {
    const auto name = spelled.substr(std::min(spelled.size(), spelled.find_first_not_of('-')));
    if (name.empty()) return nullptr;
    for (const auto& row : rows)
        if ((name.size() == 1 && row.letter == name[0]) || row.name == name || lists(row.aliases, name)) return &row;
    return nullptr;
}

}  // namespace whytrace::cli
