// Starting and ending processes, and the one poll loop that reads from them.
// Not here: /proc (proc.cpp).
// The hard part: children of a tracer that died come to us (PR_SET_CHILD_SUBREAPER), so that nothing outlives a test.
#include "support/process.hpp"
#include "support/proc.hpp"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace whytrace::test {

namespace {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

int live_processes = 0;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what + ": " + std::strerror(errno)); }

struct pipe_ends {
    int read = -1, write = -1;
    pipe_ends() {
        int fds[2];
        if (pipe2(fds, O_CLOEXEC) != 0) fail("pipe");
        read = fds[0], write = fds[1];
    }
};

/// Only what async-signal-safe code may do would be allowed here if we had threads; a driver has none.
[[noreturn]] void become(const program& what, int in, int out, int err) {
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0) _exit(125);
    // Our own descriptors are close-on-exec; those that the test harness gave us are not.
    syscall(SYS_close_range, 3u, ~0u, 4u /* CLOSE_RANGE_CLOEXEC */);
    for (const auto& [name, value] : what.environment) setenv(name.c_str(), value.c_str(), 1);
    if (what.before_exec) what.before_exec();
    std::vector<char*> argv;
    for (const std::string& a : what.argv) argv.push_back(const_cast<char*>(a.c_str()));
    argv.push_back(nullptr);
    execvp(argv[0], argv.data());
    dprintf(2, "cannot run %s: %s\n", argv[0], std::strerror(errno));
    _exit(125);
}

/// Kills our children, then those that are adopted because their parents died, and so on.
void kill_descendants() {
    for (std::vector<pid_t> children; !(children = children_of(getpid())).empty();) {
        for (pid_t child : children) kill(child, SIGKILL);
        for (pid_t child : children) waitpid(child, nullptr, __WALL);
    }
}

/// Once a driver: orphans come to us, and a tracer that signals its whole process group by mistake hits only this test.
void prepare_driver() {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    signal(SIGPIPE, SIG_IGN);
    // Whoever runs us in the background may ignore these, and our children would inherit that.
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    setpgid(0, 0);
    // Nor are the tests to see how the terminal is that they are started from.
    setenv("TERM", "dumb", 1);
    for (const char* name : {"NO_COLOR", "STRACE_COLORS", "COLUMNS", "POSIXLY_CORRECT"}) unsetenv(name);
}

}  // namespace

std::string ending(int status) {
    if (WIFEXITED(status)) return "exited with " + std::to_string(WEXITSTATUS(status));
    if (!WIFSIGNALED(status)) return "wait status " + std::to_string(status);
    const char* name = sigabbrev_np(WTERMSIG(status));
    return "killed by " + (name ? "SIG" + std::string(name) : "signal " + std::to_string(WTERMSIG(status)));
}

process::process(const program& what) : terminal_(what.terminal) {
    static const bool prepared = (prepare_driver(), true);
    (void)prepared;
    int in, out, err;
    if (terminal_) {
        if (openpty(&input_, &in, nullptr, nullptr, nullptr) != 0) fail("openpty");
        fcntl(input_, F_SETFD, FD_CLOEXEC);
        streams_[0].fd = fcntl(input_, F_DUPFD_CLOEXEC, 3);
        out = err = in;
    } else {
        pipe_ends to, from, errors;
        in = to.read, input_ = to.write;
        out = from.write, streams_[0].fd = from.read;
        err = errors.write, streams_[1].fd = errors.read;
    }
    // A signal to the child between fork and exec must not run the test framework's handler there.
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, &before);
    pid_ = fork();
    if (pid_ == 0) {
        for (int number = 1; number < NSIG; number++) {
            struct sigaction now {};
            if (sigaction(number, nullptr, &now) == 0 && now.sa_handler != SIG_IGN) signal(number, SIG_DFL);
        }
        signal(SIGPIPE, SIG_DFL);
    }
    sigprocmask(SIG_SETMASK, &before, nullptr);
    if (pid_ < 0) fail("fork");
    if (pid_ == 0) {
        if (terminal_) setsid(), ioctl(in, TIOCSCTTY, 0);
        become(what, in, out, err);
    }
    live_processes++;
    close(in);
    if (!terminal_) close(out), close(err);
    for (stream& s : streams_)
        if (s.fd >= 0) fcntl(s.fd, F_SETFL, O_NONBLOCK);
    pidfd_ = static_cast<int>(syscall(SYS_pidfd_open, pid_, 0));
    if (pidfd_ < 0) fail("pidfd_open");
}

