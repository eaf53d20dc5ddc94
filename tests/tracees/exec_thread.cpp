// A thread that is not the leader calls execve: the kernel kills all others and gives it the leader's id.
// Not here: exec by the leader, which every traced program does.
// The hard part for a tracer: the entry comes from one id, the exit from another, and the leader's own call never ends.
#include "tracees/tracee.hpp"

#include <cstring>
#include <pthread.h>

namespace {

const char* program;
pid_t leader;
int go[2];

void* idle(void*) {
    char byte;
    require(read(go[0], &byte, 1) == 1);  // never: nobody writes
    return nullptr;
}

/// Returns when the leader sits in its read or is gone: /proc says which call it is in.
void wait_for_leader(bool exited) {
    char path[64], text[64];
    snprintf(path, sizeof path, "/proc/self/task/%d/stat", leader);
    for (char wanted = exited ? 'Z' : 'S';;) {
        FILE* file = fopen(path, "r");
        require(file && fgets(text, sizeof text, file));
        fclose(file);
        if (*(strrchr(text, ')') + 2) == wanted) return;
        sched_yield();
    }
}

void* exec_self(void* exited) {
    const pid_t me = tid();
    wait_for_leader(exited != nullptr);
    expect_mark(1001);
    if (exited == nullptr) expect(leader, "read(%d, <unfinished ...>) = ?", go[0]);
    expect(leader, "+++ superseded by execve in pid %d +++", me);
    expect(leader, "execve(\"%s\", [\"exec_thread\", \"after\"], 0x* /* * vars */) = 0", program);
    char name[] = "exec_thread", after[] = "after", *argv[] = {name, after, nullptr};
    execv(program, argv);
    require(false);
    return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
    require(argc >= 2);
    if (strcmp(argv[1], "after") == 0) {
        expect_mark(1002);
        expect(tid(), "exit_group(7) = ?");
        expect(tid(), "+++ exited with 7 +++");
        return 7;
    }
    program = argv[0];
    leader = tid();
    require(pipe(go) == 0);
    const bool exits = strcmp(argv[1], "exited") == 0;
    pthread_t thread;
    for (int i = 0; i < 3; i++) require(pthread_create(&thread, nullptr, idle, nullptr) == 0);
    require(pthread_create(&thread, nullptr, exec_self, exits ? &go : nullptr) == 0);
    if (exits) syscall(SYS_exit, 0);
    idle(nullptr);
}
