// Gives itself another name (prctl(2), PR_SET_NAME), then a child of its own one more; kill(PID, 0) shows it each time.
// The hard part for a tracer: prctl need not be among the calls that it traces.
#include "tracees/tracee.hpp"

#include <csignal>
#include <sys/prctl.h>
#include <sys/wait.h>

namespace {

void rename_to(const char* name) {
    prctl(PR_SET_NAME, name);
    kill(getpid(), 0);
}

}  // namespace

int main() {
    rename_to("one");
    const pid_t child = fork();
    require(child >= 0);
    if (child == 0) {
        rename_to("two");
        _exit(4);
    }
    require(waitpid(child, nullptr, 0) == child);
    kill(getpid(), 0);
    return 3;
}
