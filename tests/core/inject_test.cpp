// -e inject= and fault=: each action at each position, on calls that succeed, fail and never return, in threads and 32-bit programs.
// Not here: the grammar's every corner (unit/cli/inject_test.cpp).
// The hard part: what the program saw is checked as well as what the trace says; and where there is a strace, its whole text.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <chrono>
#include <regex>

using namespace whytrace::test;

namespace {

const std::string calls = "trace=chdir,getcwd,umask,ppoll,exit_group";

struct example {
    std::vector<std::string> rules;
    lines shown;  ///< lines of the trace, in this order
    lines seen;   ///< what the program reports, in this order
    std::string ending = "exited with 3";
    std::string argument{};  ///< of the tracee
};

const example examples[] = {
    // error=
    {{"inject=chdir:error=EPERM"},
     {"chdir(\"/\")* = -1 EPERM (Operation not permitted) (INJECTED)",
      "chdir(\"/nonexistent\")* = -1 EPERM (Operation not permitted) (INJECTED)"},
     {"chdir -1 1", "chdir -1 1"}},
    {{"fault=chdir:when=2"},
     {"chdir(\"/\")* = 0", "chdir(\"/nonexistent\")* = -1 ENOSYS (Function not implemented) (INJECTED)"},
     {"chdir 0 0", "chdir -1 38"}},
    {{"inject=exit_group:error=EPERM"},
     {"exit_group(3)* = -1 EPERM (Operation not permitted) (INJECTED)"},
     {"exit_group -1 1"},
     "exited with 4"},
    {{"inject=ppoll:error=EINTR"},
     {"ppoll(NULL, 0, NULL, NULL, 8)* = -1 EINTR (Interrupted system call) (INJECTED)"},
     {"ppoll -1 4"},
     "exited with 3",
     "wait"},
    // retval=
    {{"inject=chdir:retval=7"},
     {"chdir(\"/\")* = 7 (INJECTED)", "chdir(\"/nonexistent\")* = 7 (INJECTED)"},
     {"chdir 7 0", "chdir 7 0"}},
    {{"inject=umask:retval=0x1ff"}, {"umask(077)* = 0777 (INJECTED)"}, {"umask 511 0"}},
    {{"inject=exit_group:retval=5"}, {"exit_group(3)* = 5 (INJECTED)"}, {"exit_group 5 0"}, "exited with 4"},
    {{"inject=ppoll:retval=2:delay_exit=1ms"},
     {"ppoll(NULL, 0, NULL, NULL, 8)* = 2 *(INJECTED) (DELAYED)"},
     {"ppoll 2 0"},
     "exited with 3",
     "wait"},
    {{"inject=chdir:error=EACCES:syscall=getuid:when=1"},
     {"chdir(\"/\")* = -1 EACCES (Permission denied) (INJECTED)"},
     {"chdir -1 13"}},
    // signal=
    {{"inject=chdir:signal=USR1:when=2"},
     {"chdir(\"/nonexistent\")* = -1 ENOENT (No such file or directory)",
      "--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_KERNEL} ---"},
     {"chdir 0 0", "SIGUSR1", "chdir -1 *"}},
    {{"inject=ppoll:signal=USR1"},
     {"ppoll(NULL, 0, NULL, NULL, 8)* = ? ERESTARTNOHAND (To be restarted if no handler)",
      "--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_KERNEL} ---"},
     {"SIGUSR1", "ppoll -1 4"},
     "exited with 3",
     "wait"},
    {{"inject=chdir:signal=KILL"}, {"+++ killed by SIGKILL +++"}, {}, "killed by SIGKILL"},
    {{"inject=exit_group:signal=TERM:retval=0"},
     {"exit_group(3)* = 0 (INJECTED)", "--- SIGTERM {si_signo=SIGTERM, si_code=SI_KERNEL} ---"},
     {},
     "killed by SIGTERM"},
    // delays
    {{"inject=chdir:delay_enter=1ms:when=1"}, {"chdir(\"/\")* = 0 (DELAYED)", "chdir(\"/nonexistent\")* = -1 *)"}, {}},
    {{"inject=chdir:delay_exit=1000:when=2"},
     {"chdir(\"/nonexistent\")* = -1 ENOENT (No such file or directory) (DELAYED)"},
     {"chdir 0 0", "chdir -1 2"}},
    {{"inject=chdir:delay_enter=0.5ms:delay_exit=10:error=EPERM:when=1"},
     {"chdir(\"/\")* = -1 EPERM (Operation not permitted) (INJECTED) (DELAYED)"},
     {"chdir -1 1"}},
    {{"inject=exit_group:delay_enter=1ms"}, {"exit_group(3)* = ?"}, {}},
    // poke_enter=, poke_exit=
    {{"inject=chdir:poke_enter=@arg1=2f6e6f00:when=1"},
     {"chdir(\"/no\")* = -1 ENOENT (No such file or directory) (INJECTED: args)"},
     {"chdir -1 2"}},
    {{"inject=chdir:poke_enter=@arg1=2f746d7000:retval=1:when=2"},
     {"chdir(\"/tmp\")* = 1 (INJECTED: args, retval)"},
     {"chdir 0 0", "chdir 1 0"}},
    {{"inject=getcwd:poke_exit=@arg1=5800"}, {"getcwd(\"X\", 16)* = 2 (INJECTED: args)"}, {"getcwd 2 0 X"}},
    {{"inject=getcwd:poke_exit=@arg1=2f41:poke_enter=@arg1=4444444444444444:retval=16"},
     {"getcwd(\"/ADDDDDD*\", 16)* = 16 (INJECTED: args, retval)"},
     {"getcwd 16 0 /ADDDDDD......."}},
    // several rules
    {{"inject=chdir:error=EPERM:when=1", "inject=umask:retval=1"},
     {"chdir(\"/\")* = -1 EPERM*", "chdir(\"/nonexistent\")* = -1 ENOENT (No such file or directory)",
      "umask(077)* = 001 (INJECTED)"},
     {}},
    // when=, in threads
    {{"inject=chdir:error=EPERM:when=2..3+"},
     {},
     {"chdir 0 0", "chdir -1 1", "chdir -1 1", "chdir 0 0", "chdir -1 1", "chdir -1 1", "chdir 0 0", "chdir -1 1",
      "chdir -1 1"},
     "exited with 3",
     "threads"},
    {{"inject=chdir:error=EPERM:delay_enter=1ms:signal=CHLD:when=1+2"},
     {},
     {"chdir -1 1", "chdir 0 0", "chdir -1 1", "chdir -1 1", "chdir 0 0", "chdir -1 1"},
     "exited with 3",
     "threads"},
};

std::vector<std::string> command(const example& e, const std::string& program, const std::string& file) {
    std::vector<std::string> words{"-f", "-o", file, "-e", calls};
    for (const auto& rule : e.rules) words.insert(words.end(), {"-e", rule});
    words.push_back(program);
    if (!e.argument.empty()) words.push_back(e.argument);
    return words;
}

void check(const example& e, const std::string& program) {
    const scratch here;
    const auto words = command(e, program, here.path("t"));
    INFO(e.rules.front() << " " << e.argument);
    const result r = run(tracer(words));
    const std::string trace = read_file(here.path("t"));
    INFO(trace << r.out << r.err);
    lines bare;
    for (const auto& line : split_lines(trace)) bare.push_back(squeeze(line.substr(line.find(' '))));
    CHECK(r.ending == e.ending);
    CHECK(r.err == "");
    CHECK(missing(bare, e.shown) == "");
    CHECK(missing(split_lines(r.out), e.seen) == "");
}

bool have_strace() { return run({"sh", "-c", "command -v strace"}).ending == "exited with 0"; }

/// Ids differ, and addresses (getcwd shows its buffer's where the name of the folder is too long for it).
std::string without_ids(const std::string& text) {
    const std::string bare = std::regex_replace(text, std::regex("(^|\n)\\d+ +"), "$1ID ");
    return std::regex_replace(bare, std::regex("0x[0-9a-f]{9,}"), "ADDRESS");
}

}  // namespace

