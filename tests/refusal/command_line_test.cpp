// The options about refusals, as a user meets them: exit statuses, what is printed where, mistakes; refusals at the start and later on.
// Not here: whether a diagnosis is right (matrix_test.cpp).
#include "refusal/diagnosis.hpp"
#include "refusal/worlds.hpp"
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <linux/seccomp.h>
#include <sched.h>
#include <set>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <thread>
#include <unistd.h>

using namespace whytrace::test;

namespace {

using words = std::vector<std::string>;

result ran(words arguments, std::function<void()> before_exec = {}) {
    arguments.insert(arguments.begin(), tracer_file());
    return run({arguments, false, {}, std::move(before_exec)});
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }
bool has(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

void refuse_everything() { filter_ptrace(SECCOMP_RET_ERRNO | EPERM); }

std::string profile(const std::string& name) { return std::string(WHYTRACE_PROFILES) + "/" + name; }

/// "a.json:LINE: …": the message for this text in a profile.
std::string complaint(const std::string& text) {
    const scratch folder;
    const std::string file = folder.path("p.json");
    std::ofstream(file) << text;
    const result r = ran({"--check-profile=" + file});
    CHECK(r.ending == "exited with 1");
    CHECK(r.out == "");
    const auto at = r.err.find("p.json");
    return at == r.err.npos ? r.err : first_line(r.err.substr(at));
}

}  // namespace

TEST_CASE("exit statuses of --diagnose") {
    CHECK(ran({"--diagnose"}).ending == "exited with 0");
    CHECK(ran({"--diagnose"}, refuse_everything).ending == "exited with 1");
    CHECK(ran({"--diagnose", "true"}).ending == "exited with 0");
    CHECK(ran({"--diagnose", "no-such-program-here"}).ending == "exited with 2");
    CHECK(ran({"--diagnose", "--no-such-option"}).ending == "exited with 2");
    CHECK(ran({"--diagnose", "-p", "x"}).ending == "exited with 2");
    CHECK(ran({"--diagnose", "-p", "1", "true"}).ending == "exited with 2");
    CHECK(ran({"--diagnose", "-p", "1", "-p", "2"}).ending == "exited with 2");
}

TEST_CASE("the answer is the same where the next child begins a PID namespace: unshare --pid") {
    for (const bool refused : {false, true}) {
        const auto enter = [refused] {
            if (unshare(CLONE_NEWPID) != 0) _exit(124);
            if (refused) refuse_everything();
        };
        const result there = ran({"--diagnose"}, enter);
        if (there.ending == "exited with 124") skip("no privilege for a namespace");
        CHECK(there.ending == (refused ? "exited with 1" : "exited with 0"));
        CHECK(there.out == ran({"--diagnose"}, refused ? refuse_everything : nullptr).out);
    }
}

TEST_CASE("a program that is asked about is not run") {
    const scratch folder;
    CHECK(ran({"--diagnose", "touch", folder.path("made")}).ending == "exited with 0");
    CHECK(std::filesystem::is_empty(folder.directory()));
}

TEST_CASE("the program's file is looked at: set-uid, capabilities, not readable") {
    const scratch folder;
    const std::string program = folder.copy("/bin/true");
    if (!root()) skip("not root");
    const auto about = [&] { return ask({tracer_file(), "--diagnose", "--json", program}); };
    const program_for_all tool;
    const auto as_user = [&] { return ask({tool.path(), "--diagnose", "--json", program}, drop_privileges); };
    CHECK(as_user().json.at("program").empty());
    REQUIRE(chmod(program.c_str(), 04755) == 0);
    CHECK(has(as_user().text, "set-id"));
    CHECK(as_user().json.at("verdict") == "allowed");
    REQUIRE(chmod(program.c_str(), 0711) == 0);
    CHECK(has(as_user().text, "may not read the file"));
    CHECK(about().json.at("program").empty());
    REQUIRE(chmod(program.c_str(), 0755) == 0);
    // struct vfs_cap_data, revision 2: CAP_NET_RAW permitted.
    const unsigned capability[] = {0x02000001, 1u << 13, 0, 0, 0};
    REQUIRE(setxattr(program.c_str(), "security.capability", capability, sizeof capability, 0) == 0);
    CHECK(has(as_user().text, "file capabilities"));
}

TEST_CASE("every key is in every answer, in the same order") {
    const std::set<std::string> wanted{"verdict",   "mechanism",    "confidence",   "because",  "request",
                                       "errno",     "predicted",    "requests",     "target",   "evidence",
                                       "ruled_out", "undetermined", "contributing", "remedies", "hypotheses",
                                       "profile",   "program",      "environment"};
    const auto keys = [](const diagnosis& d) {
        std::set<std::string> all;
        for (const auto& [key, value] : d.json.items()) all.insert(key);
        return all;
    };
    CHECK(keys(ask({tracer_file(), "--diagnose", "--json"})) == wanted);
    CHECK(keys(ask({tracer_file(), "--diagnose", "--json"}, refuse_everything)) == wanted);
    CHECK(keys(ask({tracer_file(), "--diagnose", "--json", "-p", "4194302"})) == wanted);
}

TEST_CASE("the report is on one screen, in 80 columns, and plain in a pipe") {
    for (const char* recipe :
         {"docker-18.09", "docker-20.10", "containerd-1.6", "podman", "landlock", "dumpable", "already_traced",
          "user_namespace", "self", "kernel_thread", "zombie", "seccomp:action=notify", "no_such_process"}) {
        INFO(recipe);
        const result r = ran({std::string("--reproduce=") + recipe, tracer_file(), "--diagnose", "-p", "{}"});
        INFO(r.out);
        CHECK(std::ranges::count(r.out, '\n') <= 28);
        CHECK_FALSE(has(r.out, "\033"));
        std::size_t longest = 0;
        for (std::size_t at = 0, end = 0; (end = r.out.find('\n', at)) != r.out.npos; at = end + 1)
            longest = std::max(longest, end - at);
        CHECK(longest <= 80);
        CHECK(r.out.starts_with(recipe == std::string("docker-20.10") ? "allowed: " : "refused: "));
    }
}

TEST_CASE("the report that nobody asked for is on one screen as well") {
    for (const char* recipe : {"docker-18.09", "already_traced", "seccomp:action=kill"}) {
        INFO(recipe);
        const result r = ran({std::string("--reproduce=") + recipe, tracer_file(), "true"});
        CHECK(has(r.err, "\nrefused: "));
        CHECK(std::ranges::count(r.err, '\n') <= 28);
    }
}

TEST_CASE("option --diagnose=full: every request's answer, every sign, every remedy") {
    const auto full = ran({"--diagnose=full"}, refuse_everything).out;
    CHECK(has(full, "\nasked      PTRACE_TRACEME, PTRACE_SEIZE, PTRACE_ATTACH, "));
    CHECK(has(full, "process_vm_readv: reaches the kernel\n"));
    CHECK_FALSE(has(full, "\nmore "));
    const auto screen = ran({"--diagnose"}, refuse_everything).out;
    CHECK_FALSE(has(screen, "\nasked "));
    CHECK(has(screen, "\nmore       --diagnose=full: all that was seen; --explain-refusal seccomp\n"));
    CHECK(has(ran({"--diagnose=most"}).err, "invalid --diagnose argument: 'most'"));
    CHECK(ran({"--diagnose=most"}).ending == "exited with 2");
}

TEST_CASE("it is coloured on a terminal, unless that is not wished") {
    process p({{tracer_file(), "--diagnose"}, true, {{"NO_COLOR", ""}}});
    p.finish();
    CHECK(has(p.out(), "\033[1;32mallowed:\033[0m"));
    process plain({{tracer_file(), "--diagnose"}, true, {{"NO_COLOR", "1"}}});
    plain.finish();
    CHECK_FALSE(has(plain.out(), "\033["));
}

TEST_CASE("a launch that is refused: strace's line, the report, exit 1") {
    const result r = ran({"true"}, refuse_everything);
    CHECK(r.ending == "exited with 1");
    CHECK(has(first_line(r.err), "attach: ptrace(PTRACE_SEIZE, "));
    CHECK(has(r.err, "\nrefused: seccomp (proved)"));
    CHECK(r.out == "");
    const result traceme = ran({"--traceme", "true"}, refuse_everything);
    CHECK(has(first_line(traceme.err), "ptrace(PTRACE_TRACEME, ...): Operation not permitted"));
    CHECK(has(traceme.err, "\nrefused: seccomp (proved)"));
}

TEST_CASE("a filter that kills, traps, is silent or pretends at the start is told, and met by nobody but a throw-away "
          "child") {
    const auto met = [](const std::string& choice, words command = {"true"}) {
        command.insert(command.begin(), {"--reproduce=seccomp:" + choice, tracer_file()});
        const result r = ran(std::move(command));
        CHECK(r.ending == "exited with 1");
        CHECK(r.out == "");
        return r.err;
    };
    const std::string killed = "attach: ptrace(PTRACE_SEIZE, ...): Bad system call\nrefused: seccomp (proved)";
    CHECK(has(met("action=kill"), killed));
    CHECK(has(met("action=trap"), killed));
    CHECK(has(met("action=kill", {"-p", "1"}), killed));
    CHECK(has(met("errno=0"), "(PTRACE_SEIZE, ...): success, but nothing happened\nrefused: seccomp (proved)"));
    CHECK(has(met("action=notify"), "(PTRACE_SEIZE, ...): no answer\nrefused: seccomp (proved)"));
    CHECK(has(met("action=kill", {"--traceme", "true"}),
              "ptrace(PTRACE_TRACEME, ...): Bad system call\nrefused: seccomp"));
    CHECK(has(met("action=kill:request=interrupt"),
              "a seccomp filter refuses what a trace needs later: PTRACE_INTERRUPT"));
    // A request that this trace does not make is no obstacle.
    CHECK(ran({"--reproduce=seccomp:action=kill:request=traceme", tracer_file(), "true"}).ending == "exited with 0");
    CHECK(ran({"--reproduce=seccomp:action=log", tracer_file(), "true"}).ending == "exited with 0");
}

TEST_CASE("an attach that is refused, and nobody there gets no report") {
    const program_for_all tool;
    const sleeper closed([] {
        become_ordinary();
        prctl(PR_SET_DUMPABLE, 0);
    });
    const result r = run({{tool.path(), "-p", std::to_string(closed.pid())}, false, {}, drop_privileges});
    CHECK(r.ending == "exited with 1");
    CHECK(has(r.err, "): Operation not permitted\nrefused: dumpable (proved)"));
    const result gone = ran({"-p", "4194302"});
    CHECK(gone.ending == "exited with 1");
    CHECK(std::ranges::count(gone.err, '\n') == 1);
}

TEST_CASE("a thread that cannot be attached is one notice, and the others are traced") {
    if (!root()) skip("not root");
    const program_for_all tool;
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    // A thread may have ids of its own (setresuid(2) as a system call): then it is another user's.
    const sleeper target([&ends] {
        static int told = ends[1];
        std::thread([] {
            // The raw calls: glibc's setresuid(3) changes all threads.
            if (syscall(SYS_setresgid, 65533, 65533, 65533) != 0 || syscall(SYS_setresuid, 65533, 65533, 65533) != 0)
                _exit(1);
            [[maybe_unused]] const auto n = write(told, "", 1);
            while (true) pause();
        }).detach();
        char byte = 0;
        if (read(ends[0], &byte, 1) != 1) _exit(1);
        if (syscall(SYS_setresgid, 65534, 65534, 65534) != 0 || syscall(SYS_setresuid, 65534, 65534, 65534) != 0)
            _exit(1);
        prctl(PR_SET_DUMPABLE, 1);
    });
    process p({{tool.path(), "-f", "-p", std::to_string(target.pid())}, false, {}, drop_privileges});
    p.until_err("is not traced: ");
    CHECK(has(p.err(), "credentials: "));
    p.send(SIGINT);
    p.finish();
    close(ends[0]);
    close(ends[1]);
}

TEST_CASE("memory that can no longer be read after an exec is one notice, and the trace goes on") {
    if (!root()) skip("not root");
    const program_for_all tool;
    const scratch folder;
    const std::string program = folder.copy("/bin/true");
    REQUIRE(chmod(program.c_str(), 0711) == 0);
    const result r = run({{tool.path(), "-e", "trace=execve,exit_group", program}, false, {}, drop_privileges});
    CHECK(r.ending == "exited with 0");
    CHECK(has(r.err, "the memory of process "));
    CHECK(has(r.err, "cannot be read: dumpable: "));
    CHECK(has(r.err, "exit_group(0)"));
}

TEST_CASE("option --explain-refusal tells of each mechanism, and names them for one that is none") {
    for (const char* m :
         {"seccomp",        "yama",     "credentials", "capabilities",  "dumpable",        "user_namespace",
          "landlock",       "apparmor", "selinux",     "smack",         "bpf_lsm",         "already_traced",
          "kernel_thread",  "self",     "zombie",      "pid_namespace", "no_such_process", "emulator",
          "kernel_support", "unknown"}) {
        INFO(m);
        const result r = ran({"--explain-refusal", m});
        CHECK(r.ending == "exited with 0");
        CHECK(first_line(r.out) == m);
        CHECK(has(r.out, "how the kernel decides"));
        CHECK(has(r.out, "how to reproduce it"));
    }
    CHECK(has(ran({"--explain-refusal=x"}).err, "no mechanism 'x'; there are: seccomp"));
}

TEST_CASE("option --reproduce: the command's end is ours, and mistakes are named") {
    CHECK(ran({"--reproduce=seccomp", "sh", "-c", "exit 7"}).ending == "exited with 7");
    CHECK(ran({"--reproduce=seccomp", "sh", "-c", "kill -TERM $$"}).ending == "killed by SIGTERM");
    CHECK(ran({"--reproduce=already_traced", "sh", "-c", "true; exit 5"}).ending == "exited with 5");
    CHECK(has(ran({"--reproduce=x", "true"}).err, "no recipe for 'x'"));
    CHECK(has(ran({"--reproduce=seccomp:action=x", "true"}).err, "'x' is no value of action"));
    CHECK(has(ran({"--reproduce=seccomp:x=1", "true"}).err, "no 'x' to choose"));
    CHECK(has(ran({"--reproduce=seccomp"}).err, "must have PROG"));
    CHECK(has(ran({"--reproduce=seccomp", "no-such-program"}).err, "Cannot find executable 'no-such-program'"));
    const std::string list = ran({"--reproduce=list"}).out;
    for (const char* name :
         {"seccomp", "docker-18.09", "docker-20.10", "containerd-1.6", "podman", "landlock", "dumpable", "credentials",
          "capabilities", "already_traced", "user_namespace", "pid_namespace"})
        CHECK(has(list, "\n" + std::string(name) + "\n"));
}

TEST_CASE("whose filter it looks like") {
    const auto looks = [](const std::string& recipe) {
        return ask({tracer_file(), "--reproduce=" + recipe, tracer_file(), "--diagnose", "--json"})
            .json.at("profile")
            .get<std::string>();
    };
    CHECK(looks("docker-18.09") == "Docker 1.12 to 18.09");
    CHECK(has(looks("docker-20.10"), "Docker 20.10.10 to 20.10.24"));
    CHECK(has(looks("containerd-1.6"), "containerd up to 1.6.6"));
    CHECK(has(looks("podman"), "containers-common before 0.48"));
    CHECK(looks("seccomp") == "");
    CHECK(looks("seccomp:action=log") == "");
}

TEST_CASE("the three hypotheses are gone through where a runtime's filter refuses") {
    const result r = ran({"--reproduce=docker-18.09", tracer_file(), "--diagnose"});
    CHECK(has(r.out, "suspects   capability: CAP_SYS_PTRACE is "));
    CHECK(has(r.out, "; nobody needs it for a child\n"));
    CHECK(has(r.out, "user namespace: tracer and child share one: it does not matter\n"));
    CHECK(has(r.out, "seccomp: yes, proved"));
    CHECK(has(r.out, "--cap-add=SYS_PTRACE: would help, not as a capability"));
}

TEST_CASE("option --check-profile: which rule decides, and what capabilities change") {
    const auto check = [](const std::string& choices, const words& calls = {}) {
        words arguments{"--check-profile=" + profile("docker.json") + choices};
        arguments.insert(arguments.end(), calls.begin(), calls.end());
        const result r = ran(arguments);
        CHECK(r.ending == "exited with 0");
        return r.out;
    };
    CHECK(has(check(":kernel=5.10"), "ptrace              allowed (rule 2, line 10; with Linux 4.8)\n"));
    CHECK(has(check(":kernel=4.4"), "ptrace              fails with EPERM (the default)\n"));
    CHECK(has(check(":kernel=4.4"), "CAP_SYS_PTRACE makes it: allowed (rule 8, line 42; with CAP_SYS_PTRACE)\n"));
    CHECK(has(check(":kernel=4.4:cap=SYS_PTRACE"),
              "ptrace              allowed (rule 8, line 42; with CAP_SYS_PTRACE)\n"));
    CHECK(has(check(""), "process_vm_readv    fails with EPERM (the default)\n"));
    CHECK(has(check(":cap=sys_ptrace"), "process_vm_readv    allowed (rule 8"));
    CHECK(has(check("", {"clone3"}), "clone3              fails with ENOSYS (rule 6"));
    CHECK(has(check(":cap=CAP_SYS_ADMIN", {"clone3"}), "clone3              allowed (rule 7"));
    CHECK(has(check("", {"personality"}), "if args[0] == 0x0: allowed (rule 3"));
    CHECK(has(check("", {"personality"}), "else fails with EPERM (the default)"));
    CHECK(has(check("", {"clone"}), "if (args[0] & 0x7e020000) == 0x0: allowed"));
    CHECK(has(check(":arch=aarch64", {"openat"}), "arm64"));
    CHECK(has(check(":arch=aarch64", {"modify_ldt"}), "only on amd64, x32, x86"));
    CHECK(has(check(":arch=x86_64", {"modify_ldt"}), "modify_ldt          allowed (rule 9"));
}

TEST_CASE("option --check-profile: mistakes have line and key") {
    CHECK(has(complaint("{\n  \"defaultAction\": \"SCMP_ACT_FOO\"\n}"),
              "p.json:2: defaultAction: unknown action 'SCMP_ACT_FOO'"));
    CHECK(has(complaint("{\n\"syscalls\": []\n}"), "p.json:1: the profile: lacks 'defaultAction'"));
    CHECK(has(complaint("{\n\"defaultAction\": \"SCMP_ACT_ALLOW\",\n\"syscalls\": [\n{\"names\": [\"x\"], \"action\": "
                        "\"SCMP_ACT_KILL\"},\n"
                        "{\"names\": \"y\",\n \"action\": \"SCMP_ACT_KILL\"}]}"),
              "p.json:5: syscalls/1/names: must be a list"));
    CHECK(has(complaint("{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"names\": [\"x\"]}]}"),
              "syscalls/0: lacks 'action'"));
    CHECK(has(complaint("{\n\"defaultAction\":\n\"SCMP_ACT_ALLOW\",,\n}"), "p.json:3:"));
    CHECK(has(complaint("not json"), "p.json:1:"));
    CHECK(has(complaint("[]"), "p.json:1: the profile: must be an object"));
    CHECK(has(ran({"--check-profile=/no/such/file"}).err, "Can't open '/no/such/file': No such file or directory"));
    CHECK(has(ran({"--check-profile=" + profile("docker.json") + ":x=1"}).err, "no 'x' to choose"));
    CHECK(has(ran({"--check-profile=" + profile("docker.json"), "nosuch"}).err, "invalid system call 'nosuch'"));
}

TEST_CASE("the manual page's two answers are what is answered") {
    std::string manual = ran({"--help=man"}).out;
    // What troff would take for its own: \\- is a hyphen, \\e a backslash.
    for (std::size_t i = 0; (i = manual.find('\\', i)) != manual.npos; ++i)
        if (i + 1 < manual.size() && (manual[i + 1] == '-' || manual[i + 1] == 'e'))
            manual.replace(i, 2, manual[i + 1] == '-' ? "-" : "\\");
    // What depends on the machine: where we are, which modules its kernel has, what helps there.
    const auto comparable = [](nlohmann::json j) {
        for (const char* key : {"environment", "remedies", "hypotheses", "profile", "undetermined", "ruled_out"})
            j.erase(key);
        return j;
    };
    const auto in_manual = [&](const std::string& command) {
        const auto at = manual.find("$ " + command + "\n");
        REQUIRE(at != manual.npos);
        const auto from = manual.find('{', at);
        const std::string text = manual.substr(from, manual.find(".EE", at) - from);
        return nlohmann::json::parse(text);
    };
    const auto keys = [](const nlohmann::json& j) {
        std::string all;
        for (const auto& [key, value] : j.items()) all += key + " ";
        return all;
    };
    const auto check = [&](const std::string& command, const nlohmann::json& real) {
        const auto shown = in_manual(command);
        CHECK(keys(shown) == keys(real));
        CHECK(comparable(shown) == comparable(real));
    };
    check("whytrace --diagnose --json", ask({tracer_file(), "--diagnose", "--json"}).json);
    check("whytrace --reproduce=seccomp whytrace --diagnose --json",
          ask({tracer_file(), "--reproduce=seccomp", tracer_file(), "--diagnose", "--json"}).json);
}
