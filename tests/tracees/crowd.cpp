// N threads, each busy with one kind of stop: crowd FILE KIND N. None of their calls may fail or stay away. FILE gets "PID ready", "all went
// on" for each "r" on stdin, once each thread has; and "ended, N signals lost" after "q". KIND "mixed": a thread after the other another kind,
// but few of those that make processes. FILE.rounds has how many rounds each thread has made, as a long; each ends with a mark of its own,
// 500,000 times the thread's number (from 1 on) and the round's (from 0 on).
// The hard part for a tracer: to leave at any moment without anybody noticing. Where it is killed by SIGKILL, the kernel loses a signal
// that is being delivered. The hard part here: 2,000 threads leave the machine time.
#include "tracees/tracee.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>

namespace {

constexpr int most = 4000;
constexpr int most_rounds = 500'000;
constexpr long pause_per_thread = 1'000'000;  // ns: all together make a thousand rounds a second

const char* own_file;
std::atomic<long>* rounds;  // shared with the driver
std::atomic<bool> over;
std::atomic<int> lost;
thread_local volatile sig_atomic_t signals;

void must_end(pid_t child, int code) {
    int status;
    require(waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == code);
}

void calls() {
    for (int i = 0; i < 4; i++) {
        mark(1000 + i);
        require(errno == EBADF && syscall(SYS_gettid) > 0);
    }
}

void handle(int) { signals = signals + 1; }

void signal_delivery() {
    const auto before = signals;
    require(syscall(SYS_tgkill, getpid(), tid(), SIGUSR1) == 0);
    lost += signals != before + 1;
}

void group_stop() { lost += !stop_and_continue(); }

void fork_and_end() {
    const pid_t child = fork();
    require(child >= 0);
    if (child == 0) _exit(7);
    must_end(child, 7);
}

void vfork_and_exec() {
    const pid_t child = vfork();
    require(child >= 0);
    if (child == 0) {
        execl(own_file, own_file, nullptr);
        _exit(98);
    }
    must_end(child, 5);
}

void small_thread(pthread_t& thread, void* (*body)(void*), void* argument) {
    pthread_attr_t small;
    require(pthread_attr_init(&small) == 0 && pthread_attr_setstacksize(&small, 64 * 1024) == 0);
    require(pthread_create(&thread, &small, body, argument) == 0);
}

void* end_at_once(void* argument) { return argument; }

void thread_birth() {
    pthread_t thread;
    small_thread(thread, end_at_once, nullptr);
    require(pthread_join(thread, nullptr) == 0);
}

void timed_wait() {
    const timespec short_time{0, 300'000};
    int word = 1;
    require(syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 1, &short_time, nullptr, 0) == -1 && errno == ETIMEDOUT);
}

void compute() {
    for (int i = 0; i < 100'000; i++) asm volatile("");
}

constexpr struct {
    const char* name;
    void (*play)();
} kinds[] = {{"calls", calls},          {"signals", signal_delivery}, {"waits", timed_wait},     {"running", compute},
             {"threads", thread_birth}, {"forks", fork_and_end},      {"execs", vfork_and_exec}, {"stops", group_stop}};
constexpr int kind_count = sizeof kinds / sizeof *kinds, cheap = 4, dear_ones = 200;
int count, kind = -1;

void* work(void* argument) {
    const long number = reinterpret_cast<long>(argument);
    const auto play = kinds[kind >= 0 ? kind : number % (number < dear_ones ? kind_count : cheap)].play;
    const long long pause = count * pause_per_thread;
    const timespec time{static_cast<time_t>(pause / 1'000'000'000), static_cast<long>(pause % 1'000'000'000)};
    while (!over) {
        play();
        require(rounds[number] < most_rounds);
        mark(static_cast<int>((number + 1) * most_rounds + rounds[number]));
        ++rounds[number];
        require(nanosleep(&time, nullptr) == 0);
    }
    return nullptr;
}

void share_rounds(const char* report) {
    char path[4096];
    require(snprintf(path, sizeof path, "%s.rounds", report) < static_cast<int>(sizeof path));
    const int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    constexpr size_t size = most * sizeof *rounds;
    require(fd >= 0 && ftruncate(fd, size) == 0);
    void* const at = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    require(at != MAP_FAILED && close(fd) == 0);
    rounds = static_cast<std::atomic<long>*>(at);
}

void wait_for_all() {
    static long before[most];
    for (int i = 0; i < count; i++) before[i] = rounds[i];
    const timespec short_time{0, 1'000'000};
    for (int i = 0; i < count; i++)
        while (rounds[i] == before[i]) nanosleep(&short_time, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc == 1) return 5;
    require(argc == 4);
    own_file = argv[0];
    const int report = open(argv[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    count = atoi(argv[3]);
    require(report >= 0 && count > 0 && count <= most);
    for (int i = 0; i < kind_count; i++)
        if (strcmp(kinds[i].name, argv[2]) == 0) kind = i;
    require(kind >= 0 || strcmp(argv[2], "mixed") == 0);
    signal(SIGUSR1, handle);
    share_rounds(argv[1]);
    static pthread_t threads[most];
    for (long i = 0; i < count; i++) small_thread(threads[i], work, reinterpret_cast<void*>(i));
    wait_for_all();
    dprintf(report, "%d ready\n", getpid());
    for (char command; read(STDIN_FILENO, &command, 1) == 1 && command != 'q';) {
        wait_for_all();
        dprintf(report, "all went on\n");
    }
    over = true;
    for (int i = 0; i < count; i++) require(pthread_join(threads[i], nullptr) == 0);
    dprintf(report, "ended, %d signals lost\n", lost.load());
    return 0;
}
