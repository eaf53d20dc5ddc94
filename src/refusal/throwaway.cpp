// See throwaway.hpp.
// Not here: what the answers mean.
// The hard part: every child is waited for by its own pid, so that tracees and other children of this process are left alone; and none outlives us.
#include "refusal/throwaway.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace whytrace::refusal {

namespace {

using clock = std::chrono::steady_clock;

/// What a child writes into the one pipe of all children: less than PIPE_BUF, so it arrives whole (pipe(7)).
struct message {
    std::size_t index;
    answer reply;
};

// In the child:
int reply_to = -1;
std::size_t own_index = 0;

void send(answer a) {
    const message m{own_index, a};
    [[maybe_unused]] const ssize_t n = ::write(reply_to, &m, sizeof m);
}

void on_sigsys(int, siginfo_t* info, void*) {
    send({answer::kind::trapped, info->si_errno});
    ::_exit(0);
}

[[noreturn]] void answer_in_child(const question& q, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(0);  // it was too late for that
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

/// Reads replies until `wanted` have come, everybody has ended, or the time is up.
void listen(int pipe, std::size_t wanted, std::span<answer> replies, clock::time_point until) {
    while (wanted > 0) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - clock::now());
        pollfd readable{pipe, POLLIN, 0};
        const int ready = left.count() < 0 ? 0 : ::poll(&readable, 1, static_cast<int>(left.count()) + 1);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return;
        message m;
        const ssize_t n = ::read(pipe, &m, sizeof m);
        if (n < 0 && errno == EINTR) continue;
        if (n != sizeof m || m.index >= replies.size()) return;
        replies[m.index] = m.reply;
        --wanted;
    }
}

answer finish(pid_t child, const answer& reply) {
    if (child < 0) return {answer::kind::failed, EAGAIN};
    int status = 0;
    const bool ended = ::waitpid(child, &status, __WALL | WNOHANG) == child;
    if (!ended) {
        ::kill(child, SIGKILL);
        while (::waitpid(child, nullptr, __WALL) < 0 && errno == EINTR) {}
    }
    if (reply.how != answer::kind::not_asked) return reply;
    if (!ended) return {answer::kind::silent, 0};
    const bool by_filter = WIFSIGNALED(status) && (WTERMSIG(status) == SIGSYS || WTERMSIG(status) == SIGKILL);
    return {by_filter ? answer::kind::killed : answer::kind::failed, 0};
}

}  // namespace

std::vector<answer> ask(std::span<const question> questions, std::chrono::milliseconds limit) {
    std::vector<answer> answers(questions.size());
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return std::vector<answer>(questions.size(), {answer::kind::failed, errno});
    const pid_t self = ::getpid();
    std::vector<pid_t> children(questions.size(), -1);
    std::size_t asked = 0;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (!questions[i]) continue;
        children[i] = ::fork();
        if (children[i] == 0) {
            reply_to = ends[1];
            own_index = i;
            answer_in_child(questions[i], self);
        }
        asked += children[i] > 0;
    }
    ::close(ends[1]);
    listen(ends[0], asked, answers, clock::now() + limit);
    for (std::size_t i = 0; i < questions.size(); ++i)
        if (questions[i]) answers[i] = finish(children[i], answers[i]);
    ::close(ends[0]);
    return answers;
}

}  // namespace whytrace::refusal
