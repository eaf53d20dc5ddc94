// A 64-bit program that also makes 32-bit system calls, by int 0x80: another ABI, other numbers, in one task.
// Not here: a 32-bit program (thirty_two.cpp).
// The hard part for a tracer: the ABI belongs to the call. As a 64-bit number, the 6 of close would be lstat.
#include "tracees/tracee.hpp"

int main() {
    expect_mark(1001);
    for (int number = 1002; number <= 1003; number++) {
        expect(tid(), "close(%d) = -1 EBADF (Bad file descriptor)", number);
        long result;
        asm volatile("int $0x80" : "=a"(result) : "a"(6L), "b"(static_cast<long>(number)) : "memory");
        require(result == -EBADF);
    }
    expect_mark(1004);
    expect(tid(), "+++ exited with 0 +++");
}