TEST_CASE("every action on calls that succeed, fail and never return", "[registers][traceme]") {
    for (const example& e : examples) check(e, tracee("tampered"));
}

TEST_CASE("every action in a 32-bit program", "[registers]") {
    const auto program = tracee("tampered32");
    if (run({"test", "-x", program}).ending != "exited with 0")
        skip("there is no 32-bit program: its compiler is missing");
    for (const example& e : examples) check(e, program);
}

TEST_CASE("every action gives strace's text, program output and end") {
    if (!have_strace()) skip("strace is not installed: nothing to compare with");
    for (const example& e : examples) {
        // Tasks that wait for each other end in either order, and only the last rule of a call counts for strace.
        const scratch here;
        INFO(e.rules.front() << " " << e.argument);
        auto theirs = command(e, tracee("tampered"), here.path("strace")),
             ours = command(e, tracee("tampered"), here.path("ours"));
        theirs.insert(theirs.begin(), "strace");
        const result a = run(theirs), b = run(tracer(ours));
        CHECK(a.ending == b.ending);
        CHECK(a.out == b.out);
        CHECK(a.err == b.err);
        if (e.argument != "threads")
            CHECK(difference(without_ids(read_file(here.path("strace"))), without_ids(read_file(here.path("ours")))) ==
                  "");
    }
}

