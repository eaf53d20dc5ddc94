// See throwaway.hpp.
// Not here: what the answers mean.
// The hard part: every child is waited for by its own pid, so that tracees and other children of this process are left alone; and none outlives us.
#include "refusal/throwaway.hpp"

#include "refusal/tree.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <string>
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
    end_with(parent);
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

enum class heard : std::uint8_t { reply, nothing, all_gone };

/// Takes one reply, if one comes by then and somebody is left to send it.
heard take_reply(int pipe, std::span<answer> replies, clock::time_point until) {
    while (true) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - clock::now());
        pollfd readable{pipe, POLLIN, 0};
        const int ready = ::poll(&readable, 1, std::max(0, static_cast<int>(left.count()) + 1));
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) return heard::nothing;
        message m;
        const ssize_t n = ::read(pipe, &m, sizeof m);
        if (n < 0 && errno == EINTR) continue;
        if (n != sizeof m || m.index >= replies.size()) return heard::all_gone;
        replies[m.index] = m.reply;
        return heard::reply;
    }
}

/// It has not had its turn on the CPU: that is no silence.
bool wants_to_run(pid_t child) {
    const reading stat = tree().file("/proc/" + std::to_string(child) + "/stat");
    const auto name_end = stat.text.rfind(')');
    const char state = name_end == std::string::npos ? '\0' : stat.text[std::min(name_end + 2, stat.text.size() - 1)];
    return state == 'R' || state == 'D';
}

struct asked_child {
    pid_t pid = -1;
    int status = 0;
    bool ended = false;  // by itself
};

/// `gone`: nobody holds the pipe any more, so it ends by itself if it has not yet.
void end(asked_child& c, bool gone) {
    pid_t reaped = 0;
    do reaped = ::waitpid(c.pid, &c.status, __WALL | (gone ? 0 : WNOHANG));
    while (reaped < 0 && errno == EINTR);
    c.ended = reaped == c.pid;
    if (c.ended) return;
    ::kill(c.pid, SIGKILL);
    while (::waitpid(c.pid, nullptr, __WALL) < 0 && errno == EINTR) {}
}

answer answer_of(const asked_child& c, const answer& reply) {
    if (c.pid < 0) return {answer::kind::failed, EAGAIN};
    if (reply.how != answer::kind::not_asked) return reply;
    if (!c.ended) return {answer::kind::silent, 0};
    const bool by_filter = WIFSIGNALED(c.status) && (WTERMSIG(c.status) == SIGSYS || WTERMSIG(c.status) == SIGKILL);
    return {by_filter ? answer::kind::killed : answer::kind::failed, 0};
}

/// Until all have answered or ended (true). Who sleeps beyond the limit is silent; who only waits for the CPU gets more time.
bool hear_all(int pipe, std::span<const asked_child> children, std::span<answer> replies,
              std::chrono::milliseconds limit) {
    using namespace std::chrono_literals;
    const auto start = clock::now(), last = start + 10 * limit;
    for (auto until = start + limit; until < last; until = clock::now() + 20ms) {
        heard last_heard;
        while ((last_heard = take_reply(pipe, replies, until)) == heard::reply) {
            const auto unheard = [&](const asked_child& c) {
                return c.pid > 0 &&
                       replies[static_cast<std::size_t>(&c - children.data())].how == answer::kind::not_asked;
            };
            if (std::ranges::none_of(children, unheard)) return false;
        }
        if (last_heard == heard::all_gone) return true;
        const auto busy = [&](const asked_child& c) {
            return c.pid > 0 &&
                   replies[static_cast<std::size_t>(&c - children.data())].how == answer::kind::not_asked &&
                   wants_to_run(c.pid);
        };
        if (std::ranges::none_of(children, busy)) return false;
    }
    return false;
}

}  // namespace

void end_with(pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const pid_t now = ::getppid();
    if (now != parent && now != 0) ::_exit(0);  // 0: it is outside our PID namespace, as after unshare --pid
}

namespace_keeper::namespace_keeper() {
    const reading ours = tree().link("/proc/self/ns/pid"), theirs = tree().link("/proc/self/ns/pid_for_children");
    if (!ours || ours.text == theirs.text) return;
    const pid_t self = ::getpid();
    pid_ = ::fork();
    if (pid_ != 0) return;
    end_with(self);
    while (true) ::pause();
}

namespace_keeper::~namespace_keeper() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, __WALL) < 0 && errno == EINTR) {}
}

std::vector<answer> ask(std::span<const question> questions, std::chrono::milliseconds limit) {
    std::vector<answer> answers(questions.size());
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return std::vector<answer>(questions.size(), {answer::kind::failed, errno});
    const pid_t self = ::getpid();
    std::vector<asked_child> children(questions.size());
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (!questions[i]) continue;
        children[i].pid = ::fork();
        if (children[i].pid == 0) {
            reply_to = ends[1];
            own_index = i;
            answer_in_child(questions[i], self);
        }
    }
    ::close(ends[1]);
    const bool all_ended = hear_all(ends[0], children, answers, limit);
    for (asked_child& c : children)
        if (c.pid > 0) end(c, all_ended);
    while (take_reply(ends[0], answers, clock::now()) == heard::reply) {}  // what came at the last moment
    for (std::size_t i = 0; i < questions.size(); ++i)
        if (questions[i]) answers[i] = answer_of(children[i], answers[i]);
    ::close(ends[0]);
    return answers;
}

}  // namespace whytrace::refusal
