// A traced shell in a terminal: job control, Ctrl-C, Ctrl-Z, fg and bg work as without the tracer.
// Not here: stops without a terminal (signals_test.cpp).
// The hard part: one Ctrl-C reaches the whole foreground group, and the tracer is in it when the shell has just been started.
#include "support/catch.hpp"
#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <algorithm>
#include <csignal>
#include <sys/syscall.h>
#include <unistd.h>

using namespace whytrace::test;

namespace {

/// A user at an interactive shell.
class user {
  public:
    explicit user(std::vector<std::string> shell)
        : shell_(program{.argv = std::move(shell),
                         .terminal = true,
                         .environment = {{"PS1", "PROMPT> "}, {"TERM", "dumb"}, {"HISTFILE", ""}}}) {
        shell_.until_out("PROMPT> ");
    }
    /// Types a command; what was shown up to the next prompt.
    std::string command(const std::string& line) {
        type(line + '\n');
        return until("PROMPT> ");
    }
    void type(const std::string& keys) { shell_.write(keys); }
    std::string until(const std::string& text) { return shell_.until_out(text); }
    process& shell() { return shell_; }

  private:
    process shell_;
};

constexpr char ctrl_c[] = "\003", ctrl_z[] = "\032", ctrl_d[] = "\004", ctrl_backslash[] = "\034";

/// What a user does with jobs; the same with and without a tracer. `wait` programs say that they run, so that no key comes too early.
void use_jobs(user& u) {
    CHECK(u.command("echo one$((1+1))").find("one2\r\n") != std::string::npos);
    // Ctrl-C ends a program in the foreground, not the shell.
    u.type("sh -c 'echo up; exec cat'\n");
    u.until("up\r\n");
    u.type(ctrl_c);
    u.until("PROMPT> ");
    CHECK(u.command("echo code $?").find("code 130\r\n") != std::string::npos);
    // Ctrl-\ as well.
    u.type("sh -c 'ulimit -c 0; echo up; exec cat'\n");
    u.until("up\r\n");
    u.type(ctrl_backslash);
    u.until("PROMPT> ");
    CHECK(u.command("echo code $?").find("code 131\r\n") != std::string::npos);
    // Ctrl-Z stops it, jobs lists it, fg and bg continue it.
    u.type("sh -c 'echo up; read line; echo got $line; exit 7'\n");
    u.until("up\r\n");
    u.type(ctrl_z);
    u.until("Stopped");
    u.until("PROMPT> ");
    CHECK(u.command("jobs").find("Stopped") != std::string::npos);
    u.type("fg\n");
    u.until("sh -c 'echo up");
    u.type("hello\n");
    u.until("got hello\r\n");
    u.until("PROMPT> ");
    CHECK(u.command("echo code $?").find("code 7\r\n") != std::string::npos);
    // A background job that wants to read the terminal stops by SIGTTIN.
    u.type("cat &\n");
    u.until("PROMPT> ");
    u.command("while test -z \"$(jobs -s)\"; do :; done");
    u.type("fg\n");
    u.until("cat\r\n");
    u.type("echoed\n");
    u.until("echoed\r\n");
    u.until("echoed\r\n");
    u.type(ctrl_d);
    u.until("PROMPT> ");
    // A pipeline is one job.
    u.type(tracee("blocked") + " read | cat\n");
    u.until("ready\r\n");
    u.type(ctrl_z);
    u.until("Stopped");
    u.until("PROMPT> ");
    u.command("kill %%; bg");
    u.command("wait");
    CHECK(u.command("jobs").find("Stopped") == std::string::npos);
}

const std::vector<std::string> shell{"bash", "--norc", "--noprofile", "-i"};

std::vector<std::string> traced_shell(std::vector<std::string> options) {
    options.insert(options.end(), shell.begin(), shell.end());
    return tracer(std::move(options));
}

}  // namespace

TEST_CASE("job control without a tracer, so that the next test means something") {
    user u(shell);
    use_jobs(u);
    u.type("exit 5\n");
    CHECK(u.shell().wait() == "exited with 5");
}

TEST_CASE("job control in a traced interactive shell", "[registers]") {
    const scratch here;
    user u(traced_shell({"-f", "-o", here.path("trace")}));
    use_jobs(u);
    u.type("exit 5\n");
    CHECK(u.shell().wait() == "exited with 5");
    const trace_text t(read_file(here.path("trace")));
    CHECK(t.count("--- SIGINT {si_signo=SIGINT, si_code=SI_KERNEL} ---") >= 1);
    CHECK(t.count("--- stopped by SIGTSTP ---") >= 2);
    CHECK(t.count("--- stopped by SIGTTIN ---") >= 1);
    CHECK(t.count("--- SIGCONT {si_signo=SIGCONT, *} ---") >= 2);
}