TEST_CASE("conditions: by path, by descriptor's file, by arguments", "[registers]") {
    const auto failed = [](const std::string& rule) {
        const result r =
            run(tracer({"-e", "trace=openat,write,chdir", "-o", "/dev/null", "-e", rule, tracee("tampered")}));
        INFO(r.err);
        CHECK(r.ending == "exited with 3");
        return r.out.substr(0, r.out.find("getcwd"));
    };
    const std::string none = "chdir 0 0\nchdir -1 2\n", both = "chdir -1 1\nchdir -1 1\n",
                      second = "chdir 0 0\nchdir -1 1\n";
    CHECK(failed("inject=chdir:error=EPERM:path=/nonexistent") == second);
    CHECK(failed("inject=chdir:error=EPERM:path=/non*") == second);
    CHECK(failed("inject=chdir:error=EPERM:path=/non") == none);
    CHECK(failed("inject=chdir:error=EPERM:path=/*:when=2") == second);
    CHECK(failed("inject=chdir:error=EPERM:path=/non*:when=2") == none);  // counted are those that fulfil it
    CHECK(failed("inject=chdir:error=EPERM:if=filename==/nonexistent") == second);
    CHECK(failed("inject=chdir:error=EPERM:if=filename!=/") == second);
    CHECK(failed("inject=chdir:error=EPERM:if=filename~/*:path=/*") == both);
    CHECK(failed("inject=chdir:error=EPERM:path=/a\\:b\\,c") == none);
    CHECK(failed("fault=chdir:error=EPERM:path=/") == "chdir -1 1\nchdir -1 2\n");

    const auto result_of = [](const std::string& rule, const std::string& script) {
        return run(tracer({"-o", "/dev/null", "-e", rule, "sh", "-c", script}));
    };
    const scratch here;
    const std::string file = here.path("full");
    CHECK(result_of("inject=write:error=ENOSPC:path=" + file, "echo x > " + file + "; echo y").out == "y\n");
    CHECK(result_of("inject=write:error=ENOSPC:path=" + file, "echo x > " + file).ending != "exited with 0");
    CHECK(read_file(file) == "");
    CHECK(result_of("inject=write:error=ENOSPC:if=fd==1", "echo x; echo y >&2").out == "");
    CHECK(result_of("inject=write:error=ENOSPC:if=fd==1", "cat /nonexistent").err.find("No such file") !=
          std::string::npos);
    CHECK(result_of("inject=write:error=ENOSPC:if=fd>=1,count<3", "echo xyz; echo x").out == "xyz\n");
    CHECK(
        result_of("inject=openat:error=EROFS:if=flags&O_CREAT|O_TRUNC", "cat </dev/null; echo x > " + here.path("new"))
            .ending != "exited with 0");
    CHECK(result_of("inject=openat:error=EROFS:if=flags&O_CREAT", "cat </dev/null").ending == "exited with 0");
}

