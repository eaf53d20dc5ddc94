// Two children, one after the other, with the same id, as they come where ids begin anew. Prints the id; 77: it is not allowed (clone(2), "EPERM").
// Not here: anything else.
// Nothing hard here.
#include "tracees/tracee.hpp"

#include <cstdint>
#include <linux/sched.h>

namespace {

pid_t born(pid_t wanted) {
    clone_args arguments{};
    arguments.exit_signal = SIGCHLD;
    if (wanted != 0) {
        arguments.set_tid = reinterpret_cast<std::uintptr_t>(&wanted);
        arguments.set_tid_size = 1;
    }
    return static_cast<pid_t>(syscall(SYS_clone3, &arguments, sizeof arguments));
}

pid_t child_that_marks(int number, pid_t wanted) {
    const pid_t child = born(wanted);
    if (child < 0 && errno == EPERM) _exit(77);
    require(child >= 0);
    if (child == 0) {
        mark(number);
        _exit(0);
    }
    require(waitpid(child, nullptr, 0) == child);
    return child;
}

}  // namespace

int main() {
    const pid_t child = child_that_marks(1001, 0);
    require(child_that_marks(1002, child) == child);
    dprintf(STDOUT_FILENO, "%d", child);
}
