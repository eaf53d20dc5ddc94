// Futexes: every operation of futex(2), the calls of futex2, lists of robust futexes.
// Not here: the lines that are expected: expected/futex.lines.
// The hard part: no operation may wait: values differ from what is expected, or time-outs have passed.
#include "tracees/calls/calls.hpp"

#include <time.h>

using namespace calls;

int main() {
    prepare();
    section();
    const timespec past{0, 1}, wrong{1, 2000000000};
    int* const word = put(7);
    timespec* const at = put(past, 64);
    for (const long modifier : {0L, 128L, 256L, 384L, 512L}) {
        for (long op = 0; op < 15; ++op) {
            if (op == 6 || op == 13) continue;  // would lock
            if (op == 7 || op == 8) {
                sys(SYS_futex, word, op | modifier, 1, 2, 3, 4);
                continue;
            }
            sys(SYS_futex, word, op | modifier, 1, at, page + 128, -1);
            sys(SYS_futex, nowhere, op | modifier, -1, nullptr, nowhere, 0x12345678);
            sys(SYS_futex, word, op | modifier, 9, nowhere, word, 0);
        }
    }
    sys(SYS_futex, word, 0, 7, put(wrong, 64)), sys(SYS_futex, word, 9, 7, put(wrong, 64), nullptr, 0),
        sys(SYS_futex, word, 9, 7, page_end - 8, nullptr, 5);
    sys(SYS_futex, nowhere, 6, 5, at), sys(SYS_futex, nowhere, 13, 5, at), sys(SYS_futex, nullptr, 6 | 128, 0, nullptr),
        sys(SYS_futex, nullptr, 13 | 256, 0, nowhere);
    sys(SYS_futex, word, 77, 1, 2, 3, 4), sys(SYS_futex, word, -1, 1, 2, 3, 4),
        sys(SYS_futex, nullptr, 0x100000000, 0, nullptr);
    for (const long operation : {0x00001001L, 0x10002002L, 0x20003003L, 0x31004004L, 0x42005005L, 0x83006006L,
                                 0x94007007L, 0xa5008008L, 0x7f00fff0L, 0x66000000L})
        sys(SYS_futex, word, 5, 1, 1, page + 8, operation);

    struct waiter {
        std::uint64_t value, address;
        std::uint32_t flags, reserved;
    };
    const waiter one[2] = {{1, (std::uint64_t)word, 2, 0}, {2, (std::uint64_t)word, 0x82, 0}},
                 odd[2] = {{~0ull, 0, 0xffffffff, 5}, {0, 1, 0x7f, 0}};
    sys(SYS_futex_waitv, put(one, 256), 2, 0, at, 1);
    sys(SYS_futex_waitv, put(odd, 256), 2, 0, at, 1);
    sys(SYS_futex_waitv, put(one, 256), 2, 5, nullptr, 0);
    sys(SYS_futex_waitv, page_end - 24, 2, 0, put(wrong, 64), 99);
    sys(SYS_futex_waitv, nowhere, 2, 0, nowhere, 1);
    sys(SYS_futex_waitv, put(one, 256), 0, 0, at, 1);
    sys(SYS_futex_waitv, put(one, 256), 200, 0, at, 1);
    sys(SYS_futex_waitv, nullptr, 1, -1, nullptr, -1);
    sys(454 /* futex_wake */, word, -1, 1, 2), sys(454, nowhere, 1, 1, 0x82), sys(454, word, 0, -1, 0xff),
        sys(454, nullptr, 0xffffffff, 0, 0), sys(454, word, 1, 1, 0x100000002);
    sys(455 /* futex_wait */, word, 1, -1, 2, at, 1), sys(455, nowhere, 1, 1, 0x82, nullptr, 0),
        sys(455, word, 7, 0, 0xf02, at, 99), sys(455, word, 1, 5, 2, nowhere, 1),
        sys(455, word, 1, 5, 2, page_end - 8, 1);
    sys(456 /* futex_requeue */, put(one, 256), 0, 1, 1), sys(456, nowhere, 0, 1, 1), sys(456, put(odd, 256), 0, 1, -1),
        sys(456, put(one, 256), 7, 1, 1), sys(456, page_end - 24, 0, 0, 0);
    sys(SYS_set_robust_list, nowhere, 24), sys(SYS_set_robust_list, page, 23), sys(SYS_set_robust_list, nullptr, 0),
        sys(SYS_set_robust_list, nullptr, 24);
    sys(SYS_get_robust_list, 0, page, page + 8), sys(SYS_get_robust_list, 0, nowhere, page),
        sys(SYS_get_robust_list, 0, page, nowhere), sys(SYS_get_robust_list, 0x7fffffff, page, page + 8),
        sys(SYS_get_robust_list, -1, nullptr, nullptr);
}
