// What a tracer that changes calls, holds tasks or reads memory is tried on: ends with 0 if it saw the changes.
// Not here: the tracer (core/engine_test.cpp). The calls to change are close(NUMBER): mark().
// Nothing hard: one behaviour for each name on the command line.
#include "tracees/tracee.hpp"

#include <cstring>
#include <sys/mman.h>
#include <sys/wait.h>

namespace {

/// close(1001), whose number becomes getppid's; close(1002), which shall not happen and return 4711; close(1003), whose
/// argument becomes one that exists; close(1004), which shall fail with EXDEV.
void changed() {
    const int copy = dup(STDIN_FILENO);
    require(syscall(SYS_close, 1001) == getppid());
    require(syscall(SYS_close, 1002) == 4711);
    dprintf(STDOUT_FILENO, "%d", copy);
    require(syscall(SYS_close, 1003) == 0);
    require(syscall(SYS_dup, copy) == -1 && errno == EBADF);
    require(syscall(SYS_close, 1004) == -1 && errno == EXDEV);
}

/// The parent's close(1001) is held until its child has ended, which it need not wait for.
void held() {
    const pid_t child = fork();
    require(child >= 0);
    if (child == 0) {
        for (int i = 0; i < 5; ++i) mark(1002);
        _exit(0);
    }
    mark(1001);
    int status = 0;
    require(waitpid(child, &status, 0) == child && status == 0);
}

/// Two readable pages and nothing behind them: close(1001, address of the end).
void memory() {
    const long page = sysconf(_SC_PAGESIZE);
    char* const place = static_cast<char*>(
        mmap(nullptr, 3 * static_cast<size_t>(page), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    require(place != MAP_FAILED);
    require(munmap(place + 2 * page, static_cast<size_t>(page)) == 0);
    memset(place, 'x', 2 * static_cast<size_t>(page));
    syscall(SYS_close, 1001, place + 2 * page);
}

void many() {
    for (int i = 0; i < 1000; ++i) mark(1001);
}

void hangs() { wait_for_driver(); }

/// The tracer adds a signal to close(1001), which ends us.
void signalled() { mark(1001); }

}  // namespace

int main(int, char** argv) {
    const struct {
        const char* name;
        void (*run)();
    } behaviours[] = {{"changed", changed}, {"held", held},   {"memory", memory},
                      {"many", many},       {"hangs", hangs}, {"signalled", signalled}};
    for (const auto& b : behaviours) {
        if (strcmp(b.name, argv[1]) != 0) continue;
        b.run();
        return 0;
    }
    return 98;
}
