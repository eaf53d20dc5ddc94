// A 32-bit program on a 64-bit kernel; with an argument, it makes that program take its place.
// Not here: 32-bit calls of a 64-bit program (int80.cpp).
// The hard part for a tracer: the ABI changes in the middle of an execve, and back.
#include "tracees/tracee.hpp"

int main(int argc, char** argv) {
    static_assert(sizeof(long) == 4);
    expect_mark(1001);
    if (argc > 1) {
        execv(argv[1], argv + 1);
        _exit(98);
    }
    expect(tid(), "exit_group(9) = ?");
    expect(tid(), "+++ exited with 9 +++");
    return 9;
}
