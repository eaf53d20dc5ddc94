// Which calls and signals are shown, and where options end, side by side with strace.
// Not here: how lines look (lines_test.cpp).
// Nothing hard here: see support/side_by_side.hpp.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/scratch.hpp"
#include "support/side_by_side.hpp"
#include "support/tracer.hpp"

using namespace whytrace::test;

namespace {

/// `options`, then `program`.
void check_side_by_side(words options, const words& program) {
    options.insert(options.end(), program.begin(), program.end());
    CHECK(parting(options) == "");
}

}  // namespace

TEST_CASE("which calls: -e trace=") {
    need_strace();
    const words one_task{"sh", "-c", "trap : USR1; kill -USR1 $$; : </dev/null; cd /; exit 3"};
    for (const char* set : {"close",
                            "trace=close",
                            "t=close",
                            "trace=close,kill",
                            "trace=!close",
                            "!close,openat",
                            "trace=none",
                            "trace=!all",
                            "trace=/^(cl|k)",
                            "trace=!/^(m|r|b|g|s|a|p|w|n|c|o|u|e)",
                            "trace=%file",
                            "trace=file",
                            "trace=%desc",
                            "trace=desc",
                            "trace=%process",
                            "trace=%signal",
                            "trace=%memory",
                            "trace=%creds",
                            "trace=%ipc",
                            "trace=%network",
                            "trace=%stat",
                            "trace=%%stat",
                            "trace=%pure",
                            "trace=%clock",
                            "trace=!%desc,%memory",
                            "trace=?nosuch,close",
                            "trace=?nosuch",
                            "trace=?%nosuch,kill",
                            "trace=close@64",
                            "trace=close@32"})
        check_side_by_side({"-e", set, "-e", "signal=none"}, one_task);
    check_side_by_side({"--trace=close"}, {tracee("sampler")});
    check_side_by_side({"--trace", "close,kill"}, {tracee("sampler")});
    // Of several, each replaces the one before.
    check_side_by_side({"-e", "trace=close", "-e", "trace=kill"}, {tracee("sampler")});
    check_side_by_side({"-f", "-e", "trace=%process", "-e", "trace=close"}, {tracee("sampler")});
#ifdef __x86_64__
    check_side_by_side({"-e", "trace=3,62"}, {tracee("sampler")});
#endif
}

TEST_CASE("which calls, where one call stands for others: socketcall") {
    need_strace();
    const words program = {tracee("calls32_net")};
    if (run({"test", "-x", program[0]}).ending != "exited with 0") skip("no compiler for 32-bit programs");
    for (const char* set : {"trace=socket", "trace=socketcall", "trace=listen,socketpair", "trace=%creds"})
        check_side_by_side({"-n", "-e", set, "-o", "@FILE"}, program);
    check_side_by_side({"-n", "-e", "trace=socket,listen", "--raw=listen", "-o", "@FILE"}, program);
}

TEST_CASE("which signals: -e signal=") {
    need_strace();
    for (const char* set :
         {"signal=all", "signal=none", "signal=SIGUSR1", "signal=usr1", "s=Usr1,SIGCHLD", "signals=!USR1", "signal=10",
          "signal=!10,12", "signal=!all", "signal=!none", "signal=TERM"})
        check_side_by_side({"-f", "-e", "trace=close", "-e", set}, {tracee("sampler")});
    check_side_by_side({"-f", "-e", "trace=close", "--signal=USR2"}, {tracee("sampler")});
    check_side_by_side({"-e", "trace=none", "-e", "signal=USR1", "-e", "signal=USR2"}, {tracee("sampler")});
}

TEST_CASE("where options end: --, the first word that is none, options of the program") {
    need_strace();
    check_side_by_side({"-e", "trace=exit_group", "--"}, {"sh", "-c", "exit 3"});
    check_side_by_side({"-etrace=exit_group"}, {"sh", "-f", "-c", "echo $-; exit 4"});
    check_side_by_side({"-qetrace=execve", "-fs3"}, {"sh", "-c", "exit 4"});
    check_side_by_side({"-E", "A=b", "-e", "trace=exit_group"}, {"printenv", "A"});
    check_side_by_side({"--env", "A=c", "--env=B", "-e", "trace=exit_group"}, {"printenv", "A"});
}

