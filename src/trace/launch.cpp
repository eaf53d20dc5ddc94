// Launching under SEIZE, under TRACEME, and with the tracer in the background.
// Not here: the first resumption (tracer::run).
// The hard part is order: the child waits on a pipe; we SEIZE it, INTERRUPT it, see it stop, and only then let it go on, so
// that no system call of the program can be missed. If we end before, it reads the pipe's end and ends as well.
#include "trace/launch.hpp"

#include "trace/ptrace.hpp"
#include "trace/wait.hpp"
#include "trace/wait_status.hpp"
#include "whytrace/error.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace whytrace::trace {

namespace {

[[noreturn]] void fail(const char* call) { throw system_failure(std::string(call) + ": " + std::strerror(errno)); }

/// A two-way channel between tracer and child, closed by execve.
struct channel {
    int ours = -1, theirs = -1;

    channel() {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) fail("socketpair");
        ours = ends[0], theirs = ends[1];
    }
};

void say(std::initializer_list<const char*> words) {
    std::array<char, 512> line;
    std::size_t size = 0;
    for (const char* word : words) {
        const std::size_t length = std::min(std::strlen(word), line.size() - size);
        std::memcpy(line.data() + size, word, length);
        size += length;
    }
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), size);
}

/// The child's side until the program runs. Only system calls: the tracer may have had threads.
[[noreturn]] void become(const preparation& p, int theirs) {
    char go = 0;
    ssize_t got = 0;
    do got = ::read(theirs, &go, 1);
    while (got < 0 && errno == EINTR);
    if (got != 1) ::_exit(1);
    p.signals.restore();
    if (!p.filter.empty()) install_filter(p.filter, p.options.no_new_privs);
    const char* failed = p.what.execute();
    say({program_invocation_name, ": ", failed, ": ", std::strerror(errno), "\n"});
    ::_exit(1);
}

[[noreturn]] void become_under_traceme(const preparation& p, int theirs) {
    // If the tracer ended first, whoever adopts us would trace us; if it ends now, the stop would last for ever.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (char go = 0; ::recv(theirs, &go, 1, MSG_PEEK | MSG_DONTWAIT) == 0) ::_exit(1);
    const int error = trace_me().error;
    [[maybe_unused]] const auto told = ::write(theirs, &error, sizeof error);
    if (error != 0) ::_exit(1);
    ::raise(SIGSTOP);
    ::prctl(PR_SET_PDEATHSIG, 0);
    become(p, theirs);
}

[[noreturn]] void give_up(pid_t child, const std::string& line, long request, int error) {
    ::kill(child, SIGKILL);
    wait_for(child);
    throw refused(line + ": " + std::strerror(error), request, child, error);
}

/// Waits for the stop that the launch itself has caused; the child can only be killed meanwhile.
void await_stop(pid_t child) {
    const waited w = wait_for(child);
    if (w.error != 0 || WIFEXITED(w.status) || WIFSIGNALED(w.status))
        throw system_failure("the program ended before it could be traced");
}

void seize_and_stop(pid_t child, unsigned long options) {
    const auto done = seize(child, options);
    if (!done) give_up(child, "attach: ptrace(PTRACE_SEIZE, " + std::to_string(child) + ")", PTRACE_SEIZE, done.error);
    if (const auto asked = interrupt(child); !asked)
        give_up(child, "ptrace(PTRACE_INTERRUPT, " + std::to_string(child) + ")", PTRACE_INTERRUPT, asked.error);
    await_stop(child);
}

launched launch_seized(const preparation& p) {
    const channel c;
    const pid_t child = ::fork();
    if (child < 0) fail("fork");
    if (child == 0) {
        ::close(c.ours);
        become(p, c.theirs);
    }
    ::close(c.theirs);
    seize_and_stop(child, p.ptrace_options);
    return {child, c.ours, reinterpret_cast<std::uint64_t>(p.what.path())};
}

launched launch_traceme(const preparation& p) {
    const channel c;
    const pid_t child = ::fork();
    if (child < 0) fail("fork");
    if (child == 0) {
        ::close(c.ours);
        become_under_traceme(p, c.theirs);
    }
    ::close(c.theirs);
    int error = EIO;
    if (::read(c.ours, &error, sizeof error) != sizeof error) error = EIO;
    if (error != 0) give_up(child, "ptrace(PTRACE_TRACEME, ...)", PTRACE_TRACEME, error);
    await_stop(child);
    set_options(child, p.ptrace_options);
    return {child, c.ours, reinterpret_cast<std::uint64_t>(p.what.path())};
}

// The caller's process becomes the program, so that its parent waits for the program and not for us. The tracer is no ancestor
// of it then: where Yama asks for a declared tracer (PR_SET_PTRACER), the declaration comes first.
launched launch_in_background(const preparation& p) {
    const channel c;
    const pid_t target = ::getpid();
    const pid_t middle = ::fork();
    if (middle < 0) fail("fork");
    if (middle > 0) {
        ::close(c.ours);
        wait_for(middle);
        pid_t tracer = 0;
        if (::read(c.theirs, &tracer, sizeof tracer) != sizeof tracer) ::_exit(1);
        ::prctl(PR_SET_PTRACER, static_cast<unsigned long>(tracer), 0, 0, 0);
        [[maybe_unused]] const auto told = ::write(c.theirs, &tracer, sizeof tracer);
        become(p, c.theirs);
    }
    if (const pid_t tracer = ::fork(); tracer != 0) ::_exit(tracer < 0 ? 1 : 0);
    ::close(c.theirs);
    if (p.options.background == daemonize::process_group) ::setpgid(0, 0);
    if (p.options.background == daemonize::session) ::setsid();
    pid_t self = ::getpid();
    if (::write(c.ours, &self, sizeof self) != sizeof self || ::read(c.ours, &self, sizeof self) != sizeof self)
        throw system_failure("the program ended before it could be traced");
    seize_and_stop(target, p.ptrace_options);
    return {target, c.ours, reinterpret_cast<std::uint64_t>(p.what.path())};
}

}  // namespace

void let_run(int release) {
    const char go = 0;
    ssize_t told = 0;
    do told = ::write(release, &go, 1);
    while (told < 0 && errno == EINTR);
    if (told < 0) fail("the program cannot be told to run");
}

launched launch(const preparation& p) {
    if (p.options.background != daemonize::no) return launch_in_background(p);
    if (p.options.traceme) return launch_traceme(p);
    return launch_seized(p);
}

}  // namespace whytrace::trace
