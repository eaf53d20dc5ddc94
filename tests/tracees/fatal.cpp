// Ends in the way that its arguments say: "exit N", "kill N" (a signal to itself), "thread N" (the same by a thread),
// "segv", "ill", "trap", "fpe", "abort": by what the processor or libc does.
// The hard part for a tracer: SIGTRAP is its own language too; this one is the program's.
#include "tracees/tracee.hpp"

#include <csignal>
#include <cstring>
#include <pthread.h>
#include <sys/prctl.h>

namespace {

void* kill_us(void* signal) {
    kill(getpid(), *static_cast<int*>(signal));
    for (;;) pause();
}

}  // namespace

int main(int argc, char** argv) {
    require(argc >= 2);
    prctl(PR_SET_DUMPABLE, 0);  // no core files
    int number = argc > 2 ? atoi(argv[2]) : 0;
    const char* way = argv[1];
    if (strcmp(way, "exit") == 0) return number;
    if (strcmp(way, "kill") == 0) kill(getpid(), number);
    if (strcmp(way, "thread") == 0) {
        pthread_t thread;
        require(pthread_create(&thread, nullptr, kill_us, &number) == 0);
        kill_us(&number);
    }
    if (strcmp(way, "segv") == 0) *static_cast<volatile char*>(nullptr) = 1;
    if (strcmp(way, "ill") == 0) __builtin_trap();
#ifdef __x86_64__
    if (strcmp(way, "trap") == 0) asm volatile("int3");
#else
    if (strcmp(way, "trap") == 0) asm volatile("brk #0");
#endif
    if (strcmp(way, "fpe") == 0) raise(SIGFPE);
    if (strcmp(way, "abort") == 0) abort();
    return 97;  // it survived
}
