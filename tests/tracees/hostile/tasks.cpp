// Tasks that come and go as fast as they can.
// Not here: signals between them (signals.cpp).
// The hard part for a tracer: reports of birth, exec and death come in any order, and ids move.
#include "tracees/hostile/scenes.hpp"

#include <atomic>
#include <csignal>
#include <initializer_list>
#include <pthread.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>

namespace {

void* short_thread(void*) {
    syscall(SYS_getppid);
    return nullptr;
}

void* thread_maker(void*) {
    for (int i = 0; i < 60; ++i) {
        pthread_t thread;
        require(pthread_create(&thread, nullptr, short_thread, nullptr) == 0);
        i % 2 ? pthread_join(thread, nullptr) : pthread_detach(thread);
    }
    return nullptr;
}

std::atomic<int> waiting;
int next_step;

void* executor(void*) {
    for (--waiting; waiting > 0;) sched_yield();
    play_again("/proc/self/exe", "execs", next_step);
    return nullptr;
}

/// The thread that outlives its leader.
int last_way;
[[noreturn]] void* survivor(void*) {
    while (syscall(SYS_tgkill, getpid(), getpid(), 0) == 0 && waiting-- > 0) sched_yield();
    switch (last_way) {
    case 0: _exit(5);
    case 1: play_again("/proc/thread-self/exe", "leaders", 1); break;
    case 2: kill(getpid(), SIGKILL); break;
    default:
        if (fork() == 0) _exit(3);
        kill(getpid(), SIGSEGV);
    }
    for (;;) pause();
}

int leave(void*) {
    syscall(SYS_getppid);
    syscall(SYS_exit, 0);
    return 0;
}

}  // namespace

int forks(int) {
    for (int parent = 0; parent < 6; ++parent) {
        if (fork() != 0) continue;
        for (int i = 0; i < 25; ++i) {
            const pid_t child = i % 3 ? fork() : vfork();
            if (child == 0) _exit(i % 3 && fork() < 0);
        }
        while (wait(nullptr) > 0) {}
        _exit(0);
    }
    while (wait(nullptr) > 0) {}
    return 0;
}

int threads(int) {
    pthread_t makers[5];
    for (pthread_t& t : makers) require(pthread_create(&t, nullptr, thread_maker, nullptr) == 0);
    for (pthread_t t : makers) require(pthread_join(t, nullptr) == 0);
    return 0;
}

int execs(int step) {
    constexpr int steps = 8, count = 6;
    if (step == steps) return 7;
    next_step = step + 1;
    waiting = count + 1;
    pthread_t thread;
    for (int i = 0; i < count; ++i) require(pthread_create(&thread, nullptr, executor, nullptr) == 0);
    executor(nullptr);
    return 1;
}

int leaders(int step) {
    if (step == 1) return 5;
    for (int i = 0; i < 24; ++i) {
        last_way = i % 4;
        waiting = i;
        const pid_t child = fork();
        if (child == 0) {
            pthread_t thread;
            require(pthread_create(&thread, nullptr, survivor, nullptr) == 0);
            syscall(SYS_exit, 9);
        }
        const int status = status_of(child);
        require(last_way < 2 ? WEXITSTATUS(status) == 5 : WTERMSIG(status) == (last_way == 2 ? SIGKILL : SIGSEGV));
    }
    return 0;
}

// Any flags that a child may have without breaking its parent, with any signal at its end, one that does not exist too.
int clones(int) {
    constexpr unsigned long flags[] = {
        CLONE_VM,     CLONE_FS,      CLONE_FILES,  CLONE_VFORK,          CLONE_UNTRACED, CLONE_PTRACE, CLONE_NEWUTS,
        CLONE_NEWIPC, CLONE_SYSVSEM, CLONE_PARENT, CLONE_CHILD_CLEARTID, CLONE_IO,       CLONE_NEWPID, CLONE_NEWUSER};
    constexpr unsigned long signals[] = {0, SIGCHLD, SIGURG, SIGWINCH, 64, 100};
    alignas(16) static char stack[16 * 1024];
    static int id;
    signal(64, SIG_IGN);
    unsigned choice = 1;
    for (int i = 0; i < 150; ++i) {
        choice = choice * 1103515245 + 12345;
        unsigned long chosen = signals[choice % 6];
        for (unsigned bit = 0; bit < sizeof flags / sizeof *flags; ++bit)
            if (choice >> (bit + 8) & 1) chosen |= flags[bit];
        const pid_t child = clone(leave, stack + sizeof stack, static_cast<int>(chosen), nullptr, &id, nullptr, &id);
        if (child > 0 && !(chosen & CLONE_PARENT)) require(waitpid(child, nullptr, __WALL) == child);
        while (child > 0 && (chosen & CLONE_PARENT) && (chosen & CLONE_VM) && kill(child, 0) == 0 &&
               sched_yield() == 0) {
            char path[32], state[2] = "";  // its stack is used again; our parent may take its time to wait for it
            snprintf(path, sizeof path, "/proc/%d/stat", child);
            if (FILE* const file = fopen(path, "r");
                file && (fscanf(file, "%*d (%*[^)]) %1s", state), fclose(file), *state == 'Z'))
                break;
        }
    }
    // A thread without shared handlers, those without shared memory, a cgroup that is none, and two that are right.
    for (const unsigned long odd : {0x10000ul, 0x800ul, ~0ul, 1ul << 33, 1ul << 32, 0x4000ul}) {
        unsigned long arguments[11] = {odd};
        const long child = syscall(SYS_clone3, arguments, sizeof arguments);
        if (child == 0) _exit(0);
        if (child > 0) status_of(static_cast<pid_t>(child));
    }
    return 0;
}

// Every process makes two until the limit of its user is reached, or that of the scene.
int bomb(int) {
    auto* const born =
        static_cast<std::atomic<int>*>(mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    require(born != MAP_FAILED);
    const rlimit limit{64, 64};
    if (getuid() == 0) require(setresuid(61234, 61234, 61234) == 0);
    require(setrlimit(RLIMIT_NPROC, &limit) == 0);
    while (born->fetch_add(1) < 300) {
        const pid_t child = fork();
        if (child < 0) break;
        if (child == 0 && fork() < 0) break;
    }
    while (wait(nullptr) > 0) {}
    return 0;
}
