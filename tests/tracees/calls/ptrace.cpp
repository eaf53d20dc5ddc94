// ptrace(2): every request, most of them to a thread that there is not. A tracee under a tracer cannot trace us, but can trace its child.
// Not here: the lines that are expected: expected/ptrace.lines.
// The hard part: the child is stopped from the start, and its number is not printed: lines with it are not compared.
#include "tracees/calls/calls.hpp"

#include <elf.h>
#include <linux/ptrace.h>
#include <signal.h>
#include <sys/uio.h>
#include <sys/wait.h>

using namespace calls;

namespace {

constexpr long nobody = 0x7ffffff0;

void every_request() {
    section();
    for (long request = 1; request < 34; ++request)
        sys(SYS_ptrace, request, nobody, page, page + 64), sys(SYS_ptrace, request, nobody, nowhere, nowhere),
            sys(SYS_ptrace, request, -1, nullptr, 9), sys(SYS_ptrace, request, nobody, 8, -1);
    for (long request = 0x4200; request < 0x4216; ++request) {
        *reinterpret_cast<iovec*>(page + 64) = {page + 128, 64};
        sys(SYS_ptrace, request, nobody, 1, page + 64), sys(SYS_ptrace, request, nobody, nowhere, nowhere),
            sys(SYS_ptrace, request, -1, nullptr, 0x7fffff), sys(SYS_ptrace, request, nobody, 0x202, nullptr);
    }
    for (const long request : {0x1234L, -1L, 99L}) sys(SYS_ptrace, request, nobody, 1, 2);
    struct {
        std::uint64_t offset;
        std::uint32_t flags;
        std::int32_t count;
    } peek{5, 1, 7}, odd{~0ull, 0xff, -1};
    sys(SYS_ptrace, 0x4209, nobody, put(peek), page + 128), sys(SYS_ptrace, 0x4209, nobody, put(odd), page + 128),
        sys(SYS_ptrace, 0x4209, nobody, page_end - 8, page + 128);
    for (const long type : {1, 2, 0x200, 0x201, 0x202, 0x400, 0x46e62b7f, 99})
        *reinterpret_cast<iovec*>(page + 64) = {nowhere, 64}, sys(SYS_ptrace, 0x4204, nobody, type, page + 64),
                                         sys(SYS_ptrace, 0x4205, nobody, type, page + 64);
    sys(SYS_ptrace, 0x420a, nobody, 8, page), sys(SYS_ptrace, 0x420b, nobody, 8, put(0x4001ul)),
        sys(SYS_ptrace, 0x420b, nobody, 4, put(0x4001ul));
    siginfo_t info{};
    info.si_signo = SIGUSR1, info.si_code = SI_QUEUE, info.si_pid = 5;
    sys(SYS_ptrace, 0x4203, nobody, 0, put(info)), sys(SYS_ptrace, 0x4203, nobody, 0, page_end - 64);
    for (const unsigned long options : {0x1ul, 0xfful, 0x300000ul, 0xffffffff00000000ul})
        sys(SYS_ptrace, 0x4200, nobody, 0, options), sys(SYS_ptrace, 0x4206, nobody, 0, options);
    for (const long signal : {0, 9, 64, 65, -1})
        sys(SYS_ptrace, 7, nobody, 1, signal), sys(SYS_ptrace, 17, nobody, 1, signal),
            sys(SYS_ptrace, 24, nobody, 1, signal);
    struct metadata {
        std::uint64_t filter, flags;
    };
    sys(SYS_ptrace, 0x420d, nobody, sizeof(metadata), put(metadata{5, 0})), sys(SYS_ptrace, 0x420c, nobody, 0, nullptr),
        sys(SYS_ptrace, 0x420c, nobody, 1, page);
}

/// Of a child that has stopped itself: what the structures hold.
void successes() {
    section();
    hold_children();
    const pid_t child =
        static_cast<pid_t>(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));  // around fork(2) libraries make other calls
    if (child == 0) {
        syscall(SYS_ptrace, 0, 0, 0, 0);
        syscall(SYS_tkill, syscall(SYS_gettid), SIGSTOP);
        _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    sys(SYS_ptrace, 0x4200, child, 0, 0x1), sys(SYS_ptrace, 0x4202, child, 0, page),
        sys(SYS_ptrace, 0x4201, child, 0, page), sys(SYS_ptrace, 0x420a, child, 8, page),
        sys(SYS_ptrace, 0x420b, child, 8, put(0x200ul)), sys(SYS_ptrace, 1, child, page, page + 8),
        sys(SYS_ptrace, 4, child, page, 0x1122334455667788), sys(SYS_ptrace, 2, child, page, page + 8),
        sys(SYS_ptrace, 3, child, 800, page + 8), sys(SYS_ptrace, 3, child, 1, page + 8);
    struct {
        std::uint64_t offset;
        std::uint32_t flags;
        std::int32_t count;
    } peek{0, 1, 2};
    sys(SYS_ptrace, 0x4209, child, put(peek), page + 128),
        sys(SYS_ptrace, 0x4204, child, 99, put(iovec{page + 128, 64})), sys(SYS_ptrace, 0x420d, child, 16, put(peek)),
        sys(SYS_ptrace, 0x420f, child, 24, page + 128), sys(SYS_ptrace, 0x420e, child, 88, page + 128),
        sys(SYS_ptrace, 0x420e, child, 8, page + 128), sys(SYS_ptrace, 0x4210, child, 24, page + 128),
        sys(SYS_ptrace, 0x4211, child, 24, page + 128);
    sys(SYS_ptrace, 8, child, 0, 0);
    waitpid(child, &status, 0);
}

}  // namespace

int main() {
    prepare();
    every_request();
    successes();
}
