// Descriptors and process ids: -y, -yy, --decode-fds=, -Y, --decode-pids=, --pidns-translation.
// Not here: where paths select calls (select_test.cpp).
// The hard part: two runs have other inodes, ports and pids, so numbers of four digits and more are one and the same here, and those
// of any length where a process id stands.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/side_by_side.hpp"
#include "support/tracer.hpp"

#include <regex>
#include <sched.h>
#include <unistd.h>

using namespace whytrace::test;

namespace {

/// Runs it in a folder of its own.
std::string traced(const std::string& name, words options, const words& program) {
    const scratch here;
    options.insert(options.begin(), {name, "-o", here.path("t")});
    options.insert(options.end(), program.begin(), program.end());
    std::string command = "cd " + here.directory() + " && exec \"$@\"";
    words all = {"sh", "-c", command, "sh"};
    all.insert(all.end(), options.begin(), options.end());
    const result r = run(all);
    static const std::regex number("\\d{4,}"), id("(/proc/|<pid:|/\\* |NETLINK:\\[\\w+:)\\d+");
    // The folder first: its name may have digits.
    const std::string text = normalised(replaced(read_file(here.path("t")), here.directory(), "HERE"), name);
    return r.ending + '\n' + normalised(r.err, name) +
           unaligned(std::regex_replace(std::regex_replace(text, id, "$1N"), number, "N"));
}

std::string until_mark(const std::string& text) { return text.substr(0, text.find("close(N)")); }

void same_descriptors(const std::string& option) {
    INFO(option);
    const words options = {option, "-e", "trace=fcntl,close,connect,accept,openat,unlink,pipe,pipe2,dup2"};
    const auto theirs = traced("strace", options, {tracee("descriptors")});
    const auto ours = traced(tracer_name(), options, {tracee("descriptors")});
    CHECK(theirs.find("close(N)") != std::string::npos);
    CHECK(difference(until_mark(theirs), until_mark(ours)) == "");
}

}  // namespace

TEST_CASE("descriptors of every kind, side by side") {
    need_strace();
    for (const char* option :
         {"-y", "-yy", "--decode-fds", "--decode-fds=path", "--decode-fds=socket", "--decode-fds=dev",
          "--decode-fds=pidfd", "--decode-fds=all", "--decode-fds=none", "--decode-fds=!path",
          "--decode-fds=!socket,dev", "-edecode-fds=dev,socket", "-edecode-fd=path,pidfd"})
        same_descriptors(option);
}

TEST_CASE("what strace has learnt since: eventfd and signalfd") {
    const auto text = traced(tracer_name(), {"-yy", "-e", "trace=fcntl"}, {tracee("descriptors")});
    static const std::regex event(
        "fcntl\\(\\d+<\\{eventfd-count=0x1f, eventfd-id=\\d+(, eventfd-semaphore=1)?\\}>, F_GETFD\\)"),
        signals("fcntl\\(\\d+<signalfd:\\[INT USR1\\]>, F_GETFD\\)");
    INFO(text);
    CHECK(std::regex_search(text, event));
    CHECK(std::regex_search(text, signals));
    CHECK(traced(tracer_name(), {"--decode-fds=path", "-e", "trace=fcntl"}, {tracee("descriptors")})
              .find("<anon_inode:[eventfd]>") != std::string::npos);
}

TEST_CASE("sockets of another network namespace") {
    const scratch here;
    const result r =
        run({"sh", "-c", "cd " + here.directory() + " && exec \"$0\" -f -yy -e trace=fcntl unshare -n \"$1\"",
             tracer_name(), tracee("descriptors")});
    if (r.err.find("unshare failed") != std::string::npos) skip("no privilege for a network namespace");
    INFO(r.err);
    static const std::regex unix_name(
        "<UNIX-STREAM:\\[\\d+,\"unix \\\\74\\\\\"socket\\\\\"\\\\76\\\\n\"\\]>|<UNIX-STREAM:\\[\\d+,\"unix <");
    CHECK(std::regex_search(r.err, std::regex("<NETLINK:\\[ROUTE:\\d+\\]>")));
    CHECK(std::regex_search(r.err, unix_name));
    CHECK(std::regex_search(r.err, std::regex("<TCP:\\[127\\.0\\.0\\.1:\\d+->127\\.0\\.0\\.1:\\d+\\]>")));
    CHECK(std::regex_search(r.err, std::regex("<UDPv6:\\[\\[::1\\]:\\d+->\\[::1\\]:\\d+\\]>")));
}

