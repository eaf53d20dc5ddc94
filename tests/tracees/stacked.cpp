// Stacks for -k: nested functions of C++, threads, a library that is loaded late, a new program, and stacks that are broken on purpose.
// Not here: what must be shown; that is in the driver.
// The hard part: the compiler may neither inline a function nor turn a call at its end into a jump.
#include "tracees/tracee.hpp"

#include <cstring>
#include <dlfcn.h>
#include <pthread.h>

#define kept __attribute__((noinline, noclone, used))

namespace deep {

template <class T> struct box {
    kept T get(int depth) {
        const T below = depth > 0 ? get(depth - 1) : static_cast<T>(syscall(SYS_getppid));
        asm volatile("" ::: "memory");
        return below + 1;
    }
};

}  // namespace deep

namespace {

kept long call() {
    deep::box<long> b;
    const long sum = b.get(3);
    asm volatile("" ::: "memory");
    return sum;
}

kept void* body(void*) {
    call();
    asm volatile("" ::: "memory");
    return nullptr;
}

kept void in_a_thread() {
    pthread_t thread;
    require(pthread_create(&thread, nullptr, body, nullptr) == 0 && pthread_join(thread, nullptr) == 0);
}

kept void in_a_library(const char* path) {
    for (int i = 0; i < 2; ++i) {
        void* library = dlopen(path, RTLD_NOW);
        require(library != nullptr);
        reinterpret_cast<long (*)()>(dlsym(library, "call_of_library"))();
        dlclose(library);
    }
}

/// Return addresses and saved frame pointers that lead nowhere.
kept void overwritten() {
    char here[16] = "";
    char* const from = static_cast<char*>(__builtin_frame_address(0));
    memset(from, 0x41, 256);
    asm volatile("" ::"r"(here) : "memory");
    syscall(SYS_getppid);
    _exit(0);
}

/// A frame that is its own caller.
kept void circular() {
    void** const frame = static_cast<void**>(__builtin_frame_address(0));
    frame[0] = frame;
    frame[1] = reinterpret_cast<void*>(&circular);
    asm volatile("" ::: "memory");
    syscall(SYS_getppid);
    _exit(0);
}

/// Its table says: the caller's frame is found by an expression (DW_CFA_def_cfa_expression) that jumps to its own beginning.
kept long endless() {
    asm volatile(".cfi_escape 0x0f, 0x03, 0x2f, 0xfd, 0xff");
    const long parent = syscall(SYS_getppid);
    asm volatile("" ::: "memory");
    return parent;
}

}  // namespace

int main(int argc, char** argv) {
    const char* what = argc > 1 ? argv[1] : "";
    if (strcmp(what, "thread") == 0)
        in_a_thread();
    else if (strcmp(what, "library") == 0)
        in_a_library(argv[2]);
    else if (strcmp(what, "exec") == 0)
        call(), execv(argv[2], argv + 2);
    else if (strcmp(what, "overwritten") == 0)
        overwritten();
    else if (strcmp(what, "circular") == 0)
        circular();
    else if (strcmp(what, "endless") == 0)
        endless();
    else
        call();
    return 0;
}
