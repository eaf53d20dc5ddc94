// The library that stacked.cpp loads: compiled without frame pointers, so that only its tables lead to the caller.
// Not here: anything else.
#include <sys/syscall.h>
#include <unistd.h>

extern "C" __attribute__((noinline, used)) long within_library() {
    const long parent = syscall(SYS_getppid);
    asm volatile("" ::: "memory");
    return parent;
}

extern "C" long call_of_library() {
    const long parent = within_library();
    asm volatile("" ::: "memory");
    return parent;
}
