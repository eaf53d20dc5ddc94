// Tasks that die by SIGKILL at any moment, most of them while their tracer is about to ask for something.
// Not here: death by other signals (fatal.cpp).
// "at birth": children that die there, some before their first stop, some before their parent's event.
// "in calls": children that are asleep, one after the other, each in another call.
// The hard part for a tracer: between a stop and the next request the task is gone (ESRCH), which is news, not an error; and a
// child whose death it has met already is still there, as its parent's zombie, when the parent's event tells of it.
#include "tracees/tracee.hpp"

#include <atomic>
#include <csignal>
#include <ctime>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

namespace {

void* busy(void*) {
    for (;;) syscall(SYS_getppid);
    return nullptr;
}

/// A process of three threads without rest; tells when it runs.
[[noreturn]] void victim(int ready) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    pthread_t thread;
    for (int i = 0; i < 2; i++) require(pthread_create(&thread, nullptr, busy, nullptr) == 0);
    require(write(ready, "x", 1) == 1);
    busy(nullptr);
    _exit(98);
}

void kill_at_work() {
    for (int i = 0; i < 20; i++) {
        int ready[2];
        require(pipe(ready) == 0);
        const pid_t child = fork();
        require(child >= 0);
        if (child == 0) victim(ready[1]);
        char byte;
        require(read(ready[0], &byte, 1) == 1);
        for (int spin = 0; spin < i; spin++) syscall(SYS_getuid);  // so that the kill hits another moment each time
        require(kill(child, SIGKILL) == 0);
        int status;
        require(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        expect(child, "+++ killed by SIGKILL +++");
        close(ready[0]);
        close(ready[1]);
    }
}

constexpr int parents = 6, children = 20;
std::atomic<pid_t> born[parents];
std::atomic<bool> over;

/// Kills whoever is born; clone(2) tells the id before the child runs and before the parent's event. Untraced, to be quick.
int killer(void*) {
    while (!over)
        for (std::atomic<pid_t>& newest : born)
            if (const pid_t child = newest.exchange(0); child != 0) kill(child, SIGKILL);
    return 0;
}

void* parent(void* newest) {
    for (int i = 0; i < children; i++) {
        const pid_t child =
            static_cast<pid_t>(syscall(SYS_clone, CLONE_PARENT_SETTID | SIGCHLD, nullptr, newest, nullptr, nullptr));
        require(child >= 0);
        if (child == 0) busy(nullptr);
        int status;
        require(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        expect(child, "+++ killed by SIGKILL +++");
    }
    return nullptr;
}

void kill_at_birth() {
    alignas(16) static char stack[64 * 1024];
    const pid_t last = clone(killer, stack + sizeof stack, CLONE_VM | CLONE_UNTRACED | SIGCHLD, nullptr);
    require(last > 0);
    pthread_t threads[parents];
    for (int i = 0; i < parents; i++) require(pthread_create(&threads[i], nullptr, parent, &born[i]) == 0);
    for (pthread_t t : threads) require(pthread_join(t, nullptr) == 0);
    over = true;
    require(waitpid(last, nullptr, 0) == last);
}

void sleep_for_an_hour() {
    const timespec hour{3600, 0};
    nanosleep(&hour, nullptr);
}

void receive() {
    int ends[2];
    char bytes[10];
    require(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    recv(ends[0], bytes, sizeof bytes, 0);
}

void wait_for_word() {
    const int word = 1;
    syscall(SYS_futex, &word, FUTEX_WAIT, 1, nullptr, nullptr, 0);
}

void wait_for_signal() {
    sigset_t none;
    sigemptyset(&none);
    sigsuspend(&none);
}

void wait_for_event() {
    epoll_event event;
    epoll_pwait(epoll_create1(0), &event, 1, -1, nullptr);
}

void wait_for_lock() {
    const int file = static_cast<int>(syscall(SYS_memfd_create, "lock", 0));
    struct flock whole {};
    whole.l_type = F_WRLCK;
    require(fcntl(file, F_OFD_SETLK, &whole) == 0);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    fcntl(open(path, O_RDWR), F_OFD_SETLKW, &whole);
}

void leave_while_a_thread_sleeps() {
    static std::atomic<pid_t> sleeper;
    pthread_t thread;
    const auto sleep = [](void*) -> void* {
        sleeper = tid();
        sleep_for_an_hour();
        return nullptr;
    };
    require(pthread_create(&thread, nullptr, sleep, nullptr) == 0);
    while (sleeper == 0 || !asleep(sleeper)) sched_yield();
    _exit(7);
}

constexpr void (*long_calls[])() = {sleep_for_an_hour, receive,        wait_for_word,
                                    wait_for_signal,   wait_for_event, wait_for_lock};

void kill_in_calls() {
    for (const auto play : long_calls) {
        const pid_t parent = getpid(), child = fork();
        require(child >= 0);
        if (child == 0) {
            end_with(parent);
            play();
            _exit(98);
        }
        while (!asleep(child)) sched_yield();
        int status;
        require(kill(child, SIGKILL) == 0 && waitpid(child, &status, 0) == child && WIFSIGNALED(status));
    }
    leave_while_a_thread_sleeps();
}

}  // namespace

int main(int argc, char** argv) {
    const char* const when = argc > 1 ? argv[1] : "at work";
    if (strcmp(when, "in calls") == 0) kill_in_calls();
    strcmp(when, "at birth") == 0 ? kill_at_birth() : kill_at_work();
    expect_mark(1001);
    expect(tid(), "+++ killed by SIGKILL +++");
    kill(getpid(), SIGKILL);
}