process::~process() {
    if (!reaped_) {
        kill(pid_, SIGKILL);
        waitpid(pid_, nullptr, 0);
    }
    for (int fd : {input_, pidfd_, streams_[0].fd, streams_[1].fd})
        if (fd >= 0) close(fd);
    if (--live_processes == 0) kill_descendants();
}

void process::write(std::string_view text) {
    while (!text.empty()) {
        const ssize_t n = ::write(input_, text.data(), text.size());
        if (n < 0) fail("write to " + std::to_string(pid_));
        text.remove_prefix(static_cast<std::size_t>(n));
    }
}

void process::close_input() {
    // Closing a terminal would hang up; its reader gets end-of-file from ^D, which a test writes itself.
    if (input_ >= 0 && !terminal_) close(std::exchange(input_, -1));
}

void process::close_output() { close(std::exchange(streams_[0].fd, -1)); }
void process::close_error() { close(std::exchange(streams_[1].fd, -1)); }
void process::send(int signal) const {
    if (kill(pid_, signal) != 0) fail("kill");
}

/// Reads what there is, waiting up to `limit` for something to happen. False when nothing did.
bool process::pump(milliseconds limit) {
    pollfd fds[3];
    nfds_t n = 0;
    for (const stream& s : streams_)
        if (s.fd >= 0) fds[n++] = {s.fd, POLLIN, 0};
    if (!reaped_) fds[n++] = {pidfd_, POLLIN, 0};
    if (poll(fds, n, static_cast<int>(limit.count())) <= 0) return false;
    for (stream& s : streams_) {
        char buffer[65536];
        for (ssize_t got = 1; s.fd >= 0 && got != 0;) {
            got = read(s.fd, buffer, sizeof buffer);
            if (got < 0 && errno == EAGAIN) break;
            if (got <= 0) close(std::exchange(s.fd, -1)), got = 0;  // a terminal whose other side is closed says EIO
            s.text.append(buffer, static_cast<std::size_t>(got));
        }
    }
    return true;
}

bool process::ended() {
    if (!reaped_ && waitpid(pid_, &status_, WNOHANG) == pid_) reaped_ = true;
    return reaped_;
}

void process::give_up(const std::string& waited_for) {
    throw std::runtime_error("gave up waiting for " + waited_for + "\n--- stdout:\n" + out() + "\n--- stderr:\n" +
                             err() + "\n--- tasks:\n" + describe_descendants(getpid()));
}

std::string process::until(stream& s, std::string_view text) {
    std::size_t at;
    for (const auto limit = clock::now() + wait_limit; (at = s.text.find(text, s.passed)) == std::string::npos;) {
        if (s.fd < 0 || clock::now() > limit) give_up('"' + std::string(text) + '"');
        const bool over = ended();
        if (!pump(milliseconds(over ? 0 : 1000)) && over)
            give_up('"' + std::string(text) + "\" (the process has ended)");
    }
    std::string before = s.text.substr(s.passed, at - s.passed);
    s.passed = at + text.size();
    return before;
}

void process::until(const std::function<bool()>& predicate) {
    for (const auto limit = clock::now() + wait_limit; !predicate();) {
        if (clock::now() > limit) give_up("a condition");
        const bool over = ended();
        pump(milliseconds(1));
        if (over && !predicate()) give_up("a condition (the process has ended)");
    }
}

std::string process::finish() {
    close_input();
    return wait();
}

std::string process::wait() {
    for (const auto limit = clock::now() + wait_limit; !ended();) {
        if (clock::now() > limit) give_up("its end");
        pump(milliseconds(1000));
    }
    pump(milliseconds(0));  // what it wrote before it ended is there; others may hold the pipes open
    return ending(status_);
}

result run(const program& what) {
    process p(what);
    std::string how = p.finish();
    return {std::move(how), p.out(), p.err()};
}

result run(std::vector<std::string> argv) { return run(program{.argv = std::move(argv)}); }

void eventually(const std::string& what, const std::function<bool()>& predicate) {
    for (const auto limit = clock::now() + wait_limit; !predicate(); poll(nullptr, 0, 1))
        if (clock::now() > limit)
            throw std::runtime_error("never happened: " + what + "\n" + describe_descendants(getpid()));
}

}  // namespace whytrace::test