TEST_CASE("Ctrl-C at the prompt of a traced shell", "[registers][traceme]") {
    const scratch here;
    user u(traced_shell({"-f", "-o", here.path("trace")}));
    u.type("never executed");
    u.until("executed");
    // A bash that gets SIGINT just before it waits for keys shows its prompt only after the next key, traced or not.
    eventually("the shell waits for keys", [&] {
        const std::vector<pid_t> children = children_of(u.shell().pid());
        return !children.empty() && sleeps_in(children[0], SYS_pselect6);
    });
    u.type(ctrl_c);
    u.until("PROMPT> ");
    CHECK(u.command("echo still $((20+3))").find("still 23\r\n") != std::string::npos);
    u.type("exit 6\n");
    CHECK(u.shell().wait() == "exited with 6");
}

TEST_CASE("Ctrl-C ends a traced program in the terminal, and the tracer with it", "[registers][traceme]") {
    process p(program{.argv = tracer({tracee("blocked"), "read"}), .terminal = true});
    p.until_out("ready\r\n");
    p.until_out("read(0, ");
    p.write(ctrl_c);
    CHECK(p.wait() == "killed by SIGINT");
}

TEST_CASE("Ctrl-C ends an attached tracer only", "[registers]") {
    process target(program{.argv = {tracee("blocked"), "read"}});
    target.until_out("ready\n");
    process p(program{.argv = tracer({"-p", std::to_string(target.pid())}), .terminal = true});
    p.until_out("read(0, ");
    p.write(ctrl_c);
    CHECK(p.wait() == "killed by SIGINT");
    CHECK(left_alone(target.pid()));
    target.write("x");
    CHECK(target.finish() == "exited with 0");
}

TEST_CASE("Ctrl-Z stops tracer and program, fg continues both", "[registers]") {
    const scratch here;
    user u(shell);
    std::string line;
    for (const std::string& word : tracer({"-f", "-o", here.path("trace"), tracee("blocked"), "read"}))
        line += word + ' ';
    u.type(line + '\n');
    u.until("ready\r\n");
    u.type(ctrl_z);
    u.until("Stopped");
    u.until("PROMPT> ");
    u.type("fg\n");
    u.until("blocked read");
    u.type(std::string("x") + ctrl_d);  // the byte alone: a line's end would be left for the shell
    u.until("PROMPT> ");
    CHECK(u.command("echo code $?").find("code 0\r\n") != std::string::npos);
    u.type("exit 0\n");
    CHECK(u.shell().wait() == "exited with 0");
    const trace_text t(read_file(here.path("trace")));
    CHECK(t.count("read(0, \"x\", 1) = 1") == 1);
    CHECK(t.count("+++ exited with 0 +++") == 1);
}

TEST_CASE("job control in a traced shell under tmux", "[registers]") {
    if (run({"sh", "-c", "command -v tmux"}).ending != "exited with 0") skip("tmux is not installed");
    const scratch here;
    const auto tmux = [&](std::vector<std::string> words) {
        words.insert(words.begin(), {"tmux", "-f", "/dev/null", "-S", here.path("socket")});
        return run(words).out;
    };
    const auto screen_shows = [&](const std::string& text, int times) {
        eventually("the screen shows " + text, [&] {
            const lines all = split_lines(tmux({"capture-pane", "-p"}));
            return std::ranges::count_if(all, [&](const std::string& l) { return l.starts_with(text); }) >= times;
        });
    };
    // In the foreground (-D), so that it is a process of this test.
    process server(program{.argv = {"tmux", "-f", "/dev/null", "-S", here.path("socket"), "-D"},
                           .environment = {{"PS1", "PROMPT> "}, {"TERM", "screen"}, {"HISTFILE", ""}}});
    eventually("the server listens", [&] { return access(here.path("socket").c_str(), F_OK) == 0; });
    std::vector<std::string> start{"new-session", "-d", "-x", "100", "-y", "50"};
    const std::vector<std::string> command = traced_shell({"-f", "-o", here.path("trace")});
    start.insert(start.end(), command.begin(), command.end());
    tmux(start);
    screen_shows("PROMPT>", 1);
    tmux({"send-keys", "sh -c 'echo up; exec cat'", "Enter"});
    screen_shows("up", 1);
    tmux({"send-keys", "C-c"});
    screen_shows("PROMPT>", 2);
    tmux({"send-keys", "sh -c 'echo up; read a; echo got $a'", "Enter"});
    screen_shows("up", 2);
    tmux({"send-keys", "C-z"});
    screen_shows("PROMPT>", 3);
    tmux({"send-keys", "fg", "Enter"});
    screen_shows("sh -c", 1);
    tmux({"send-keys", "it", "Enter"});
    screen_shows("got it", 1);
    tmux({"send-keys", "exit 5", "Enter"});
    eventually("the trace ends", [&] { return read_file(here.path("trace")).ends_with("+++ exited with 5 +++\n"); });
    tmux({"kill-server"});
    CHECK(server.wait() == "exited with 0");
}
