// Memory policies, scheduling, CPU masks, I/O priorities, limits.
// Not here: the lines that are expected: expected/sched.lines. Mappings are in memory.cpp.
// The hard part: a successful call must leave the tracee able to go on, so policies go to SCHED_OTHER only.
#include "tracees/calls/calls.hpp"

#include <sched.h>
#include <sys/resource.h>

using namespace calls;

namespace {

struct sched_attr {
    std::uint32_t size, policy;
    std::uint64_t flags;
    std::int32_t nice;
    std::uint32_t priority;
    std::uint64_t runtime, deadline, period;
    std::uint32_t util_min, util_max;
    std::uint64_t later;
};

void attributes() {
    section();
    sched_attr a{48, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    sys(SYS_sched_setattr, 0, put(a), 0);
    a.size = 56, a.flags = 0x60, a.util_min = 1, a.util_max = 1024;
    sys(SYS_sched_setattr, 0, put(a), 0);
    sys(SYS_sched_setattr, 0, put(a), 7);
    a.policy = 77, a.flags = 0xffffffffff;
    sys(SYS_sched_setattr, 0, put(a), 0);
    a.size = 64, a.policy = 6, a.flags = 1, a.runtime = 3, a.deadline = 2, a.period = 1, a.later = 0;
    sys(SYS_sched_setattr, -1, put(a), 0);
    a.later = 0x1122334455667788;
    sys(SYS_sched_setattr, -1, put(a), 0);
    a.size = 40;
    sys(SYS_sched_setattr, 0, put(a), 0);
    a.size = 0;
    sys(SYS_sched_setattr, 0, put(a), 0);
    a.size = 5000;
    sys(SYS_sched_setattr, 0, put(a), 0);
    a.size = 48;
    sys(SYS_sched_setattr, 0, page_end - 48 + 1, 0);
    sys(SYS_sched_setattr, 0, nowhere, 0);
    sys(SYS_sched_setattr, 0, nullptr, 0);
    for (const long size : {48, 56, 64, 47, 0, -1}) sys(SYS_sched_getattr, 0, page, size, 0);
    sys(SYS_sched_getattr, 0, nowhere, 48, 0);
    sys(SYS_sched_getattr, 0, nullptr, 48, 0);
    sys(SYS_sched_getattr, 0, page, 48, 9);
    sys(SYS_sched_getattr, -5, page, 48, 0);
}

void policies() {
    section();
    sys(SYS_sched_getscheduler, 0);
    sys(SYS_sched_getscheduler, -1);
    sys(SYS_sched_setscheduler, 0, 0, put(0));
    sys(SYS_sched_setscheduler, 0, 99, put(5));
    sys(SYS_sched_setscheduler, 0, 0x40000001, put(500));
    sys(SYS_sched_setscheduler, 0, 0, nowhere);
    sys(SYS_sched_setscheduler, 0, 0, nullptr);
    sys(SYS_sched_setparam, 0, put(0));
    sys(SYS_sched_setparam, 0, put(-1));
    sys(SYS_sched_setparam, 0, nowhere);
    sys(SYS_sched_setparam, -1, nullptr);
    sys(SYS_sched_getparam, 0, page);
    sys(SYS_sched_getparam, 0, nowhere);
    sys(SYS_sched_getparam, 0, nullptr);
    sys(SYS_sched_getparam, -1, page);
    for (const long policy : {0, 1, 2, 3, 5, 6, 7, 99, -1})
        sys(SYS_sched_get_priority_max, policy), sys(SYS_sched_get_priority_min, policy);
    sys(SYS_sched_rr_get_interval, 0, page_end - 16);
    sys(SYS_sched_rr_get_interval, 0, nowhere);
    sys(SYS_sched_rr_get_interval, -1, page);
    sys(SYS_sched_rr_get_interval, 0, nullptr);
    sys(SYS_sched_yield);
    sys(SYS_getpriority, 0, 0), sys(SYS_getpriority, 1, 0), sys(SYS_getpriority, 2, 0), sys(SYS_getpriority, 9, -1);
    sys(SYS_setpriority, 0, 0, 0), sys(SYS_setpriority, 9, 1, 2), sys(SYS_setpriority, 1, -1, -30),
        sys(SYS_setpriority, 2, 0xfffffff0, 100);
    sys(SYS_ioprio_get, 1, 0), sys(SYS_ioprio_get, 2, 0), sys(SYS_ioprio_get, 3, 0), sys(SYS_ioprio_get, 9, 1);
    for (const long value : {0x4004L, 0x2000L, 0x6000L, 0x8001L, 0xffffL, 0x4044L, 7L})
        sys(SYS_ioprio_set, 9, 0, value);
    sys(SYS_ioprio_set, 1, 0, 0x4004);
}

void masks() {
    section();
    sys(SYS_sched_getaffinity, 0, 128, page);
    sys(SYS_sched_getaffinity, 0, 8, page_end - 8);
    sys(SYS_sched_getaffinity, 0, 0, page);
    sys(SYS_sched_getaffinity, 0, 7, page);
    sys(SYS_sched_getaffinity, 0, 128, nowhere);
    sys(SYS_sched_getaffinity, 0, 128, nullptr);
    sys(SYS_sched_getaffinity, -1, 128, page);
    const std::uint64_t mask[2] = {3, 0}, high[2] = {0, 0x8000000000000001};
    sys(SYS_sched_setaffinity, 0, 16, put(mask));
    sys(SYS_sched_setaffinity, 0, 16, put(high));
    sys(SYS_sched_setaffinity, 0, 0, put(mask));
    sys(SYS_sched_setaffinity, 0, 1, put(mask));
    sys(SYS_sched_setaffinity, 0, 16, nowhere);
    sys(SYS_sched_setaffinity, 0, 16, page_end - 8);
    sys(SYS_sched_setaffinity, 0, 16, nullptr);
    sys(SYS_sched_setaffinity, -1, -1, put(mask));
    sys(SYS_getcpu, nullptr, page, nullptr);
    sys(SYS_getcpu, nullptr, nowhere, nullptr);
    sys(SYS_getcpu, nowhere, page, page);
    sys(SYS_getcpu, nullptr, nullptr, 1);
}

void nodes() {
    section();
    const std::uint64_t one[4] = {1, 0, 0, 0};
    for (const long mode : {0L, 1L, 2L, 3L, 4L, 5L, 6L, 0x8002L, 0x4003L, 0x2002L, 0x7fL, -1L}) {
        sys(SYS_mbind, page, 4096, mode, put(one), 64, 3);
        sys(SYS_set_mempolicy, mode, put(one), 10);
    }
    sys(SYS_mbind, page, 4096, 2, put(one), 129, -1);
    sys(SYS_mbind, page, 4096, 2, nowhere, 64, 0);
    sys(SYS_mbind, page, 4096, 2, nullptr, 64, 8);
    sys(SYS_mbind, page, 4096, 2, page_end - 8, 129, 0);
    sys(SYS_set_mempolicy, 2, nowhere, 64);
    sys(SYS_set_mempolicy, 0, nullptr, 0);
    sys(SYS_set_mempolicy, 2, put(one), -1);
    sys(SYS_get_mempolicy, page, page + 64, 128, nullptr, 0);
    sys(SYS_get_mempolicy, page, nullptr, 0, page, 3);
    sys(SYS_get_mempolicy, nullptr, page + 64, 1024, nullptr, 4);
    sys(SYS_get_mempolicy, page, page + 64, 1, nullptr, 0);
    sys(SYS_get_mempolicy, nowhere, nowhere, 1024, nullptr, 0);
    sys(SYS_get_mempolicy, page, page + 64, 128, nullptr, 0xf8);
    sys(SYS_migrate_pages, 0, 64, put(one), put(one, 64));
    sys(SYS_migrate_pages, -1, 64, put(one), nowhere);
    sys(SYS_migrate_pages, 0, 0, nullptr, nullptr);
    sys(SYS_migrate_pages, 0, 65, nowhere, put(one));
    const std::uint64_t pages[3] = {0x20000000, 0x20005000, 0};
    const int to[3] = {0, 0, 77};
    sys(SYS_move_pages, 0, 3, put(pages), nullptr, page + 256, 0);
    sys(SYS_move_pages, 0, 3, put(pages), put(to, 128), page + 256, 2);
    sys(SYS_move_pages, 0, 3, put(pages), put(to, 128), page + 256, -1);
    sys(SYS_move_pages, 0, 2, nowhere, nowhere, nowhere, 4);
    sys(SYS_move_pages, 0, 0, page, page, page, 0);
    sys(SYS_move_pages, 0, 3, page_end - 16, page_end - 8, page_end - 4, 2);
    sys(SYS_move_pages, -1, -1, nullptr, nullptr, nullptr, 6);
    sys(450 /* set_mempolicy_home_node */, page, 4096, 0, 0);
    sys(450, page, 4096, 0, 1);
    sys(450, 1, 2, 3, -1);
    sys(450, nullptr, -1, -1, 0);
}

void limits() {
    section();
    for (long which = 0; which < 17; ++which) sys(SYS_getrlimit, which, page);
    sys(SYS_getrlimit, -1, page), sys(SYS_getrlimit, 7, nowhere), sys(SYS_getrlimit, 7, nullptr),
        sys(SYS_getrlimit, 7, page_end - 8);
    const rlimit odd{2048, 10240}, most{~0ul, ~0ul}, wrong{5, 4}, kib{1025, 1048576};
    sys(SYS_setrlimit, 4, put(most)), sys(SYS_setrlimit, 7, put(wrong)), sys(SYS_setrlimit, 99, put(odd)),
        sys(SYS_setrlimit, 99, put(kib));
    sys(SYS_setrlimit, 4, nowhere), sys(SYS_setrlimit, 4, nullptr), sys(SYS_setrlimit, 4, page_end - 8);
    sys(SYS_prlimit64, 0, 7, nullptr, page), sys(SYS_prlimit64, 0, 7, nowhere, nowhere),
        sys(SYS_prlimit64, -1, 16, put(odd), page + 64);
    sys(SYS_prlimit64, 0, 7, put(wrong), page + 64), sys(SYS_prlimit64, 0, 4, put(most), page + 64),
        sys(SYS_prlimit64, 0, 4, nullptr, nullptr);
    for (const long who : {0, -1, 1, 5}) sys(SYS_getrusage, who, nowhere);
    sys(SYS_getrusage, -2, page), sys(SYS_getrusage, 0, nullptr), sys(SYS_getrusage, 0, page_end - 8);
}

}  // namespace

int main() {
    prepare();
    attributes();
    policies();
    masks();
    nodes();
    limits();
}
