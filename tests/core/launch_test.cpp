// Launching programs: finding them, what -E, -u, --argv0 and -D change for them, and what is shown when execve fails.
// Not here: what a program inherits unchanged (inherited_test.cpp).
// The hard part: -D. The program then is what the caller started, and the tracer somebody else's child.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <array>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

using namespace whytrace::test;

namespace {

void write_file(const std::string& path, const std::string& text, mode_t mode) {
    std::ofstream(path) << text;
    chmod(path.c_str(), mode);
}

result traced(std::vector<std::string> arguments, std::vector<std::pair<std::string, std::string>> environment = {}) {
    return run(program{.argv = tracer(std::move(arguments)), .environment = std::move(environment)});
}

}  // namespace

TEST_CASE("nothing is shown before the program's own execve, and that is shown", "[registers][traceme]") {
    const scratch here;
    CHECK(traced({"-o", here.path("trace"), tracee("fatal"), "exit", "3"}).ending == "exited with 3");
    const lines all = split_lines(read_file(here.path("trace")));
    REQUIRE(all.size() > 3);
    CHECK(like("execve(\"" + tracee("fatal") + "\", [\"*\"..., \"exit\", \"3\"], 0x* /* * vars */) = 0", all[0]));
    CHECK(all[1].find("execve") == std::string::npos);
    CHECK(like("exit_group(3)                           = ?", all[all.size() - 2]));
    CHECK(all.back() == "+++ exited with 3 +++");
}

TEST_CASE("an execve that fails is shown, with the reason", "[registers][traceme]") {
    const scratch here;
    write_file(here.path("no_interpreter"), "#!/no/such/interpreter\n", 0755);
    write_file(here.path("garbage"), "garbage", 0755);
    write_file(here.path("empty"), "", 0755);
    write_file(here.path("not_executable"), "x", 0644);
    const std::vector<std::array<std::string, 2>> cases{
        {here.path("no_interpreter"), "ENOENT (No such file or directory)"},
        {here.path("garbage"), "ENOEXEC (Exec format error)"},
        {here.path("empty"), "ENOEXEC (Exec format error)"},
        {here.path("not_executable"), "EACCES (Permission denied)"},
        {here.directory(), "EACCES (Permission denied)"},
        {"/dev/null", "EACCES (Permission denied)"}};
    for (const auto& [file, error] : cases) {
        const std::string words = error.substr(error.find('(') + 1, error.size() - error.find('(') - 2);
        const std::string line = "execve(\"" + file + "\", [\"*], 0x* /* * vars */) = -1 " + error;
        for (const char* option : {"-s32", "-f"}) {
            INFO(file << ' ' << option);
            const result r = traced({"-e", "trace=execve", option, file});
            CHECK(missing(split_lines(r.err), {line, tracer_name() + ": exec: " + words, "+++ exited with 1 +++"}) ==
                  "");
            CHECK(split_lines(r.err).size() == 3);
            CHECK(r.ending == "exited with 1");
        }
        // The message is for the terminal, the rest for the file.
        const result r = traced({"-e", "trace=execve", "-o", here.path("trace"), file});
        CHECK(r.err == tracer_name() + ": exec: " + words + '\n');
        CHECK(missing(split_lines(read_file(here.path("trace"))), {line, "+++ exited with 1 +++"}) == "");
        CHECK(r.ending == "exited with 1");
    }
}

TEST_CASE("programs are searched in PATH") {
    const scratch here;
    for (const char* folder : {"one", "two"}) mkdir(here.path(folder).c_str(), 0755);
    write_file(here.path("one/prog"), "not executable", 0644);
    write_file(here.path("two/prog"), "#!/bin/sh\nexit 4\n", 0755);
    mkdir(here.path("two/folder").c_str(), 0755);
    const std::string one = here.path("one"), two = here.path("two");
    const auto trace_of = [](const std::string& name, const std::string& path) {
        const result r = traced({"-e", "trace=execve", "-e", "quiet=exit", name}, {{"PATH", path}});
        return r.ending + ": " + r.err.substr(0, r.err.find("\", ["));
    };
    CHECK(trace_of("prog", one + ':' + two) == "exited with 4: execve(\"" + two + "/prog");
    CHECK(trace_of("prog", one) == "exited with 1: " + tracer_name() + ": Cannot find executable 'prog'\n");
    CHECK(trace_of("folder", two) == "exited with 1: " + tracer_name() + ": Cannot find executable 'folder'\n");
    CHECK(trace_of(two + "/prog", "/nowhere") == "exited with 4: execve(\"" + two + "/prog");
}

TEST_CASE("variables are set and unset for the program: -E") {
    const std::string show = "echo $FOO ${HOME-unset} ${EMPTY-unset} ${BAZ-unset}";
    CHECK(traced({"-o", "/dev/null", "-E", "FOO=bar", "-E", "HOME", "-E", "EMPTY=", "sh", "-c", show}).out ==
          "bar unset unset\n");
    CHECK(traced({"-o", "/dev/null", "-EFOO=a", "--env=FOO=b", "-E", "BAZ=x", "--env", "BAZ", "sh", "-c", show},
                 {{"HOME", "/h"}})
              .out == "b /h unset unset\n");
    CHECK(traced({"-o", "/dev/null", "-E", "FOO=with = and spaces", "printenv", "FOO"}).out == "with = and spaces\n");
}

