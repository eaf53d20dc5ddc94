// See reproduce.hpp.
// Not here: what makes ptrace refuse (recipes.cpp).
// The hard part: while the command runs we may have to supervise its filter, or to trace it and all its children, and must notice its end in
// either case.
#include "refusal/reproduce.hpp"

#include "refusal/supervisor.hpp"
#include "refusal/throwaway.hpp"
#include "trace/ptrace.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace whytrace::refusal {

namespace {

std::array<int, 2> channel() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) give_up("socketpair");
    return ends;
}

void tell(int fd) { [[maybe_unused]] const auto n = ::write(fd, "", 1); }
bool await(int fd) {
    char byte = 0;
    ssize_t n = 0;
    do n = ::read(fd, &byte, 1);
    while (n < 0 && errno == EINTR);
    return n == 1;
}

int wait_for(pid_t pid) {
    int status = 0;
    while (::waitpid(pid, &status, __WALL) < 0 && errno == EINTR) {}
    return status;
}

/// A process that does nothing, prepared as the recipe wants its target.
pid_t start_target(const recipe& r) {
    const auto ready = channel();
    const pid_t us = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0) give_up("fork");
    if (pid == 0) {
        ::close(ready[0]);
        r.row->target(r.chosen);
        end_with(us);  // after changes of ids, which would clear it
        tell(ready[1]);
        while (true) ::pause();
    }
    ::close(ready[1]);
    const bool up = await(ready[0]);
    ::close(ready[0]);
    if (up) return pid;
    wait_for(pid);
    ::_exit(1);  // it has said why
}

struct command {
    pid_t pid;
    int channel;
};

command start_command(const recipe& r, stage& s, const std::function<void(pid_t)>& execute) {
    const auto ends = channel();
    const pid_t pid = ::fork();
    if (pid < 0) give_up("fork");
    if (pid == 0) {
        ::close(ends[0]);
        if (s.trace_command && !await(ends[1])) ::_exit(1);
        s.listener_channel = ends[1];
        if (r.row->tracer) r.row->tracer(s, r.chosen);
        execute(s.target);
        ::_exit(1);
    }
    ::close(ends[1]);
    return {pid, ends[0]};
}

int supervise(const command& c, const stage& s) {
    const int listener = receive_descriptor(c.channel);
    const int end = static_cast<int>(::syscall(SYS_pidfd_open, c.pid, 0));
    pollfd both[] = {{end, POLLIN, 0}, {listener, POLLIN, 0}};
    while (end >= 0 && listener >= 0) {
        if (::poll(both, s.supervised == stage::reply::silence ? 1 : 2, -1) < 0 && errno != EINTR) break;
        if (both[0].revents != 0) break;
        if ((both[1].revents & POLLIN) != 0) answer_notification(listener, s.supervised, s.reply_error);
        if ((both[1].revents & POLLHUP) != 0) both[1].fd = -1;
    }
    const int status = wait_for(c.pid);
    if (listener >= 0) ::close(listener);
    if (end >= 0) ::close(end);
    return status;
}

/// Lets everything that the command does go on, as its tracer.
int trace_idly(const command& c) {
    constexpr unsigned long children = PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE;
    if (const int error = trace::seize(c.pid, children).error; error != 0) {
        errno = error;
        ::kill(c.pid, SIGKILL);
        give_up("ptrace(PTRACE_SEIZE)");
    }
    tell(c.channel);
    while (true) {
        int status = 0;
        const pid_t tid = ::waitpid(-1, &status, __WALL);
        if (tid < 0 && errno == EINTR) continue;
        if (tid < 0) return status;
        if (!WIFSTOPPED(status)) {
            if (tid == c.pid) return status;
            continue;
        }
        const int signal = WSTOPSIG(status), event = status >> 16;
        if (event == PTRACE_EVENT_STOP && signal != SIGTRAP)
            trace::listen(tid);
        else
            trace::request(PTRACE_CONT, tid, 0, event == 0 ? static_cast<std::uint64_t>(signal) : 0);
    }
}

}  // namespace

void give_up(const char* step) {
    std::array<char, 256> line;
    const int size =
        std::snprintf(line.data(), line.size(), "whytrace: --reproduce: %s: %s\n", step, std::strerror(errno));
    [[maybe_unused]] const auto n = ::write(STDERR_FILENO, line.data(), static_cast<std::size_t>(size));
    ::_exit(1);
}

int reproduce(const recipe& r, bool wants_target, const std::function<void(pid_t)>& execute) {
    stage s;
    s.has_target = wants_target;
    if (r.row->target && wants_target) {
        s.target = start_target(r);
        s.ours = true;
    }
    if (r.row->around) r.row->around(s, r.chosen);
    const command c = start_command(r, s, execute);
    // What the terminal sends, the command gets too; its end is ours.
    for (const int signal : {SIGINT, SIGQUIT}) std::signal(signal, SIG_IGN);
    const int status = s.supervised != stage::reply::none ? supervise(c, s)
                       : s.trace_command                  ? trace_idly(c)
                                                          : wait_for(c.pid);
    ::close(c.channel);
    if (s.ours) {
        ::kill(s.target, SIGKILL);
        wait_for(s.target);
    }
    return status;
}

}  // namespace whytrace::refusal
