// Makes every call number of each ABI that it can make calls of, and none of them does anything: a filter refuses them all.
// Not here: what the arguments look like (calls/numbers.cpp).
// The hard part: nothing can be said or ended by a call any more, so it dies by an instruction.
#include "tracees/tracee.hpp"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

namespace {

constexpr long limit = 512;

// uretprobe and uprobe (x86_64): instructions of the kernel's own, before any filter.
bool is_trap(long number) { return number == 335 || number == 336; }

}  // namespace

int main() {
    sock_filter refuse[] = {{BPF_RET | BPF_K, 0, 0, SECCOMP_RET_ERRNO | ENOSYS}};
    const sock_fprog program{1, refuse};
    require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    require(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
    for (long number = 0; number < limit; ++number)
        if (!is_trap(number)) syscall(number, 0L, 0L, 0L, 0L, 0L, 0L);
#ifdef __x86_64__
    for (long number = 0; number < limit; ++number) {
        long result = number;
        asm volatile("int $0x80"
                     : "+a"(result)
                     : "b"(0L), "c"(0L), "d"(0L), "S"(0L), "D"(0L)
                     : "r8", "r9", "r10", "r11", "memory");
    }
#endif
    __builtin_trap();
}