TEST_CASE("another argv[0]: --argv0") {
    const result r = traced({"-e", "trace=execve", "--argv0=other name", "sh", "-c", "echo $0"});
    CHECK(r.out == "other name\n");
    CHECK(r.err.find("[\"other name\", \"-c\", \"echo $0\"]") != std::string::npos);
}

TEST_CASE("as another user: -u") {
    if (getuid() != 0) {
        CHECK(traced({"-u", "nobody", "true"}).err ==
              tracer_name() + ": You must be root to use the -u/--username option\n");
        return;
    }
    for (const std::vector<std::string>& user : {std::vector<std::string>{"-u", "nobody"}, {"--user=nobody"}}) {
        std::vector<std::string> argv = user;
        argv.insert(argv.end(), {"-o", "/dev/null", "sh", "-c", "id -u; id -g; id -G; grep CapEff /proc/self/status"});
        CHECK(traced(argv).out == "65534\n65534\n65534\nCapEff:\t0000000000000000\n");
    }
    CHECK(traced({"-u", "1234:5678", "-o", "/dev/null", "sh", "-c", "id -u; id -g"}).out == "1234\n5678\n");
    // The file is written by the tracer, as root; programs are opened by the user.
    const scratch here;
    mkdir(here.path("private").c_str(), 0700);
    CHECK(traced({"-u", "nobody", "-o", here.path("private/trace"), "true"}).ending == "exited with 0");
    CHECK(read_file(here.path("private/trace")).ends_with("+++ exited with 0 +++\n"));
    write_file(here.path("private/prog"), "#!/bin/sh\n", 0755);
    const result refused = traced({"-u", "nobody", "-e", "trace=execve", here.path("private/prog")});
    CHECK(missing(split_lines(refused.err),
                  {"execve(*) = -1 EACCES (Permission denied)", tracer_name() + ": exec: Permission denied"}) == "");
    CHECK(refused.ending == "exited with 1");
}

TEST_CASE("a set-uid program keeps its rights with -u, and says so without: no silent change") {
    if (getuid() != 0) skip("only root can make a set-uid program");
    const scratch here;
    const std::string prog = here.copy(tracee("inherited"));
    chmod(prog.c_str(), 04755);
    CHECK(traced({"-u", "nobody", "-o", "/dev/null", prog}).out.find("Uid:\t65534\t0\t0\t0\n") != std::string::npos);
    const std::string the_tracer = here.copy(tracer_file());
    const result r = run(program{.argv = {the_tracer, "-o", "/dev/null", prog}, .before_exec = drop_privileges});
    CHECK(r.out.find("Uid:\t65534\t65534\t65534\t65534\n") != std::string::npos);
    CHECK(split_lines(r.err).size() == 1);
    CHECK(r.err.find(prog) != std::string::npos);
    CHECK(r.err.find("-u USER") != std::string::npos);
    CHECK(r.ending == "exited with 0");
}

TEST_CASE("the tracer as a detached grandchild: -D, -DD, -DDD", "[registers]") {
    const scratch here;
    const std::string show = "cut -d' ' -f1,4,5,6 /proc/$$/stat; sed -n 's/TracerPid:.//p' /proc/$$/status; exit 3";
    for (const char* option : {"-D", "-DD", "-DDD", "--daemonize", "--daemonize=pgroup", "--daemonize=session"}) {
        INFO(option);
        process p(program{.argv = tracer({option, "-o", here.path("trace"), "sh", "-c", show})});
        CHECK(p.finish() == "exited with 3");
        pid_t pid = 0, parent = 0, group = 0, session = 0, the_tracer = 0;
        REQUIRE(sscanf(p.out().c_str(), "%d %d %d %d %d", &pid, &parent, &group, &session, &the_tracer) == 5);
        CHECK(pid == p.pid());
        CHECK(parent == getpid());
        CHECK(the_tracer != 0);
        CHECK(the_tracer != parent);
        eventually("the tracer ends, too", [&] { return state_of(the_tracer) == '\0' || state_of(the_tracer) == 'Z'; });
        CHECK(read_file(here.path("trace")).ends_with("+++ exited with 3 +++\n"));
    }
    process held(program{.argv = tracer({"-DDD", "-o", here.path("trace"), "cat"})});
    held.until([&] { return tracer_of(held.pid()) != 0; });
    const pid_t the_tracer = tracer_of(held.pid());
    CHECK(getsid(the_tracer) == the_tracer);
    CHECK(getpgid(held.pid()) == getpgrp());
    CHECK(held.finish() == "exited with 0");
    process killed(program{.argv = tracer({"-D", "-o", here.path("trace"), "sh", "-c", "kill -KILL $$"})});
    CHECK(killed.finish() == "killed by SIGKILL");
}
