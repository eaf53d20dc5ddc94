// Looks at CPU masks in every way that a program has, after many calls: what it prints must not depend on who traces it. affinity MODE
// Not here: what an observer outside sees (core/handoff_test.cpp).
#include "tracee.hpp"

#include <cstring>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <thread>

namespace {

void burst() {
    for (int i = 0; i < 300; ++i) mark(1000);
}

void print_mask(const char* whose, pid_t task) {
    cpu_set_t mask;
    CPU_ZERO(&mask);
    require(sched_getaffinity(task, sizeof mask, &mask) == 0);
    unsigned long first;
    std::memcpy(&first, &mask, sizeof first);
    dprintf(STDOUT_FILENO, "%s %lx of %d\n", whose, first, CPU_COUNT(&mask));
}

void set_last_cpu(pid_t task) {
    cpu_set_t mask;
    require(sched_getaffinity(0, sizeof mask, &mask) == 0);
    int last = 0;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu)
        if (CPU_ISSET(cpu, &mask)) last = cpu;
    CPU_ZERO(&mask);
    CPU_SET(last, &mask);
    require(sched_setaffinity(task, sizeof mask, &mask) == 0);
}

template <class Look> void in_child(Look look, long (*make)()) {
    const auto child = static_cast<pid_t>(make());
    if (child == 0) {
        look();
        _exit(0);
    }
    require(waitpid(child, nullptr, __WALL) == child);
}

long by_fork() { return fork(); }
long by_clone() { return syscall(SYS_clone, SIGCHLD | CLONE_UNTRACED, 0, 0, 0, 0); }
long by_clone3() {
    static clone_args arguments;
    arguments = {};
    arguments.flags = CLONE_UNTRACED;
    arguments.exit_signal = SIGCHLD;
    return syscall(SYS_clone3, &arguments, sizeof arguments);
}

/// The two lines about CPUs of an open status file, read again from its start.
void print_status(int fd) {
    static char text[8192];
    const auto size = pread(fd, text, sizeof text - 1, 0);
    require(size > 0);
    text[size] = 0;
    const char* line = std::strstr(text, "Cpus_allowed:");
    require(line);
    dprintf(STDOUT_FILENO, "%.*s\n", static_cast<int>(std::strcspn(line, "\n")), line);
}

void look_everywhere() {
    const auto look = [] { print_mask("child", 0); };
    burst();
    print_mask("own", 0);
    burst();
    in_child(look, by_fork);
    burst();
    in_child(look, by_clone);
    burst();
    in_child(look, by_clone3);

    int gate[2];
    require(pipe(gate) == 0);
    const pid_t waiting = fork();
    if (waiting == 0) {
        char byte;
        close(gate[1]);
        burst();
        require(read(gate[0], &byte, 1) == 0);
        print_mask("told", 0);
        _exit(0);
    }
    burst();
    print_mask("other", waiting);
    burst();
    set_last_cpu(waiting);
    burst();
    close(gate[1]);
    require(waitpid(waiting, nullptr, 0) == waiting);

    const int own = open("/proc/self/status", O_RDONLY);
    burst();
    print_status(own);
    burst();
    const int copy = dup(own);
    burst();
    print_status(copy);

    burst();
    std::thread([] {
        burst();
        print_mask("thread", 0);
    }).join();

    struct {
        unsigned size = 48, policy = 6;
        unsigned long flags = 0;
        int nice = 0;
        unsigned priority = 0;
        unsigned long runtime = 1'000'000, deadline = 100'000'000, period = 100'000'000;
    } deadline;
    burst();
    in_child(
        [&] {
            burst();
            const long done = syscall(SYS_sched_setattr, 0, &deadline, 0);
            dprintf(STDOUT_FILENO, "deadline %ld %d\n", done, done == 0 ? 0 : errno);
        },
        by_fork);

    burst();
    set_last_cpu(0);
    burst();
    print_mask("chosen", 0);
    in_child(look, by_fork);
}

/// Calls without end, until the driver closes stdin and so many children have been born between them. Each prints its mask in the end.
void call_until_told(int births) {
    int gate[2];
    require(pipe(gate) == 0);
    dprintf(STDOUT_FILENO, "ready\n");
    fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
    int children = 0;
    for (char byte; read(STDIN_FILENO, &byte, 1) != 0 || children < births;) {
        burst();
        if (children == births) continue;
        ++children;
        if (fork() != 0) continue;
        close(gate[1]);
        require(read(gate[0], &byte, 1) == 0);
        print_mask("last", 0);
        _exit(0);
    }
    close(gate[1]);
    while (children-- > 0) require(wait(nullptr) > 0);
}

}  // namespace

int main(int, char** arguments) {
    const char* mode = arguments[1];
    if (std::strcmp(mode, "look") == 0) {
        look_everywhere();
        execl(arguments[0], arguments[0], "after", nullptr);
    } else if (std::strcmp(mode, "after") == 0) {
        burst();
        print_mask("after", 0);
    } else if (std::strcmp(mode, "busy") == 0) {
        call_until_told(0);
        print_mask("last", 0);
    } else if (std::strcmp(mode, "forks") == 0) {
        call_until_told(50);
    }
    return 0;
}