TEST_CASE("which files: -P") {
    need_strace();
    const scratch here;
    REQUIRE(run({"sh", "-c", "cd " + here.directory() + " && mkdir d && echo hello >d/f && ln -s f d/l && ln -s d e"})
                .ending == "exited with 0");
    const auto in_folder = [&](const std::string& name, const words& options, const std::string& script) {
        words all = {"sh", "-c", "cd " + here.directory() + " && exec \"$@\"", "sh", name};
        all.insert(all.end(), options.begin(), options.end());
        all.insert(all.end(), {"-o", here.path("t"), "sh", "-c", script});
        const result r = run(all);
        return r.ending + '\n' + normalised(r.err, name) +
               unaligned(normalised(run({"cat", here.path("t")}).out, name));
    };
    const auto same = [&](const words& options, const std::string& script) {
        INFO(options.back() << ": " << script);
        CHECK(difference(in_folder("strace", options, script), in_folder(tracer_name(), options, script)) == "");
    };
    const std::string reads = "read x <d/f; read y <e/l; exec 5<d/f 6>d/g; read z <&5; cd d; : <f; rm g";
    for (const char* path : {"d/f", "e/l", "d/l", "d", "/dev/null", "nosuch", "", "d/g"}) same({"-P", path}, reads);
    same({"-P", here.path("d/f")}, reads);
    same({"--trace-path=d/f"}, reads);
    same({"-P", "d/f", "-P", "d/g"}, reads);
    same({"-P", "d/f", "-e", "trace=openat,dup2"}, reads);
    same({"-z", "-P", "d/f"}, reads);
    same({"-e", "quiet=path-resolution", "-P", "e/l"}, reads);
    same({"-c", "-U", "calls", "-S", "name", "-P", "d/f"}, reads);
    same({"-f", "-q", "-e", "signal=none", "-P", "d/f"}, "mv d/f d/h; ln -s h d/f; rm -f d/f; mv d/h d/f; test -e d/f");
    if (run({"sh", "-c", "command -v python3"}).ending == "exited with 0")
        same({"-P", "d/f", "-e", "trace=poll,ppoll,select,pselect6,rename,renameat2,link,linkat"},
             "python3 -c 'import "
             "select,os\nf=open(\"d/f\")\np=select.poll()\np.register(f)\np.poll(0)\nselect.select([f],[],[],0)\n"
             "os.link(\"d/f\",\"d/k\")\nos.rename(\"d/k\",\"d/m\")\nos.unlink(\"d/m\")'");
}

TEST_CASE("which files, in another root") {
    const scratch here;
    const std::string root = here.path("root");
    const result made = run({"sh", "-c",
                             "mkdir -p " + root + "/etc && echo x >" + root + "/etc/file && ln -s /etc/file " + root +
                                 "/link && cp " + tracee("blocked") + " " + root + "/blocked"});
    REQUIRE(made.ending == "exited with 0");
    // A shell whose root is another one, by a descriptor that it has opened there.
    process p({{"python3", "-c",
                "import os\nos.chroot('" + root +
                    "')\nos.chdir('/')\nf=os.open('/etc/"
                    "file',0)\nprint('ready',flush=True)\ninput()\nos.read(f,1)\nos.close(f)"}});
    try {
        p.until_out("ready\n");
    } catch (...) { skip("no privilege to change the root, or no python3"); }
    process t({tracer({"-P", "/link", "-p", std::to_string(p.pid())})});
    t.until_err(" attached\n");
    p.write("\n");
    p.finish();
    t.wait();
    CHECK(squeeze(t.err()).find("read(3, \"x\", 1) = 1\nclose(3) = 0\n") != std::string::npos);
}

