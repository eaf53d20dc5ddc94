// A little of everything that options change the look of: strings, paths, descriptors, signals, a child, a thread, sleeps.
// Nothing is left to chance: parent, child and thread never run at the same time.
// The hard part is that order: who waits, waits in a call that the tests leave out of the trace.
#include "tracees/tracee.hpp"

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/wait.h>

namespace {

pid_t thread_id;

void* thread_body(void*) {
    thread_id = tid();
    mark(1003);
    return nullptr;
}

/// pthread_join returns a moment before the thread is gone.
void wait_for_end_of_thread() {
    while (syscall(SYS_tgkill, getpid(), thread_id, 0) == 0) sched_yield();
}

}  // namespace

int main() {
    signal(SIGUSR1, [](int) {});
    signal(SIGUSR2, SIG_IGN);
    const int fd = static_cast<int>(syscall(SYS_openat, AT_FDCWD, "/dev/null", O_RDWR | O_CLOEXEC));
    require(fd >= 0);
    char text[100];
    memset(text, 'a', sizeof text);
    memcpy(text, "tab\tquote\"nul\0bell\a\177\xff", 22);
    require(syscall(SYS_write, fd, text, sizeof text) == sizeof text);
    require(syscall(SYS_read, fd, text, sizeof text) == 0);
    struct stat s;
    require(syscall(SYS_fstat, fd, &s) == 0);
    require(syscall(SYS_unlinkat, AT_FDCWD, "/a/path/longer/than/thirty-two/characters/which/is/shown/whole", 0) == -1);
    require(syscall(SYS_kill, getpid(), SIGUSR1) == 0 && syscall(SYS_kill, getpid(), SIGUSR2) == 0);
    const pid_t child = fork();
    require(child >= 0);
    if (child == 0) {
        mark(1001);
        _exit(2);
    }
    require(waitpid(child, nullptr, 0) == child);
    mark(1002);
    pthread_t thread;
    require(pthread_create(&thread, nullptr, thread_body, nullptr) == 0 && pthread_join(thread, nullptr) == 0);
    wait_for_end_of_thread();
    mark(1004);
    const timespec moment{0, 1000};
    require(syscall(SYS_nanosleep, &moment, nullptr) == 0);
    const pid_t killed = fork();
    if (killed == 0) syscall(SYS_kill, getpid(), SIGTERM);
    require(waitpid(killed, nullptr, 0) == killed);
    syscall(SYS_close, fd);
    return 0;
}
