// Signals to each other and to itself, more than anybody can follow; death at any point; tracing within.
// Not here: tasks as such (tasks.cpp).
// The hard part for a tracer: between any two of its requests the task may have been killed, stopped or continued.
#include "tracees/hostile/scenes.hpp"

#include <atomic>
#include <csignal>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/time.h>
#include <sys/wait.h>

namespace {

template <class T> T& shared() {
    void* const at = mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    require(at != MAP_FAILED);
    return *static_cast<T*>(at);
}

void note(int) { syscall(SYS_getppid); }

void* busy(void*) {
    for (;;) syscall(SYS_getppid);
    return nullptr;
}

/// As busy as it gets until it is killed, also when its parent is.
[[noreturn]] void victim(int extra_threads) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    pthread_t thread;
    for (int i = 0; i < extra_threads; ++i) require(pthread_create(&thread, nullptr, busy, nullptr) == 0);
    busy(nullptr);
    _exit(98);
}

void* killer(void*) {
    kill(getpid(), SIGKILL);
    return nullptr;
}

/// Dies by SIGKILL in one of several ways, after `calls` calls.
[[noreturn]] void die(int way, int calls) {
    pthread_t thread;
    for (int i = 0; i < calls; ++i) syscall(SYS_getppid);
    switch (way) {
    case 0: kill(getpid(), SIGKILL); break;
    case 1:
        require(pthread_create(&thread, nullptr, killer, nullptr) == 0);
        busy(nullptr);
        break;
    case 2:
        if (vfork() == 0) kill(getppid(), SIGKILL), _exit(0);
        break;
    case 3:
        require(pthread_create(&thread, nullptr, killer, nullptr) == 0);
        play_again("/proc/self/exe", "kills", 1);
        break;
    case 4:
        require(pthread_create(&thread, nullptr, killer, nullptr) == 0);
        for (;;)
            if (fork() == 0) _exit(0);
    default: require(pthread_create(&thread, nullptr, killer, nullptr) == 0); syscall(SYS_exit, 1);
    }
    for (;;) pause();
}

}  // namespace

int storm(int) {
    for (int number = 1; number <= SIGRTMAX; ++number)
        if (number != SIGALRM && number != SIGCHLD) signal(number, note);
    struct group {
        std::atomic<pid_t> members[4];
        std::atomic<int> done;
    };
    auto& all = shared<group>();
    for (auto& member : all.members) {
        if (fork() != 0) continue;
        const itimerval often{{0, 500}, {0, 500}};
        setitimer(ITIMER_VIRTUAL, &often, nullptr);
        setitimer(ITIMER_PROF, &often, nullptr);
        member = getpid();
        for (int i = 0; i < 60; ++i)
            for (const auto& other : all.members) {
                const int number = i % 4 == 0 ? SIGUSR1 : SIGRTMIN + i % (SIGRTMAX - SIGRTMIN + 1);
                if (other != 0) sigqueue(other, number, {.sival_int = i});
            }
        for (++all.done; all.done < 4;) sched_yield();
        _exit(0);
    }
    for (int i = 0; i < 4; ++i) {
        int status = 0;
        pid_t child;
        while ((child = wait(&status)) < 0 && errno == EINTR) {}
        require(child > 0 && status == 0);
    }
    return 0;
}

int stops(int) {
    auto& over = shared<std::atomic<bool>>();
    // It stops by itself, and says so each time.
    pid_t child = fork();
    if (child == 0) {
        for (int i = 0; i < 40; ++i) raise(SIGSTOP);
        _exit(3);
    }
    int status, seen = 0;
    while (waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status)) seen += kill(child, SIGCONT) == 0;
    require(WEXITSTATUS(status) == 3 && seen == 40);
    // Siblings stop and continue one of three threads, and kill it while it is stopped.
    child = fork();
    if (child == 0) victim(2);
    for (int sibling = 0; sibling < 3; ++sibling) {
        if (fork() != 0) continue;
        for (int i = 0; i < 100; ++i) kill(child, (i + sibling) % 2 ? SIGSTOP : SIGCONT);
        _exit(0);
    }
    for (int sibling = 0; sibling < 3; ++sibling) require(wait(&status) > 0 && status == 0);
    kill(child, SIGSTOP);
    kill(child, SIGKILL);
    require(WTERMSIG(status_of(child)) == SIGKILL);
    // The first process stops, too, and one of its own continues it.
    child = fork();
    if (child == 0) {
        while (!over) kill(getppid(), SIGCONT), sched_yield();
        _exit(0);
    }
    for (int i = 0; i < 40; ++i) raise(SIGSTOP);
    over = true;
    require(status_of(child) == 0);
    return 0;
}

int kills(int step) {
    if (step == 1) busy(nullptr);  // until the other thread's signal comes, which its exec may have outrun
    for (int i = 0; i < 60; ++i) {
        const pid_t child = fork();
        if (child == 0) die(i % 6, i / 6);
        if (i % 6 == 3) kill(child, SIGKILL);
        require(WTERMSIG(status_of(child)) == SIGKILL);
    }
    kill(getpid(), SIGKILL);
    return 1;
}

// Under a tracer that follows forks each request fails; both must end the same.
int tracing(int) {
    for (int i = 0; i < 12; ++i) {
        const pid_t child = fork();
        if (child == 0) {
            if (i % 3 == 0 && ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) == 0) raise(SIGSTOP);
            victim(i % 2);
        }
        int status;
        if (i % 3 == 0) {
            if (waitpid(child, &status, WNOHANG | WUNTRACED) == child && WIFSTOPPED(status))
                ptrace(PTRACE_CONT, child, nullptr, nullptr);
        } else {
            for (int round = 0; round < 10; ++round) {
                const bool seize = i % 3 == 1;
                if (ptrace(seize ? PTRACE_SEIZE : PTRACE_ATTACH, child, nullptr, nullptr) != 0) continue;
                if (seize) ptrace(PTRACE_INTERRUPT, child, nullptr, nullptr);
                require(waitpid(child, &status, __WALL) == child && WIFSTOPPED(status));
                ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
                require(waitpid(child, &status, __WALL) == child && WIFSTOPPED(status));
                require(ptrace(PTRACE_DETACH, child, nullptr, nullptr) == 0);
            }
        }
        kill(child, SIGKILL);
        do require(waitpid(child, &status, __WALL) == child);
        while (WIFSTOPPED(status));
        require(WTERMSIG(status) == SIGKILL);
    }
    return 0;
}