TEST_CASE("SELinux contexts are read from the attribute") {
    const scratch here;
    const std::string script =
        "import os\nfor name, value in ('f', b'system_u:object_r:thing_t:s0:c1'), ('odd', b'a:b:\\x1b[31m:c'):\n"
        "    open(name, 'w').close()\n    os.setxattr(name, 'security.selinux', value)\n";
    if (run({"sh", "-c", "cd " + here.directory() + " && exec python3 -c \"$0\"", script}).ending != "exited with 0")
        skip("no python3, or no privilege to set an attribute of SELinux's");
    const auto traced_file = [&](const words& options, const std::string& file) {
        words all = tracer(options);
        all.insert(all.end(), {"-e", "trace=openat,close", "-P", file, "cat", file});
        return squeeze(run(all).err);
    };
    const std::string f = here.path("f");
    CHECK(traced_file({"--secontext"}, f) == "openat(AT_FDCWD, \"" + f +
                                                 "\" [thing_t], O_RDONLY) = 3 [thing_t]\nclose(3 [thing_t]) = 0\n"
                                                 "+++ exited with 0 +++\n");
    CHECK(traced_file({"-y", "-e", "secontext=full"}, f).find("= 3<" + f + " [system_u:object_r:thing_t:s0:c1]>\n") !=
          std::string::npos);
    CHECK(traced_file({"--secontext"}, here.path("odd")).find('[') == std::string::npos);
    CHECK(run(tracer({"-e", "secontext=x", "true"})).err == tracer_name() + ": invalid secontext 'x'\n");
}

TEST_CASE("namespaces that a call has made") {
    const result r = run(tracer({"-f", "-e", "namespace=new", "-e", "trace=unshare,setns", "unshare", "-nu", "true"}));
    if (r.err.find("unshare failed") != std::string::npos) skip("no privilege for a namespace");
    static const std::regex made("unshare\\(CLONE_NEWUTS\\|CLONE_NEWNET\\) += 0 \\(net:\\[\\d+\\], uts:\\[\\d+\\]\\)");
    INFO(r.err);
    CHECK(std::regex_search(r.err, made));
    CHECK(run(tracer({"-e", "namespace=old", "true"})).err == tracer_name() + ": invalid namespace 'old'\n");
}

TEST_CASE("names and numbers of processes, in their own pid namespace too") {
    need_strace();
    const words program = {"sh", "-c", "kill -0 $$; /bin/true; exit 3"};
    const words calls = {"-e", "trace=kill,getpid,exit_group", "-e", "signal=none"};
    for (const words& options : {words{"-Y"},
                                 {"-f", "-Y"},
                                 {"--decode-pids=comm", "-f"},
                                 {"--decode-pids=none"},
                                 {"--decode-pids=pidns", "-f"},
                                 {"--pidns-translation", "-f", "-Y"},
                                 {"-e", "decode-pid=comm"}}) {
        words all = options;
        all.insert(all.end(), calls.begin(), calls.end());
        CHECK(difference(traced("strace", all, program), traced(tracer_name(), all, program)) == "");
    }
    CHECK(difference(traced("strace", {"-f", "-Y", "-e", "trace=kill"}, {tracee("renamed")}),
                     traced(tracer_name(), {"-f", "-Y", "-e", "trace=kill"}, {tracee("renamed")})) == "");
    if (run({"unshare", "-fp", "true"}).ending != "exited with 0") skip("no privilege for a pid namespace");
    words inside = {"unshare", "-fp"};
    inside.insert(inside.end(), program.begin(), program.end());
    for (const words& options : {words{"-f", "--pidns-translation"},
                                 {"-f", "--decode-pids=pidns"},
                                 {"-f", "-Y"},
                                 {"-f", "--pidns-translation", "-Y"}}) {
        words all = options;
        all.insert(all.end(), calls.begin(), calls.end());
        CHECK(difference(traced("strace", all, inside), traced(tracer_name(), all, inside)) == "");
    }
}
