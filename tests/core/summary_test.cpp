// Counts: the tables of -c and -C beside strace's, and the counts beside the kernel's own.
// Not here: single cells (unit tests of src/output/summary.hpp).
// The hard part is what differs from run to run: times. So tables are compared by columns without times, and with all of them taken off
// by -O; and the kernel counts the same run that we do.
#include "support/catch.hpp"
#include "support/kernel_count.hpp"
#include "support/proc.hpp"
#include "support/side_by_side.hpp"
#include "support/tracer.hpp"

#include <csignal>
#include <regex>
#include <sys/syscall.h>

using namespace whytrace::test;

namespace {

const words everything_off = {"-O", "1000s"};  // every time is 0

/// Without the calls that wait for others: how many those are is chance.
void same(words options, const words& program = {tracee("sampler")}) {
    options.insert(options.end(), {"-e", "trace=!futex,tgkill,getpid,sched_yield,wait4"});
    options.insert(options.end(), program.begin(), program.end());
    CHECK(parting(options, alignment::counts) == "");
}

/// The sum of a column "calls" that is the first one.
long total_of(const std::string& table) {
    long sum = 0;
    static const std::regex total("^ *(\\d+) .*total$");
    std::smatch m;
    for (const std::string& line : split_lines(table))
        if (std::regex_match(line, m, total)) sum += std::stol(m[1]);
    return sum;
}

/// The kernel and we count what one shell does from the same moment on, in which it becomes the program.
void counts_are_the_kernels(const std::string& program) {
    INFO(program);
    process shell({{"sh", "-c", "echo ready; read go; exec " + program}});
    shell.until_out("ready\n");
    eventually("the shell reads", [&] { return sleeps_in(shell.pid(), SYS_read); });
    const kernel_count kernels(shell.pid());
    const scratch here;
    process tracer_process({tracer({"-f", "-C", "-qqq", "-U", "calls", "-o", here.path("trace"), "-e", "signal=none",
                                    "-p", std::to_string(shell.pid())})});
    eventually("we show its read", [&] { return read_file(here.path("trace")).find("read(") != std::string::npos; });
    shell.write("go\n");
    shell.finish();
    tracer_process.wait();
    const std::string ours = read_file(here.path("trace"));
    // A call that never returned has no row in strace's table, so it has none in ours: exit and exit_group, and those that death ended.
    long lost = 0;
    for (const std::string& line : split_lines(ours))
        if (line.ends_with(" = ?")) ++lost;
    // The shell's read was entered before anybody counted.
    CHECK(static_cast<long>(kernels.value()) == total_of(ours) + lost);
}

}  // namespace

TEST_CASE("tables: columns, sorting, a trace besides, 32 bit") {
    need_strace();
    for (const char* key : {"name", "calls", "errors", "count", "syscall", "nothing", "none", "error"})
        same({"-c", "-f", "-S", key, "-U", "name,calls,errors"});
    for (const char* columns :
         {"calls", "errors", "name", "errors,name,calls", "calls,errors,name", "syscall,count", "errors,calls"})
        same({"-c", "-f", "-S", "name", "-U", columns});
    for (const char* key : {"time", "min-time", "max-time", "avg-time", "shortest", "longest", "time-total"}) {
        words options = {"-c", "-f", "-S", key};
        options.insert(options.end(), everything_off.begin(), everything_off.end());
        same(options);
        options.push_back("-w");
        same(options);
    }
    same({"-c", "-f", "-O", "1000s", "-U", "time,total-time,min-time,max-time,avg-time,calls,errors,name"});
    same({"-c", "-f", "-O", "1000s", "-o", "@FILE"});
    CHECK(parting({"-c", "-O", "1000s", "-e", "trace=none", "true"}) == "");
    if (!strace_is_newer()) {  // 6.1 counts every call, whatever its status; later ones do not
        same({"-c", "-f", "-q", "-O", "1000s", "-z"});
        same({"-c", "-f", "-O", "1000s", "-e", "status=failed"});
    }
    same({"--summary-only", "--summary-wall-clock", "--summary-sort-by=calls", "--summary-columns=calls,name",
          "--summary-syscall-overhead=1000s"});
    CHECK(parting({"-C", "-f", "-O", "1000s", "-e", "trace=openat,write,kill,exit_group", tracee("sampler")}) == "");
    CHECK(parting({"--summary", "-O", "1000s", "-o", "@FILE", "-e", "trace=openat,kill", tracee("sampler")}) == "");
#ifndef __aarch64__  // there strace counts the execve that ends in a program of 32 bits as arm's call of that number, fcntl64
    if (run({tracee("thirty_two")}).ending == "exited with 9")
        CHECK(parting({"-c", "-f", "-S", "name", "-U", "calls,errors", "sh", "-c", tracee("thirty_two")}) == "");
#endif
}

