// Nothing is lost: a trace has as many calls as the program has counted itself, and as the kernel has counted at the entry of each.
// Not here: what is shown of a call; loads that are large (load_test.cpp).
// The hard part: each format tells a call in its own way, and -c does not tell those that never return, of which the program knows. Where a
// task is killed nobody else knows whether it was in a call: the tracer stops it before the kernel begins (and counts) the call, and a
// task that is killed at a stop gets no further. So the last call of each may be in the trace and not in the kernel's count.
#include "support/catch.hpp"
#include "support/kernel_count.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <cstdlib>
#include <filesystem>
#include <sys/syscall.h>

using namespace whytrace::test;

namespace {

using words = std::vector<std::string>;

struct numbers {
    long all = 0, counted = 0;  ///< all calls, and the one that the program counts (tracees/counted.cpp)
};

/// A call in lines is where it begins.
numbers in_lines(const std::string& text) {
    numbers n;
    for (const std::string& line : split_lines(text)) {
        const std::size_t name = line.find_first_not_of("0123456789 ");
        const std::size_t end = line.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789", name);
        if (name == line.npos || end == name || end == line.npos || line[end] != '(') continue;
        ++n.all;
        n.counted += line.compare(name, end - name, "getsid") == 0;
    }
    return n;
}

numbers in_recording(const std::string& text) {
    numbers n;
    for (const std::string& line : split_lines(text)) {
        if (!line.starts_with("{\"event\":\"syscall\",")) continue;
        ++n.all;
        n.counted += line.find(",\"name\":\"getsid\",") != line.npos;
    }
    return n;
}

/// Rows of "-U calls,name".
numbers in_table(const std::string& text) {
    numbers n;
    for (const std::string& line : split_lines(text)) {
        const std::string row = squeeze(line);
        if (row.ends_with(" total")) n.all = std::atol(row.c_str());
        if (row.ends_with(" getsid")) n.counted = std::atol(row.c_str());
    }
    return n;
}

const struct format {
    const char* option;
    numbers (*count)(const std::string& text);
    bool returned_only = false;
} formats[] = {
    {"-a1", in_lines}, {"-ff", in_lines}, {"--format=json", in_recording}, {"-c", in_table, true}, {"-C", in_lines},
};

/// All files of a folder, one after the other.
std::string all_in(const std::string& folder) {
    std::string text;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) text += read_file(entry.path().string());
    return text;
}

long number_behind(const std::string& text, const std::string& word) {
    const std::size_t at = text.rfind(word);
    return at == text.npos ? -1 : std::atol(text.c_str() + at + word.size());
}

