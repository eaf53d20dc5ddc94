// Where the trace goes: files, a file a task, a command, a terminal; and what happens when that place is full or gone.
// Not here: how soon something is to be seen there (visible_test.cpp).
// The hard part: a full disk. A small tmpfs in a mount namespace of its own needs privileges; /dev/full does not.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace whytrace::test;

namespace {

const std::string program_text = "i=0; while [ $i -lt 300 ]; do i=$((i+1)); : < /dev/null; done; echo done; exit 7";

/// A shell script of some 2000 calls that says "done" and exits with 7.
std::vector<std::string> under_tracer(std::vector<std::string> options) {
    options.insert(options.end(), {"sh", "-c", program_text});
    return tracer(std::move(options));
}

void check_one_message(const result& r, const std::string& file, const std::string& reason) {
    CHECK(r.ending == "exited with 7");
    CHECK(r.out == "done\n");
    CHECK(r.err.starts_with(tracer_name() + ": "));
    CHECK(r.err.find(file + ": " + reason) != std::string::npos);
    CHECK(split_lines(r.err).size() == 1);
}

}  // namespace

TEST_CASE("a full disk under the trace costs one message, not the program", "[registers]") {
    check_one_message(run(under_tracer({"-o", "/dev/full"})), "/dev/full", "No space left on device");
    check_one_message(run(under_tracer({"-f", "-o", "/dev/full"})), "/dev/full", "No space left on device");
}

TEST_CASE("a full disk: what fits is in the file", "[registers]") {
    const scratch here;
    if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        mount("none", here.directory().c_str(), "tmpfs", 0, "size=64k") != 0)
        skip("no privilege to mount a small tmpfs");
    const std::string file = here.path("trace");
    check_one_message(run(under_tracer({"-o", file})), file, "No space left on device");
    const std::string text = read_file(file);
    CHECK(text.starts_with("execve("));
    CHECK(text.size() > 40'000);
    umount(here.directory().c_str());
}

TEST_CASE("the reader of the trace goes away", "[registers]") {
    SECTION("a command") {
        for (const char* command : {"|true", "|exit 5", "|head -n 1 >/dev/null"})
            check_one_message(run(under_tracer({"-f", "-o", command})), command, "Broken pipe");
    }
    SECTION("of its stderr: the one message has nowhere to go") {
        process p(program{.argv = under_tracer({})});
        p.until_err("execve(");
        p.close_error();
        CHECK(p.finish() == "exited with 7");
        CHECK(p.out() == "done\n");
    }
    SECTION("of its stderr, from the start") {
        const result r = run(program{.argv = under_tracer({"-f"}), .before_exec = [] { close(2); }});
        CHECK(r.ending == "exited with 7");
        CHECK(r.out == "done\n");
    }
}

TEST_CASE("the trace goes to a command, which ends before the tracer does", "[registers]") {
    const scratch here;
    const std::string file = here.path("copy");
    const result r = run(under_tracer({"-f", "-o", "|cat >" + file + "; echo written >>" + file}));
    CHECK(r.ending == "exited with 7");
    CHECK(r.err == "");
    const trace_text t(read_file(file));
    CHECK(t.count("execve(*) = 0") == 1);
    CHECK(t.count("+++ exited with 7 +++") == 1);
    CHECK(read_file(file).ends_with("+++ exited with 7 +++\nwritten\n"));
    // Long forms, and what the tracer's own stdout is for the command.
    const result visible = run(under_tracer({"--output=|tail -n 1"}));
    CHECK(visible.out == "done\n+++ exited with 7 +++\n");
}

TEST_CASE("a command that does not read holds up the program, and nothing else: --record", "[registers]") {
    const scratch here;
    // With a filter there is a front, and no stop but in close(NUMBER).
    process front({.argv = tracer({"-e", "trace=close", "--seccomp-bpf=on", "-o", "|exec sleep 1000",
                                   "--record=" + here.path("record"), tracee("counting")})});
    pid_t counting = 0;
    eventually("the tracer is held up", [&] {
        for (pid_t tracer : children_of(front.pid()))
            for (pid_t child : children_of(tracer))
                if (status_field(child, "Name") == "counting") counting = child;
        return counting != 0 && sleeps_in(tracer_of(counting), SYS_write);
    });
    // "NR 0xNUMBER ..."
    const std::string call = read_file("/proc/" + std::to_string(counting) + "/syscall");
    const auto number = std::stoul(call.substr(call.find("0x")), nullptr, 16);
    eventually("all calls until then are in the other file", [&] {
        return read_file(here.path("record")).find(",\"value\":" + std::to_string(number - 1)) != std::string::npos;
    });
    front.send(SIGKILL);
    CHECK(front.wait() == "killed by SIGKILL");
}