TEST_CASE("a percentage with a seed: the same calls each time, about as many as asked for") {
    struct drawn {
        std::string pattern;
        std::size_t hits = 0;
        std::string messages;
    };
    const auto draw = [](const std::string& percentage) {
        const scratch here;
        const result r =
            run(tracer({"-o", here.path("t"), "-e", "trace=umask", "-e", "inject=umask:error=EPERM:when=" + percentage,
                        "bash", "-c", "for i in {1..200}; do umask; done"}));
        drawn d;
        d.messages = r.err.substr(0, r.err.find('\n') + 1);
        for (const auto& line : split_lines(read_file(here.path("t")))) {
            const bool hit = line.ends_with("(INJECTED)");
            d.pattern += hit ? 'x' : '.';
            d.hits += hit;
        }
        return d;
    };
    const auto one = draw("25%@42");
    CHECK(one.pattern.size() > 400);
    CHECK(one.hits > 60);
    CHECK(one.hits < 140);
    CHECK(one.pattern == draw("25%@42").pattern);
    CHECK(one.pattern != draw("25%@43").pattern);
    CHECK(draw("0%@1").hits == 0);
    CHECK(draw("100%@1").hits > 200);
    CHECK(like(tracer_name() + ": inject=umask:error=EPERM:when=50%: the same calls again with when=50%@*\n",
               draw("50%").messages));
}

TEST_CASE("a call that is made as the program asked, and answers otherwise", "[registers]") {
    check({{"inject=chdir:error=EIO:syscall=chdir:when=1", "inject=umask:retval=7:syscall=umask"},
           {"chdir(\"/\")* = -1 EIO (Input/output error) (INJECTED)", "getcwd(\"/\", 16)* = 2",
            "umask(077)* = 007 (INJECTED)"},
           {"chdir -1 5", "getcwd 2 0 /", "umask 7 0"}},
          tracee("tampered"));
}

TEST_CASE("a delay holds one task only", "[registers]") {
    const auto start = std::chrono::steady_clock::now();
    const result r = run(tracer({"-f", "-o", "/dev/null", "-e", "inject=chdir:delay_enter=300ms", "sh", "-c",
                                 "(cd /; echo slow) & (umask 0; echo quick); wait"}));
    CHECK(r.out == "quick\nslow\n");
    CHECK(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(300));
}

TEST_CASE("the program's own execve is not among the calls that rules change, later ones are") {
    const result r =
        run(tracer({"-f", "-o", "/dev/null", "-e", "inject=execve:error=EACCES", "sh", "-c", "exec /bin/true"}));
    CHECK(r.ending == "exited with 126");
}

TEST_CASE("memory that is not there, and arguments that a call has not got") {
    const result r =
        run(tracer({"-o", "/dev/null", "-e", "inject=chdir:poke_enter=@arg2=00:when=1", tracee("tampered")}));
    CHECK(like(tracer_name() + ": poke_tcb: Failed to tamper with process *: requested to tamper with argument #2, but "
                               "system call 'chdir' has only 1 arguments\n",
               r.err));
    const result n =
        run(tracer({"-o", "/dev/null", "-e", "inject=ppoll:poke_enter=@arg1=00:retval=0", tracee("tampered"), "wait"}));
    CHECK(like(tracer_name() + ": poke_tcb: Failed to tamper with process *: couldn't poke\n", n.err));
    CHECK(n.ending == "exited with 3");
}
