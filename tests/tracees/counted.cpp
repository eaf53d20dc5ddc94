// A load that counts its own calls: counted LOAD SIZE plays it in ten parts (or as many as a third argument says), with a byte from
// the driver before each and at the end.
// Not here: who else counts (core/counts_test.cpp), what it costs (core/load_test.cpp).
// The hard part: the counter outlives execve, and a task that dies in a call that nobody sees return is counted beforehand: `lost` if that is
// certain; `killed` if it may have been between two calls.
#include "tracee.hpp"

#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <vector>

namespace {

/// In memory that all tasks share, and those that execute this program again, too.
struct counts {
    std::atomic<long> calls, returned, lost, killed;  ///< calls: begun
};
constexpr int counts_fd = 100;
counts* shared;
int parts = 10;

void share_counts() {
    if (fcntl(counts_fd, F_GETFD) == -1) {
        const int fd = static_cast<int>(syscall(SYS_memfd_create, "counts", 0));
        require(ftruncate(fd, sizeof(counts)) == 0 && dup2(fd, counts_fd) == counts_fd && close(fd) == 0);
    }
    void* const at = mmap(nullptr, sizeof(counts), PROT_READ | PROT_WRITE, MAP_SHARED, counts_fd, 0);
    require(at != MAP_FAILED);
    shared = static_cast<counts*>(at);
}

/// The call that is counted: libc makes none of these by itself.
void call(int times = 1) {
    for (; times > 0; --times) {
        ++shared->calls;
        syscall(SYS_getsid, 0);
        ++shared->returned;
    }
}

/// Each task ends in one call that does not return: exit, exit_group, or what it waits in when another executes.
void task_begins() { ++shared->lost; }

pid_t born() {
    task_begins();
    const pid_t child = fork();
    require(child >= 0);
    return child;
}

void reap(int count) {
    while (count-- > 0) require(wait(nullptr) > 0);
}

std::vector<pthread_t> start(int count, void* (*what)(void*)) {
    pthread_attr_t small;
    require(pthread_attr_init(&small) == 0 && pthread_attr_setstacksize(&small, 64 * 1024) == 0);
    std::vector<pthread_t> all(static_cast<std::size_t>(count));
    for (pthread_t& thread : all) {
        task_begins();
        require(pthread_create(&thread, &small, what, nullptr) == 0);
    }
    return all;
}

void calls(int size) { call(size); }

void threads(int size) {
    for (const pthread_t thread : start(size, [](void*) -> void* { return call(20), nullptr; }))
        pthread_join(thread, nullptr);
}

/// All threads are there in every part, and take turns: in each one makes `size` calls.
struct {
    std::atomic<int> turn, size;
} crowd_state;
constexpr int crowd_threads = 2000;
pthread_barrier_t crowd_gate;

void* of_the_crowd(void*) {
    for (int part = 0; part < parts; ++part) {
        pthread_barrier_wait(&crowd_gate);
        call(crowd_state.size);
        pthread_barrier_wait(&crowd_gate);
    }
    return nullptr;
}

void crowd(int size) {
    static std::vector<pthread_t> all;
    if (all.empty()) {
        require(pthread_barrier_init(&crowd_gate, nullptr, crowd_threads + 1) == 0);
        crowd_state.size = size / crowd_threads;
        require(crowd_state.size > 0);
        all = start(crowd_threads, of_the_crowd);
    }
    pthread_barrier_wait(&crowd_gate);
    pthread_barrier_wait(&crowd_gate);
    if (++crowd_state.turn == parts)
        for (const pthread_t thread : all) pthread_join(thread, nullptr);
}

void forks(int size) {
    constexpr int at_a_time = 20;
    for (int begun = 0; begun < size; ++begun) {
        if (begun >= at_a_time) reap(1);
        if (born() == 0) {
            call(3);
            _exit(0);
        }
    }
    reap(size < at_a_time ? size : at_a_time);
}

void vfork_once() {
    task_begins();
    const pid_t child = vfork();
    require(child >= 0);
    if (child == 0) {
        call();
        execl("/proc/self/exe", "counted", "nothing", nullptr);
        _exit(1);
    }
    call();
    reap(1);
}

void vforks(int size) {
    for (; size > 0; --size) vfork_once();
}

void pipes(int size) {
    int there[2], back[2];
    require(pipe2(there, O_CLOEXEC) == 0 && pipe2(back, O_CLOEXEC) == 0);
    const auto echo = [](int from, int to) {
        for (char byte; read(from, &byte, 1) == 1;) {
            call();
            require(write(to, &byte, 1) == 1);
        }
    };
    if (born() == 0) {
        close(there[1]);
        echo(there[0], back[1]);
        _exit(0);
    }
    char byte = 'x';
    for (; size > 0; --size) require(write(there[1], &byte, 1) == 1 && read(back[0], &byte, 1) == 1);
    for (const int fd : {there[0], there[1], back[0], back[1]}) close(fd);
    reap(1);
}

int answers;

void answer(int) {
    const int error = errno;
    call();
    require(write(answers, "x", 1) == 1);
    errno = error;
}

/// Waits in one way after another until `over` is at its end.
[[noreturn]] void be_interrupted(int over) {
    for (const int number : {SIGUSR1, SIGUSR2}) {
        struct sigaction action {};
        action.sa_handler = answer;
        action.sa_flags = number == SIGUSR1 ? SA_RESTART : 0;
        require(sigaction(number, &action, nullptr) == 0);
    }
    require(write(answers, "x", 1) == 1);
    const timespec moment{0, 3'000'000};
    pollfd polled{over, POLLIN, 0};
    int word = 0;
    char byte;
    for (int i = 0;; ++i) switch (i % 4) {
        case 0: nanosleep(&moment, nullptr); break;
        case 1: syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, &moment, nullptr, 0); break;
        case 2: poll(&polled, 1, -1); break;
        case 3:
            if (read(over, &byte, 1) == 0) _exit(0);
        }
}