TEST_CASE("a new file, a file that is appended to, a file a task", "[registers]") {
    const scratch here;
    const std::string file = here.path("trace");
    for (int i = 0; i < 2; i++) CHECK(run(under_tracer({"-o", file})).ending == "exited with 7");
    CHECK(trace_text(read_file(file)).count("+++ exited with 7 +++") == 1);
    CHECK(run(under_tracer({"-A", "-o", file})).ending == "exited with 7");
    CHECK(run(under_tracer({"--output-append-mode", "--output", file})).ending == "exited with 7");
    CHECK(trace_text(read_file(file)).count("+++ exited with 7 +++") == 3);
    CHECK(trace_text(read_file(file)).count("execve(*) = 0") == 3);

    for (const std::vector<std::string>& options :
         {std::vector<std::string>{"-ff"}, {"--follow-forks", "--output-separately"}, {"-f", "-f"}}) {
        const scratch separate;
        std::vector<std::string> argv = options;
        argv.insert(argv.end(), {"-o", separate.path("t"), tracee("clone_storm")});
        const result r = run(tracer(argv));
        CHECK(r.ending == "exited with 0");
        // One file for each task, without ids in its lines: put together they are what one file would have been.
        std::string all;
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::directory_iterator(separate.directory())) {
            const std::string name = entry.path().filename().string();
            REQUIRE(name.starts_with("t."));
            for (const std::string& line : split_lines(read_file(entry.path().string())))
                all += name.substr(2) + ' ' + line + '\n';
            files++;
        }
        CHECK(files == 1 + 8 + 8 * 12);
        CHECK(trace_text(all).differs_from(r.out) == "");
        CHECK(trace_text(all).text().find("unfinished") == std::string::npos);
    }
}

TEST_CASE("a file a task, where an id is given again: both tasks are in it", "[registers]") {
    for (const char* const format : {"--format=text", "--format=json"}) {
        const scratch here;
        const result r = run(tracer({"-ff", format, "-o", here.path("trace"), tracee("same_id")}));
        if (r.ending == "exited with 77") skip("no privilege to choose a process's id");
        CHECK(r.ending == "exited with 0");
        const std::string text = read_file(here.path("trace." + r.out));
        for (const char* const number : {"1001", "1002"}) CHECK(text.find(number) != std::string::npos);
    }
}

TEST_CASE("a trace on a terminal and one in a file do not mix with the program's output", "[registers]") {
    const scratch here;
    const result r = run(program{.argv = under_tracer({"-o", here.path("trace")}), .terminal = true});
    CHECK(r.ending == "exited with 7");
    CHECK(r.out == "done\r\n");
    CHECK(trace_text(read_file(here.path("trace"))).count("write(1, \"done\\n\", 5) = 5") == 1);
    const result on_terminal = run(program{.argv = under_tracer({}), .terminal = true});
    CHECK(on_terminal.ending == "exited with 7");
    CHECK(on_terminal.out.find("+++ exited with 7 +++\r\n") != std::string::npos);
}

TEST_CASE("root does not follow a link where everybody may put one") {
    if (getuid() != 0) skip("not root");
    const scratch here;
    const std::string shared = here.path("shared"), victim = here.path("victim"), link = shared + "/trace";
    std::ofstream(victim) << "kept";
    std::filesystem::create_directory(shared);
    std::filesystem::create_symlink(victim, link);
    chmod(shared.c_str(), 01777);
    const result r = run(tracer({"-o", link, "true"}));
    CHECK(r.ending == "exited with 1");
    CHECK(r.err == tracer_name() + ": Can't fopen '" + link + "': Too many levels of symbolic links\n");
    CHECK(run(tracer({"-o", "/dev/null", "--record=" + link, "true"})).ending == "exited with 1");
    CHECK(run(tracer({"-ff", "-o", link, "true"})).ending == "exited with 0");  // to trace.PID, which is no link
    CHECK(read_file(victim) == "kept");
    chmod(shared.c_str(), 0755);  // as any other program
    CHECK(run(tracer({"-o", link, "true"})).ending == "exited with 0");
    CHECK(read_file(victim).starts_with("execve("));
}

TEST_CASE("a file is for those whom the umask leaves") {
    for (const auto& [mask, mode] : {std::pair<mode_t, mode_t>{077, 0600}, {022, 0644}, {027, 0640}}) {
        const scratch here;
        const program traced{
            .argv = tracer({"-ff", "-o", here.path("trace"), "--record=" + here.path("recording"), "true"}),
            .before_exec = [mask = mask] { umask(mask); }};
        CHECK(run(traced).ending == "exited with 0");
        int files = 0;
        for (const auto& entry : std::filesystem::directory_iterator(here.directory())) {
            struct stat s {};
            REQUIRE(stat(entry.path().c_str(), &s) == 0);
            INFO(entry.path());
            CHECK((s.st_mode & 07777) == mode);
            ++files;
        }
        CHECK(files == 2);
    }
}