words options_of(const format& f, const scratch& here, words more) {
    words all{"-f", "-q", f.option, "-o", here.path("trace")};  // messages would fill a pipe that nobody reads
    if (f.returned_only || std::string(f.option) == "-C") all.insert(all.end(), {"-U", "calls,name"});
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

/// Lets the load go on, part for part: on a busy machine each has its own time limit.
void play(process& p) {
    for (int part = 0; part < 10; ++part) {
        p.write("x");
        p.until_out("part\n");
    }
    p.write("x");
}

long switches_of(pid_t pid) { return std::atol(status_field(pid, "voluntary_ctxt_switches").c_str()); }

/// Many times as many, for a long run.
std::string size_of(int size) {
    const char* const times = std::getenv("WHYTRACE_LOAD");
    return std::to_string(times ? size * std::atoi(times) : size);
}

void check_between(long least, long n, long most) {
    CHECK(n >= least);
    CHECK(n <= most);
}

/// What the program says it has done, when it is at its end.
void check_numbers(const format& f, const scratch& here, const std::string& said,
                   std::optional<std::uint64_t> kernels) {
    INFO(said);
    const numbers n = f.count(all_in(here.directory()));
    const long killed = number_behind(said, " killed "), begun = number_behind(said, "calls ");
    check_between(begun - killed, number_behind(said, " returned "), begun);
    check_between(number_behind(said, " returned "), n.counted, begun);
    if (!kernels) return;
    const long all = static_cast<long>(*kernels);
    if (f.returned_only)
        check_between(all - killed, n.all + number_behind(said, " lost "), all);
    else
        check_between(all, n.all, all + killed);
}

void attached_to(const format& f, const std::string& load, const std::string& size, const words& more) {
    const scratch here;
    process program({.argv = {tracee("counted"), load, size}});
    program.until_out("ready ");
    const pid_t pid = std::atoi(program.until_out("\n").c_str());
    eventually("the program waits for us", [&] { return sleeps_in(pid, SYS_read); });
    const long switches = switches_of(pid);
    const kernel_count all(pid), counted(pid, SYS_getsid);
    words options = options_of(f, here, more);
    options.insert(options.end(), {"-p", std::to_string(pid)});
    process t({.argv = tracer(options)});
    // Interrupted, it is asleep in its read(2) again, which may be behind a message or not: no format for programs has one.
    eventually("the program is traced",
               [&] { return tracer_of(pid) == t.pid() && state_of(pid) == 'S' && switches_of(pid) > switches; });
    play(program);
    CHECK(program.finish() == "exited with 0");
    CHECK(t.finish() == "exited with 0");
    check_numbers(f, here, program.out(), all.value());
    check_between(number_behind(program.out(), " returned "), static_cast<long>(counted.value()),
                  number_behind(program.out(), "calls "));
}

void launched(const format& f, const std::string& load, const std::string& size, const words& more) {
    const scratch here;
    words options = options_of(f, here, more);
    options.insert(options.end(), {tracee("counted"), load, size});
    process t({.argv = tracer(options)});
    t.until_out("ready ");
    play(t);
    CHECK(t.finish() == "exited with 0");
    CHECK(t.err() == "");
    check_numbers(f, here, t.out(), std::nullopt);
}

void as_the_program_counts(const std::string& load, int size) {
    for (const format& f : formats)
        for (const words& more : {words{},
                                  {"--cpu-handoff=never"},
                                  {"-e", "trace=getsid"},
                                  {"-e", "trace=getsid", "--seccomp-bpf=off"},
                                  {"-e", "trace=getsid", "--seccomp-bpf=on", "--cpu-handoff=never"}}) {
            INFO(f.option << ' ' << (more.empty() ? "" : more.front()) << ' ' << more.size());
            launched(f, load, size_of(size), more);
        }
}

void as_the_kernel_counts(const std::string& load, int size) {
    if (const std::string why = kernel_count::refusal(); !why.empty()) skip(why);
    for (const format& f : formats)
        for (const char* const handoff : {"--cpu-handoff=always", "--cpu-handoff=never"}) {
            INFO(f.option << ' ' << handoff);
            attached_to(f, load, size_of(size), {handoff});
        }
}

/// Lines that no trace of killed tasks has: only the last call of a task may be without a result, and behind it comes the task's end.
std::string wrong_lines(const trace_text& t) {
    std::string wrong;
    for (const pid_t task : t.tasks()) {
        const lines& all = t.of(task);
        for (std::size_t i = 0; i < all.size(); ++i) {
            const std::size_t behind = all.size() - 1 - i;
            const bool end = like("+++ killed by SIGKILL +++", all[i]) || like("+++ exited with * +++", all[i]);
            const bool returned =
                (like("*(*) = *", all[i]) && !all[i].ends_with("= ?")) || like("--- SIGCHLD * ---", all[i]);
            if (behind == 0 ? !end : !returned && (behind > 1 || !all[i].ends_with(") = ?")))
                wrong += std::to_string(task) + ' ' + all[i] + '\n';
        }
    }
    return wrong;
}

/// Its trace is to be in `file`.
void trace_kills(const std::string& format, const std::string& file) {
    process t({.argv = tracer({"-f", format, "-o", file, tracee("counted"), "kills", "50"})});
    play(t);
    REQUIRE(t.finish() == "exited with 0");
}

}  // namespace

TEST_CASE("threads: as the program counts", "[registers][long]") { as_the_program_counts("threads", 100); }
TEST_CASE("threads: as the kernel counts", "[registers][long]") { as_the_kernel_counts("threads", 200); }
TEST_CASE("forks: as the program counts", "[registers][long]") { as_the_program_counts("forks", 100); }
TEST_CASE("forks: as the kernel counts", "[registers][long]") { as_the_kernel_counts("forks", 300); }
TEST_CASE("vforks: as the program counts", "[registers][long]") { as_the_program_counts("vforks", 20); }
TEST_CASE("vforks: as the kernel counts", "[registers][long]") { as_the_kernel_counts("vforks", 50); }
TEST_CASE("pipes: as the program counts", "[registers][long]") { as_the_program_counts("pipes", 200); }
TEST_CASE("pipes: as the kernel counts", "[registers][long]") { as_the_kernel_counts("pipes", 500); }
TEST_CASE("signals: as the program counts", "[registers][long]") { as_the_program_counts("signals", 200); }
TEST_CASE("signals: as the kernel counts", "[registers][long]") { as_the_kernel_counts("signals", 500); }
TEST_CASE("execs of threads: as the program counts", "[registers][long]") { as_the_program_counts("execs", 10); }
TEST_CASE("execs of threads: as the kernel counts", "[registers][long]") { as_the_kernel_counts("execs", 20); }
TEST_CASE("kills: as the program counts", "[registers][long]") { as_the_program_counts("kills", 10); }
TEST_CASE("kills: as the kernel counts", "[registers][long]") { as_the_kernel_counts("kills", 20); }

TEST_CASE("kills: only the last call of a task may be without a result", "[registers]") {
    const scratch here;
    const std::string text = here.path("text"), recording = here.path("recording"), read = here.path("read");
    trace_kills("--format=text", text);
    trace_kills("--format=json", recording);
    CHECK(run({tracer_file(), "-f", "--read", recording, "-o", read}).ending == "exited with 0");
    for (const std::string& file : {text, read}) CHECK(wrong_lines(trace_text(read_file(file))) == "");
}
