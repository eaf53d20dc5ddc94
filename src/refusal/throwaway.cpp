// See throwaway.hpp.
// Not here: what the answers mean.
// The hard part: every child is waited for by its own pid, so that tracees and other children of this process are left alone.
#include "refusal/throwaway.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace whytrace::refusal {

namespace {

using clock = std::chrono::steady_clock;

struct child {
    pid_t pid = -1;
    int pipe = -1;  // read end; closed by the child's end, whatever it is
    answer reply;
};

int reply_to = -1;  // in the child: the write end of its pipe

void send(answer a) { [[maybe_unused]] const ssize_t n = ::write(reply_to, &a, sizeof a); }

void on_sigsys(int, siginfo_t* info, void*) {
    send({answer::kind::trapped, info->si_errno});
    ::_exit(0);
}

[[noreturn]] void answer_in_child(const question& q, int pipe) {
    reply_to = pipe;
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    struct sigaction trap {};
    trap.sa_sigaction = on_sigsys;
    trap.sa_flags = SA_SIGINFO;
    ::sigaction(SIGSYS, &trap, nullptr);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    send({answer::kind::returned, q()});
    ::_exit(0);
}

child start(const question& q) {
    child c;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return c;
    c.pid = ::fork();
    if (c.pid == 0) answer_in_child(q, ends[1]);
    ::close(ends[1]);
    c.pipe = ends[0];
    return c;
}

/// Waits for the first child to say something or to end; false when the time is up or nobody is left.
bool listen_once(std::vector<child>& children, clock::time_point until) {
    std::vector<pollfd> pipes;
    std::vector<child*> whose;
    for (child& c : children)
        if (c.pipe >= 0) {
            pipes.push_back({c.pipe, POLLIN, 0});
            whose.push_back(&c);
        }
    if (pipes.empty()) return false;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - clock::now());
    if (left.count() < 0) return false;
    if (::poll(pipes.data(), pipes.size(), static_cast<int>(left.count()) + 1) < 0 && errno != EINTR) return false;
    for (std::size_t i = 0; i < pipes.size(); ++i) {
        if (pipes[i].revents == 0) continue;
        answer a;
        if (::read(pipes[i].fd, &a, sizeof a) == sizeof a) whose[i]->reply = a;
        ::close(pipes[i].fd);
        whose[i]->pipe = -1;
    }
    return true;
}

answer finish(child& c) {
    if (c.pid < 0) return {answer::kind::failed, EAGAIN};
    const bool still_running = c.pipe >= 0;
    if (still_running) {
        ::kill(c.pid, SIGKILL);
        ::close(c.pipe);
    }
    int status = 0;
    while (::waitpid(c.pid, &status, __WALL) < 0 && errno == EINTR) {}
    if (c.reply.how != answer::kind::not_asked) return c.reply;
    if (still_running) return {answer::kind::silent, 0};
    const bool by_filter = WIFSIGNALED(status) && (WTERMSIG(status) == SIGSYS || WTERMSIG(status) == SIGKILL);
    return {by_filter ? answer::kind::killed : answer::kind::failed, 0};
}

}  // namespace

std::vector<answer> ask(std::span<const question> questions, std::chrono::milliseconds limit) {
    std::vector<child> children;
    for (const question& q : questions) children.push_back(q ? start(q) : child{});
    const auto until = clock::now() + limit;
    while (listen_once(children, until)) {}
    std::vector<answer> answers;
    for (std::size_t i = 0; i < children.size(); ++i) answers.push_back(questions[i] ? finish(children[i]) : answer{});
    return answers;
}

}  // namespace whytrace::refusal
