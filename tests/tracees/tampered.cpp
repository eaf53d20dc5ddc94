// Calls for -e inject= to change: one that succeeds, one that fails, one that writes to memory, one that never returns; it reports what came back.
// Not here: what is done to them; that is in the driver's command line.
// The hard part: nothing in a line may differ from run to run, so that two tracers can be compared byte for byte.
#include "tracees/tracee.hpp"

#include <csignal>
#include <cstring>
#include <pthread.h>
#include <sys/stat.h>

namespace {

void report(const char* name, long value, const char* more = "") {
    const int error = value == -1 ? errno : 0;
    dprintf(STDOUT_FILENO, "%s %ld %d%s%s\n", name, value, error, *more ? " " : "", more);
}

// Not literals, which the compiler may put into one another: what is poked into one must not be seen in the next.
char root[16] = "/", nowhere[16] = "/nonexistent";

void change_folder(const char* path) { report("chdir", syscall(SYS_chdir, path)); }

void* body(void*) {
    for (int i = 0; i < 3; ++i) change_folder(root);
    return nullptr;
}

void in_threads() {
    body(nullptr);
    for (int i = 0; i < 2; ++i) {
        pthread_t thread;
        require(pthread_create(&thread, nullptr, body, nullptr) == 0 && pthread_join(thread, nullptr) == 0);
    }
}

void all_calls() {
    change_folder(root);
    change_folder(nowhere);
    char text[16] = "...............";
    const long size = syscall(SYS_getcwd, text, sizeof text);
    report("getcwd", size, text);
    report("umask", syscall(SYS_umask, 077));
}

void wait_for_ever() { report("ppoll", syscall(SYS_ppoll, nullptr, 0, nullptr, nullptr, 8)); }

}  // namespace

int main(int, char** argv) {
    signal(SIGUSR1, [](int) { require(write(STDOUT_FILENO, "SIGUSR1\n", 8) == 8); });
    umask(022);
    const char* what = argv[1] ? argv[1] : "";
    if (strcmp(what, "threads") == 0)
        in_threads();
    else if (strcmp(what, "wait") == 0)
        wait_for_ever();
    else
        all_calls();
    report("exit_group", syscall(SYS_exit_group, 3));
    syscall(SYS_exit, 4);
}
