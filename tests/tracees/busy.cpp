// N threads (the argument) that call without rest: quick calls, pipes, futexes, sleeps. None of their calls may fail, be
// interrupted visibly, or stay away. "r" on stdin: prints "all went on" when each thread has; "q": ends with 0.
// With a second argument, that many child processes of one thread each run beside them, until the parent ends.
// The hard part for a tracer: to come and go at any moment without anybody noticing.
#include "tracees/tracee.hpp"

#include <atomic>
#include <csignal>
#include <ctime>
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>

namespace {

struct worker {
    pthread_t thread;
    int number;
    int in, out;  // pipe ends of a pair that plays ping-pong
    std::atomic<unsigned long> rounds;
};

worker workers[256];
std::atomic<bool> stop;

void quick(worker& w) {
    require(syscall(SYS_getppid) > 0 || getpid() == 1);
    mark(1000 + w.number);
}

/// Even threads serve, odd ones return: each blocks in read most of the time.
void ping_pong(worker& w) {
    char byte = 'p';
    require(write(w.out, &byte, 1) == 1);
    require(read(w.in, &byte, 1) == 1);
}

void sleepy(worker&) {
    const timespec short_time{0, 300'000};
    require(syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, &short_time, nullptr) == 0);
}

void timed_wait(worker& w) {
    const timespec short_time{0, 300'000};
    int word = w.number;
    require(syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, w.number, &short_time, nullptr, 0) == -1 &&
            errno == ETIMEDOUT);
}

void* work(void* argument) {
    worker& w = *static_cast<worker*>(argument);
    while (!stop) {
        switch (w.number / 2 % 4) {
        case 0: ping_pong(w); break;
        case 1: sleepy(w); break;
        case 2: timed_wait(w); break;
        default: quick(w);
        }
        w.rounds++;
    }
    return nullptr;
}

void connect(worker& one, worker& other) {
    int there[2], back[2];
    require(pipe(there) == 0 && pipe(back) == 0);
    one.out = there[1], other.in = there[0];
    other.out = back[1], one.in = back[0];
}

void report(int threads) {
    for (int i = 0; i < threads; i++) {
        const unsigned long before = workers[i].rounds;
        while (workers[i].rounds == before) {
            const timespec short_time{0, 100'000};
            nanosleep(&short_time, nullptr);
        }
    }
    dprintf(STDOUT_FILENO, "all went on\n");
}

}  // namespace

int main(int argc, char** argv) {
    require(argc >= 2);
    const int threads = atoi(argv[1]) & ~1, children = argc > 2 ? atoi(argv[2]) : 0;
    const pid_t parent = getpid();
    for (int i = 0; i < children; i++) {
        if (fork() != 0) continue;
        end_with(parent);
        while (getppid() == parent) quick(workers[0]);
        _exit(0);
    }
    for (int i = 0; i < threads; i++) workers[i].number = i;
    for (int i = 0; i < threads; i += 2) connect(workers[i], workers[i + 1]);
    for (int i = 0; i < threads; i++) require(pthread_create(&workers[i].thread, nullptr, work, &workers[i]) == 0);
    dprintf(STDOUT_FILENO, "ready\n");
    for (char command; read(STDIN_FILENO, &command, 1) == 1 && command != 'q';)
        if (command == 'r') report(threads);
    stop = true;
    for (int i = 0; i < threads; i++) {
        char byte = 'l';
        if (workers[i].out) require(write(workers[i].out, &byte, 1) == 1);  // a partner may have stopped first
    }
    for (int i = 0; i < threads; i++) require(pthread_join(workers[i].thread, nullptr) == 0);
    return 0;
}
