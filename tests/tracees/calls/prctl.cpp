// prctl(2) and arch_prctl(2): every option.
// Not here: the lines that are expected: expected/prctl.lines.
// The hard part: options that would end the tracee or change what it may do get arguments that the kernel refuses.
#include "tracees/calls/calls.hpp"

#include <linux/filter.h>

using namespace calls;

namespace {

constexpr long timing = 14, keep_capabilities = 8, no_new_privileges = 38, seccomp = 22, set_name = 15,
               set_securebits = 28, drop_bound = 24, set_mm = 35, dumpable = 4;

bool harmful(long option) {
    for (const long o : {timing, no_new_privileges, seccomp, set_securebits, drop_bound, dumpable, 1L, 10L, 12L, 26L,
                         30L, 31L, 32L, 36L, 41L, 57L, 59L, 67L, 74L})
        if (option == o) return true;
    return false;
}

void options() {
    section();
    for (long option = 0; option < 82; ++option) {
        if (harmful(option)) continue;
        text("a text", 64);
        sys(SYS_prctl, option, nowhere, nowhere, nowhere, nowhere);
        sys(SYS_prctl, option, -1, -1, -1, -1);
        sys(SYS_prctl, option, 0x7777, 0x100000001, 5, 6);
        if (option != set_name && option != set_mm && option != keep_capabilities)
            sys(SYS_prctl, option, page_end - 2, 3, page, 7);
    }
    for (const long option : {0x12345L, -1L, 0x100000004L, 0x53564dL}) sys(SYS_prctl, option, 1, 2, 3, 4);
}

void particular() {
    section();
    sys(SYS_prctl, 1, 99), sys(SYS_prctl, 1, 0), sys(SYS_prctl, 1, -1), sys(SYS_prctl, 2, page),
        sys(SYS_prctl, 2, nowhere);
    sys(SYS_prctl, dumpable, 1), sys(SYS_prctl, dumpable, 2), sys(SYS_prctl, dumpable, 77), sys(SYS_prctl, 3);
    sys(SYS_prctl, timing, 0), sys(SYS_prctl, timing, 9), sys(SYS_prctl, 13);
    sys(SYS_prctl, set_name, text("a-name")), sys(SYS_prctl, set_name, text("a-name-that-is-longer-than-sixteen")),
        sys(SYS_prctl, 16, page);
    sys(SYS_prctl, 21), sys(SYS_prctl, 23, 21), sys(SYS_prctl, 23, 99), sys(SYS_prctl, drop_bound, 99),
        sys(SYS_prctl, drop_bound, -1);
    sys(SYS_prctl, 25, page), sys(SYS_prctl, 26, 1), sys(SYS_prctl, 26, 7), sys(SYS_prctl, 27),
        sys(SYS_prctl, set_securebits, 0xfff00), sys(SYS_prctl, set_securebits, -1);
    sys(SYS_prctl, 29, 0, 0, 0, 0), sys(SYS_prctl, 29, 50000), sys(SYS_prctl, 30), sys(SYS_prctl, 33, 0, 0, 0, 0),
        sys(SYS_prctl, 33, 1, 1, 0, 0), sys(SYS_prctl, 33, 1, 99, 0, 0), sys(SYS_prctl, 34, 0, 0, 0, 0);
    for (long option = 0; option < 17; ++option)
        sys(SYS_prctl, set_mm, option, 0x1000, 0, 0), sys(SYS_prctl, set_mm, option, nowhere, 8, 5);
    sys(SYS_prctl, 36, 1), sys(SYS_prctl, 37, page), sys(SYS_prctl, no_new_privileges, 2, 0, 0, 0),
        sys(SYS_prctl, no_new_privileges, 1, 1, 2, 3), sys(SYS_prctl, 39, 0, 0, 0, 0);
    sys(SYS_prctl, 40, page), sys(SYS_prctl, 41, 2, 0, 0, 0), sys(SYS_prctl, 41, 0, 0, 0, 0),
        sys(SYS_prctl, 42, 0, 0, 0, 0);
    sys(SYS_prctl, 45, 0x40), sys(SYS_prctl, 45, 7), sys(SYS_prctl, 46);
    for (const long what : {1, 2, 3, 4, 9}) sys(SYS_prctl, 47, what, 21, 0, 0), sys(SYS_prctl, 47, what, 99, 1, 2);
    for (const long what : {0, 1, 2, 3}) sys(SYS_prctl, 52, what, 0, 0, 0), sys(SYS_prctl, 53, what, 0xff00, 0, 0);
    sys(SYS_prctl, 53, 0, 4, 0, 7), sys(SYS_prctl, 54, 0x1f, 0, 0, 0), sys(SYS_prctl, 54, 0xff, 0, 0, 0),
        sys(SYS_prctl, 55, 0xff, 0, 0, 0), sys(SYS_prctl, 56, 0, 0, 0, 0), sys(SYS_prctl, 57, 2, 0, 0, 0),
        sys(SYS_prctl, 58, 0, 0, 0, 0);
    sys(SYS_prctl, 59, 0, 0, 0, 0), sys(SYS_prctl, 59, 1, -1, 1, page), sys(SYS_prctl, 59, 9, 1, 2, 3),
        sys(SYS_prctl, 60, 0xf, 5, 0, 0), sys(SYS_prctl, 61, 0, 0, 0, 0);
    for (const long what : {0, 1, 2, 3, 9}) sys(SYS_prctl, 62, what, 0x7ffffff0, 1, nowhere);
    sys(SYS_prctl, 65, 0xff, 1, 0, 0), sys(SYS_prctl, 66, 0, 0, 0, 0), sys(SYS_prctl, 67, 5, 0, 0, 0),
        sys(SYS_prctl, 68, 0, 0, 0, 0);
    sys(SYS_prctl, 0x53564d41, 0, 0x1000, 4096, text("name")), sys(SYS_prctl, 0x53564d41, 0, 0x1000, 4096, nowhere),
        sys(SYS_prctl, 0x53564d41, 5, 1, 2, 3), sys(SYS_prctl, 0x59616d61, -1), sys(SYS_prctl, 0x59616d61, 0),
        sys(SYS_prctl, 0x59616d61, 1);
    sock_filter code[2] = {{6, 0, 0, 0x7fff0000}, {0x15, 1, 2, 5}};
    struct {
        unsigned short length;
        sock_filter* filter;
    } program{2, code}, none{0, nullptr};
    sys(SYS_prctl, seccomp, 2, nowhere), sys(SYS_prctl, seccomp, 2, put(none)), sys(SYS_prctl, seccomp, 0, 0, 0, 0),
        sys(SYS_prctl, seccomp, 7, 5, 0, 0);
    program.filter = reinterpret_cast<sock_filter*>(put(code, 64));
    program.length = 0xffff, sys(SYS_prctl, seccomp, 2, put(program));
}

#ifdef __x86_64__
void architecture() {
    section();
    for (const long option :
         {0x1003L, 0x1004L, 0x1011L, 0x1012L, 0x1021L, 0x1022L, 0x1023L, 0x1024L, 0x1025L, 0x2001L, 0x2002L, 0x2003L,
          0x4001L, 0x4002L, 0x4003L, 0x4004L, 0x5001L, 0x5002L, 0x5003L, 0x5004L, 0x5005L, 0x77L,   -1L}) {
        sys(SYS_arch_prctl, option, nowhere);
        sys(SYS_arch_prctl, option, nullptr);
        if (option != 0x1012 && option < 0x5000) sys(SYS_arch_prctl, option, page);
        if (option != 0x1012) sys(SYS_arch_prctl, option, -1);
    }
}
#endif

}  // namespace

int main() {
    prepare();
    options();
    particular();
#ifdef __x86_64__
    architecture();
#endif
}