TEST_CASE("which descriptors: --trace-fds") {
    const std::string script = "exec 7</dev/null; read x <&7; exec 7<&-; : >/dev/null; exit 3";
    const auto traced = [&](const std::string& set) {
        return run(tracer({"-e", "trace=close,read,dup2,openat,fcntl", "-e", set, "sh", "-c", script}));
    };
    const auto seven = traced("trace-fds=7").err;
    INFO(seven);
    CHECK(seven.find("close(7)") != std::string::npos);
    CHECK(seven.find("read(3") == std::string::npos);
    CHECK(seven.find("openat") == std::string::npos);
    CHECK(traced("trace-fd=!7").err.find("close(7)") == std::string::npos);
    CHECK(traced("fds=none").err == "+++ exited with 3 +++\n");
    CHECK(traced("fd=x").err == tracer_name() + ": invalid descriptor 'x'\n");
    CHECK(traced("fds=").err == tracer_name() + ": invalid descriptor ''\n");
}

TEST_CASE("letting go: -b execve, --syscall-limit") {
    need_strace();
    const words calls = {"-e", "trace=execve,wait4,exit_group"};
    for (const words& options : {words{"-f", "-b", "execve", "-o", "@FILE"},
                                 {"-b", "execve", "-o", "@FILE"},
                                 {"-f", "--detach-on=execve", "-o", "@FILE"},
                                 {"-q", "-f", "-b", "execve", "-o", "@FILE"}}) {
        words all = options;
        all.insert(all.end(), calls.begin(), calls.end());
        words alone = all, in_child = all;
        alone.insert(alone.end(), {"sh", "-c", "exec /bin/true"});
        in_child.insert(in_child.end(), {"sh", "-c", "/bin/true; exit 3"});
        CHECK(parting(alone) == "");
        // strace may end the child's line with the next one of its parent.
        const side child = run_side(tracer_name(), in_child);
        const bool follows = options.front() != "-b";
        CHECK(child.ending == "exited with 3");
        CHECK((child.file.find(" <detached ...>\n") != std::string::npos) == follows);
    }
    for (const char* name : {"close", "nosuch", "execve,close", ""}) CHECK(parting({"-b", name, "true"}) == "");

    const result limited = run(tracer({"--syscall-limit=2", "-q", "-e", "trace=openat,write", tracee("sampler")}));
    CHECK(split_lines(limited.err).size() == 2);
    CHECK(limited.ending == "exited with 0");
    const result told = run(tracer({"--syscall-limit=2", "-e", "trace=openat,write", tracee("sampler")}));
    CHECK(squeeze(told.err).find("System call limit has been reached, detaching tracees") != std::string::npos);
    CHECK(run(tracer({"--syscall-limit=0", "true"})).err.find("invalid --syscall-limit argument: '0'\n") !=
          std::string::npos);
}

TEST_CASE("how calls end: -z, -Z, status=") {
    need_strace();
    for (const char* option : {"-z", "-Z", "--successful-only", "--failed-only", "--failing-only", "-estatus=failed",
                               "-estatus=successful", "-estatus=!failed", "-estatus=none", "-estatus=all",
                               "-estatus=unfinished", "-estatus=unfinished,failed", "--status=!unfinished"})
        check_side_by_side({"-f", option, "-o", "@FILE", "-e", "trace=openat,unlinkat,kill,close,exit_group,write"},
                           {tracee("sampler")});
    check_side_by_side({"-e", "status=x"}, {"true"});
    check_side_by_side({"-e", "status="}, {"true"});
}

TEST_CASE("options with an old name, and tips") {
    need_strace();
    for (const words& options : {words{"-F", "-e", "none"},
                                 {"-F", "-f", "-e", "none"},
                                 {"-F", "-F", "-e", "none"},
                                 {"--tips=x"},
                                 {"--tips=none", "-e", "none"},
                                 {"--tips=none,2", "-e", "none"},
                                 {"--tips=format:none,id:3", "-e", "none"}})
        check_side_by_side(options, {"true"});
    CHECK(run(tracer({"--tips=1", "-qqq", "-e", "none", "true"})).err.starts_with("Tip: "));
}
