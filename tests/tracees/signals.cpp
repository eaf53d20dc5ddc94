// Sends itself signals in every way there is and checks that each arrives, once, as it was sent.
// Not here: stopping signals (job_control.cpp), deadly ones (fatal.cpp).
// The hard part for a tracer: it decides at each signal-delivery-stop whether the program gets the signal; and the
// SIGTRAPs in between are its own only if the kernel made them for it.
#include "tracees/tracee.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <pthread.h>
#include <sys/signalfd.h>
#include <sys/time.h>

namespace {

std::atomic<int> arrived, sum, last_code;

void count(int, siginfo_t* info, void*) {
    arrived++;
    sum += info->si_value.sival_int;
    last_code = info->si_code;
}

void handle(int signal, int flags) {
    struct sigaction action {};
    action.sa_sigaction = count;
    action.sa_flags = SA_SIGINFO | flags;
    require(sigaction(signal, &action, nullptr) == 0);
    arrived = sum = 0;
}

void send_value(int signal, int number) {
    sigval value;
    value.sival_int = number;
    require(sigqueue(getpid(), signal, value) == 0);
}

/// Queued signals: none is lost, none comes twice, each with its value.
void queued() {
    handle(SIGRTMIN + 1, 0);
    for (int i = 1; i <= 200; i++) send_value(SIGRTMIN + 1, i);
    require(arrived == 200 && sum == 200 * 201 / 2 && last_code == SI_QUEUE);
    sigset_t blocked, old;
    sigemptyset(&blocked);
    sigaddset(&blocked, SIGRTMIN + 1);
    require(sigprocmask(SIG_BLOCK, &blocked, &old) == 0);
    arrived = 0;
    for (int i = 1; i <= 50; i++) send_value(SIGRTMIN + 1, i);
    require(arrived == 0);
    siginfo_t info;
    require(sigwaitinfo(&blocked, &info) == SIGRTMIN + 1 && info.si_value.sival_int == 1);
    const int fd = signalfd(-1, &blocked, 0);
    signalfd_siginfo from_fd;
    require(read(fd, &from_fd, sizeof from_fd) == sizeof from_fd && from_fd.ssi_int == 2);
    require(sigprocmask(SIG_SETMASK, &old, nullptr) == 0);
    require(arrived == 48);
}

/// SIGTRAP and SIGSTOP's neighbours, sent by the program to itself, belong to the program.
void traps() {
    handle(SIGTRAP, 0);
    require(kill(getpid(), SIGTRAP) == 0 && arrived == 1 && last_code == SI_USER);
    require(raise(SIGTRAP) == 0 && arrived == 2 && last_code == SI_TKILL);
#ifdef __x86_64__
    asm volatile("int3");
    require(arrived == 3 && last_code > 0);
#endif
    handle(SIGURG, 0);
    require(raise(SIGURG) == 0 && arrived == 1);
    signal(SIGUSR1, SIG_IGN);
    require(kill(getpid(), SIGUSR1) == 0);
    handle(SIGCONT, 0);
    require(kill(getpid(), SIGCONT) == 0 && arrived == 1);
}

void start_timer(long microseconds) {
    const itimerval timer{{0, 0}, {0, microseconds}};
    require(setitimer(ITIMER_REAL, &timer, nullptr) == 0);
}

/// A call that is interrupted fails with EINTR, or goes on: as the program wished.
void interrupted_calls() {
    int fds[2];
    char byte;
    require(pipe(fds) == 0);
    handle(SIGALRM, 0);
    start_timer(20'000);
    require(read(fds[0], &byte, 1) == -1 && errno == EINTR && arrived == 1);
    timespec left{}, wish{5, 0};
    start_timer(20'000);
    require(nanosleep(&wish, &left) == -1 && errno == EINTR && left.tv_sec == 4 && arrived == 2);
    struct sigaction action {};
    static int to_write;
    to_write = fds[1];
    action.sa_handler = [](int) { (void)!write(to_write, "y", 1); };
    action.sa_flags = SA_RESTART;
    require(sigaction(SIGALRM, &action, nullptr) == 0);
    start_timer(20'000);
    require(read(fds[0], &byte, 1) == 1 && byte == 'y');
}

/// A signal to one thread reaches that thread.
void* thread_body(void* self) {
    *static_cast<pid_t*>(self) = tid();
    sigset_t usr2;
    sigemptyset(&usr2);
    sigaddset(&usr2, SIGUSR2);
    int signal;
    require(sigwait(&usr2, &signal) == 0 && signal == SIGUSR2);
    return nullptr;
}

void directed() {
    sigset_t usr2;
    sigemptyset(&usr2);
    sigaddset(&usr2, SIGUSR2);
    require(pthread_sigmask(SIG_BLOCK, &usr2, nullptr) == 0);
    pthread_t threads[4];
    pid_t ids[4];
    for (int i = 0; i < 4; i++) require(pthread_create(&threads[i], nullptr, thread_body, &ids[i]) == 0);
    for (pthread_t t : threads) require(pthread_kill(t, SIGUSR2) == 0);
    for (pthread_t t : threads) require(pthread_join(t, nullptr) == 0);
}

}  // namespace

int main() {
    queued();
    traps();
    interrupted_calls();
    directed();
    expect_mark(1001);
    expect(tid(), "+++ exited with 0 +++");
}