void signals(int size) {
    int over[2], answered[2];
    require(pipe2(over, O_CLOEXEC) == 0 && pipe2(answered, O_CLOEXEC) == 0);
    const pid_t child = born();
    if (child == 0) {
        close(over[1]);
        answers = answered[1];
        be_interrupted(over[0]);
    }
    char byte;
    require(read(answered[0], &byte, 1) == 1);
    for (; size > 0; --size) {
        require(kill(child, size % 2 ? SIGUSR1 : SIGUSR2) == 0 && read(answered[0], &byte, 1) == 1);
        if (size % 10 != 0) continue;
        require(kill(child, SIGSTOP) == 0 && waitpid(child, nullptr, WUNTRACED) == child && kill(child, SIGCONT) == 0);
    }
    for (const int fd : {over[0], over[1], answered[0], answered[1]}) close(fd);
    reap(1);
}

std::atomic<pid_t> sleepers[3];
std::atomic<int> sleeper_count;
int never[2];

void* sleep_for_ever(void*) {
    sleepers[sleeper_count++] = tid();
    char byte;
    read(never[0], &byte, 1);
    return nullptr;
}

char steps_left[12];

/// Takes the place of all others, which sleep: they end in the call that they are in.
void* execute(void*) {
    for (std::atomic<pid_t>& sleeper : sleepers)
        while (sleeper == 0 || !asleep(sleeper)) sched_yield();
    call();
    execl("/proc/self/exe", "counted", "exec", steps_left, nullptr);
    _exit(97);
}

void execute_again(int steps) {
    call();
    if (steps == 0) return;
    snprintf(steps_left, sizeof steps_left, "%d", steps - 1);
    require(pipe2(never, O_CLOEXEC) == 0);
    start(2, sleep_for_ever);
    start(1, execute);
    sleep_for_ever(nullptr);
}

void execs(int size) {
    if (born() == 0) {
        snprintf(steps_left, sizeof steps_left, "%d", size);
        execl("/proc/self/exe", "counted", "exec", steps_left, nullptr);
        _exit(96);
    }
    reap(1);
}

void* call_for_ever(void*) {
    while (true) call();
}

/// A process of four tasks, in the process group `group`, or in one of its own: 0.
pid_t start_victim(pid_t group, void (*at_last)()) {
    constexpr int others = 3;
    const pid_t parent = getpid(), child = fork();
    require(child >= 0);
    if (child == 0) {
        end_with(parent);
        require(setpgid(0, group) == 0);
        pthread_t thread;
        for (int i = 0; i < others; ++i) require(pthread_create(&thread, nullptr, call_for_ever, nullptr) == 0);
        call(20);
        at_last();
        call_for_ever(nullptr);
    }
    shared->killed += others + 1;
    require(setpgid(child, group) == 0);  // whoever is first
    return child;
}

void must_be_killed(pid_t child) {
    int status;
    require(waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

void wait_for_calls(long more) {
    const timespec moment{0, 50'000};
    for (const long enough = shared->calls + more; shared->calls < enough;) nanosleep(&moment, nullptr);
}

void killed_by_the_parent() {
    const pid_t child = start_victim(0, [] {});
    wait_for_calls(100);
    require(kill(child, SIGKILL) == 0);
    must_be_killed(child);
}

void killed_by_exit_group() {
    const pid_t child = start_victim(0, [] { _exit(7); });
    int status;
    require(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 7);
}

void killed_by_one_of_the_group() {
    const auto nothing = [] {};
    const pid_t leader = start_victim(0, nothing);
    const pid_t second = start_victim(leader, nothing);
    wait_for_calls(20);
    const pid_t killer = start_victim(leader, [] { kill(0, SIGKILL); });
    for (const pid_t child : {leader, second, killer}) must_be_killed(child);
}

void kills(int size) {
    for (; size > 0; --size) {
        killed_by_the_parent();
        killed_by_exit_group();
        killed_by_one_of_the_group();
    }
}

constexpr struct {
    const char* name;
    void (*play)(int size);
} loads[] = {
    {"calls", calls}, {"crowd", crowd},     {"threads", threads}, {"forks", forks}, {"vforks", vforks},
    {"pipes", pipes}, {"signals", signals}, {"execs", execs},     {"kills", kills},
};

}  // namespace

int main(int argc, char** arguments) {
    share_counts();
    if (argc < 3) return call(), 0;
    const int size = std::atoi(arguments[2]);
    if (std::strcmp(arguments[1], "exec") == 0) return execute_again(size), 0;
    shared->calls = shared->returned = shared->killed = 0;
    shared->lost = 1;
    if (argc > 3) parts = std::atoi(arguments[3]);
    dprintf(STDOUT_FILENO, "ready %d\n", getpid());
    wait_for_driver();
    for (const auto& load : loads)
        if (std::strcmp(load.name, arguments[1]) == 0)
            for (int part = 0; part < parts; ++part) {
                load.play(size / parts);
                dprintf(STDOUT_FILENO, "part\n");
                wait_for_driver();
            }
    dprintf(STDOUT_FILENO, "calls %ld returned %ld lost %ld killed %ld\n", shared->calls.load(),
            shared->returned.load(), shared->lost.load(), shared->killed.load());
}