TEST_CASE("tables: what does not go together, and what is no column") {
    need_strace();
    for (const words& options : {words{"-c", "-C"},
                                 {"-cCff"},
                                 {"-c", "-ff"},
                                 {"-C", "-ff", "-o", "@FILE"},
                                 {"-c", "--output-separately", "-o", "@FILE"},
                                 {"-c", "-U", "calls,name,calls,errors"},
                                 {"-c", "-U", ""},
                                 {"-c", "-U", ","},
                                 {"-c", "-U", "calls,"},
                                 {"-c", "-U", "x"},
                                 {"-S", "x"},
                                 {"-c", "-S", ""},
                                 {"-S", "name", "-e", "none"},
                                 {"-U", "name"},
                                 {"-w"},
                                 {"--summary-columns=name"},
                                 {"--summary-wall-clock"},
                                 {"-O", "x"},
                                 {"-c", "-O", "-5"},
                                 {"-c", "-O", ""},
                                 {"-O", "1h"},
                                 {"-O", "0x10us"},
                                 {"-O", "inf"},
                                 {"-O", "5 s"},
                                 {"--summary-syscall-overhead=1x"},
                                 {"--summary-sort-by=x"},

                                 {"-c", "-TytrniYx", "-X", "verbose", "-vqA", "-s", "5", "-e", "none"},
                                 {"-C", "-T", "-y", "-e", "none"},
                                 {"-A", "-w", "-e", "none"}}) {
        words all = options;
        all.push_back("true");
        CHECK(parting(all) == "");
    }
}

TEST_CASE("the table comes at the end of every run: interrupted, killed, detached") {
    need_strace();
    same({"-c", "-U", "calls", "-S", "name"}, {"sh", "-c", "kill -TERM $$"});
    // A child that ends behind its parent: else the return from the handler of its end may be a call more.
    same({"-c", "-U", "calls", "-S", "name", "-f"}, {"bash", "-c", "exec 3> >(cat >/dev/null); exit 3"});
    for (const std::string& name : {std::string("strace"), tracer_name()}) {
        process waiting({{tracee("blocked"), "read"}});
        waiting.until_out("ready\n");
        process counter({{name, "-c", "-U", "calls", "-p", std::to_string(waiting.pid())}});
        counter.until_err("attached");
        counter.send(SIGINT);
        const std::string ending = counter.finish();
        INFO(name << ": " << counter.err());
        CHECK(ending == "killed by SIGINT");
        CHECK(counter.err().find("detached") != std::string::npos);
    }
}

TEST_CASE("a table for each task") {
    const scratch here;
    const words program = {"sh", "-c", "/bin/true; exit 3"};
    const auto with = [&](words options) {
        options.insert(options.end(), program.begin(), program.end());
        return run(tracer(options));
    };
    const result shown =
        with({"-c", "-f", "-q", "--summary-by=task", "-U", "calls", "-S", "name", "-e", "trace=execve"});
    const std::string table = "    calls syscall\n--------- ----------------\n        1 execve\n"
                              "--------- ----------------\n        1 total\n";
    static const std::regex heading("System call usage summary of process \\d+ <(\\w+)>:\n");
    CHECK(std::regex_replace(shown.err, heading, "$1\n") == "sh\n" + table + "true\n" + table);
    CHECK(shown.ending == "exited with 3");

    CHECK(with({"-C", "-ff", "-o", here.path("t"), "--summary-by=task", "-U", "calls", "-e", "trace=execve"}).err ==
          "");
    const result files =
        run({"sh", "-c", "cat " + here.path("t.") + "* | tail -n 5; ls " + here.path("t.") + "* | wc -l"});
    CHECK(files.out == table + "2\n");
    CHECK(run(tracer({"--summary-by=task", "true"})).err ==
          tracer_name() + ": --summary-by must be given with (-c/--summary-only or -C/--summary)\nTry '" +
              tracer_name() + " -h' for more information.\n");
}

TEST_CASE("a chart: every call is in one of its rows") {
    const result r =
        run(tracer({"-c", "-f", "--summary-chart", "-U", "calls", "-e", "trace=close", tracee("sampler")}));
    static const std::regex row("(?:< 1 us|\\d+ \\w+ \\.\\. \\d+ \\w+) +(\\d+) \\|");
    long sum = 0;
    for (std::sregex_iterator i(r.err.begin(), r.err.end(), row), end; i != end; ++i) sum += std::stol((*i)[1]);
    CHECK(sum > 0);
    CHECK(sum == total_of(r.err));
}

TEST_CASE("the counts are the kernel's, threads and children included") {
    if (const std::string why = kernel_count::refusal(); !why.empty()) skip(why);
    counts_are_the_kernels("ls -lR /etc/alternatives >/dev/null");
    counts_are_the_kernels("bash -c 'for i in 1 2 3; do /bin/true; done; (exit 3) & wait'");
    counts_are_the_kernels(tracee("clone_storm"));
    counts_are_the_kernels("sh -c 'ls / | sort | head -n 3'");
    counts_are_the_kernels(tracee("sampler"));
}
