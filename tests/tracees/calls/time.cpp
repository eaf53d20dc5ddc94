// Clocks, sleeping, timers, tuning of the clock.
// Not here: the lines that are expected: expected/time.lines.
// The hard part: the time itself differs from run to run, so calls that read it fail, or their results are not compared.
#include "tracees/calls/calls.hpp"

#include <signal.h>
#include <sys/timex.h>
#include <time.h>

using namespace calls;

namespace {

void clocks() {
    section();
    for (const long clock : {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, -1, -6, -13, -22, 77}) {
        sys(SYS_clock_getres, clock, page);
        sys(SYS_clock_gettime, clock, nowhere);
    }
    sys(SYS_clock_getres, 0, nullptr), sys(SYS_clock_getres, 0, nowhere), sys(SYS_clock_getres, 0, page_end - 8);
    sys(SYS_clock_gettime, 0, nullptr), sys(SYS_clock_gettime, 99, page);
    const timespec wrong{5, 2000000000}, negative{-5, -1};
    sys(SYS_clock_settime, 0, put(wrong)), sys(SYS_clock_settime, 1, put(wrong)), sys(SYS_clock_settime, 0, nowhere),
        sys(SYS_clock_settime, 0, nullptr);
    sys(SYS_clock_settime, 99, put(negative)), sys(SYS_clock_settime, 0, page_end - 8);
    sys(SYS_gettimeofday, nullptr, page), sys(SYS_gettimeofday, nowhere, nowhere),
        sys(SYS_gettimeofday, nullptr, nullptr), sys(SYS_gettimeofday, nullptr, nowhere);
    const timeval bad{5, 2000000};
    sys(SYS_settimeofday, put(bad), nullptr), sys(SYS_settimeofday, nowhere, nowhere),
        sys(SYS_settimeofday, put(bad), put(timespec{}, 64)), sys(SYS_settimeofday, page_end - 8, nullptr);
    sys(SYS_time, nowhere);
}

void sleeping() {
    section();
    const timespec none{0, 0}, wrong{5, 2000000000}, negative{-5, 5};
    sys(SYS_nanosleep, put(none), page + 64), sys(SYS_nanosleep, put(wrong), page + 64),
        sys(SYS_nanosleep, nowhere, nowhere), sys(SYS_nanosleep, nullptr, nullptr),
        sys(SYS_nanosleep, page_end - 8, nullptr), sys(SYS_nanosleep, put(negative), nowhere);
    sys(SYS_clock_nanosleep, 1, 0, put(none), page + 64), sys(SYS_clock_nanosleep, 0, 1, put(none), page + 64),
        sys(SYS_clock_nanosleep, 1, 0xf0, put(none), nullptr), sys(SYS_clock_nanosleep, 99, 3, put(wrong), nowhere),
        sys(SYS_clock_nanosleep, 1, 0, nowhere, nullptr);
}

void intervals() {
    section();
    for (const long which : {0, 1, 2, 3, -1}) sys(SYS_getitimer, which, page);
    sys(SYS_getitimer, 0, nowhere), sys(SYS_getitimer, 0, nullptr), sys(SYS_getitimer, 0, page_end - 16);
    const timeval none[2] = {}, wrong[2] = {{1, 2000000}, {3, 4}};
    sys(SYS_setitimer, 0, put(none), page + 64), sys(SYS_setitimer, 0, put(wrong), page + 64),
        sys(SYS_setitimer, 9, put(wrong), nullptr), sys(SYS_setitimer, 1, nowhere, nowhere),
        sys(SYS_setitimer, 1, page_end - 16, nullptr), sys(SYS_setitimer, 1, nullptr, nowhere);
    sys(SYS_alarm, 0), sys(SYS_alarm, -1), sys(SYS_alarm, 0x100000000), sys(SYS_alarm, 0);
}

void posix_timers() {
    section();
    struct event {
        void* value;
        int signal, notify, thread;
        void *function, *attributes;
    };
    int* const id = reinterpret_cast<int*>(page + 512);
    sys(SYS_timer_create, 0, put(event{(void*)0x1122334455667788, SIGALRM, 0, 0, nullptr, nullptr}), id);
    sys(SYS_timer_create, 1, nullptr, id);
    sys(SYS_timer_create, 0, put(event{(void*)5, SIGUSR1, 1, 0, nullptr, nullptr}), id);
    sys(SYS_timer_create, 99, put(event{nullptr, 0, 0, 0, nullptr, nullptr}), id);
    sys(SYS_timer_create, 0, put(event{(void*)7, 99, 4, 12345678, nullptr, nullptr}), id);
    event thread{(void*)7, 9, 2, 0, (void*)0x1234, (void*)0x5678};
    std::memcpy(&thread.thread, &thread.function, 8);
    std::memcpy(page, &thread, sizeof thread);
    const std::uint64_t function = 0x1234, attribute = 0x5678;
    std::memcpy(page + 16, &function, 8), std::memcpy(page + 24, &attribute, 8);
    sys(SYS_timer_create, 0, page, nowhere);
    sys(SYS_timer_create, 0, put(event{(void*)7, 9, 77, 0, nullptr, nullptr}), id);
    sys(SYS_timer_create, 0, nowhere, id), sys(SYS_timer_create, 0, page_end - 16, id),
        sys(SYS_timer_create, -6, put(event{}), nullptr);
    const timespec none[2] = {}, soon[2] = {{0, 0}, {1000000, 5}}, wrong[2] = {{0, 2000000000}, {0, 2000000000}};
    sys(SYS_timer_settime, 0, 0, put(soon), page + 64), sys(SYS_timer_settime, 0, 1, put(none), page + 64),
        sys(SYS_timer_settime, 0, 0xf1, put(wrong), nullptr), sys(SYS_timer_settime, 99, 0xf0, nowhere, nowhere),
        sys(SYS_timer_settime, 0, 0, nullptr, nullptr), sys(SYS_timer_settime, 0, 0, page_end - 16, nullptr);
    sys(SYS_timer_gettime, 0, page), sys(SYS_timer_gettime, 0, nowhere), sys(SYS_timer_gettime, 99, page),
        sys(SYS_timer_gettime, 0, nullptr);
    sys(SYS_timer_getoverrun, 0), sys(SYS_timer_getoverrun, -1), sys(SYS_timer_getoverrun, 77),
        sys(SYS_timer_getoverrun, 0x100000000);
    sys(SYS_timer_delete, 0), sys(SYS_timer_delete, 0), sys(SYS_timer_delete, -1), sys(SYS_timer_delete, 0x100000001);
}

void tuning() {
    section();
    timex t{};
    t.modes = 0xffff, t.offset = 1, t.freq = 2, t.maxerror = 3, t.esterror = 4, t.status = 0xffff, t.constant = 5,
    t.time = {7, 8}, t.tick = 9;
    sys(SYS_adjtimex, nowhere), sys(SYS_adjtimex, nullptr), sys(SYS_adjtimex, page_end - 64);
    for (const unsigned modes : {0x8000u, 0xffffu, 0x4000u, 0x10000u}) t.modes = modes, sys(SYS_adjtimex, put(t));
    t.modes = 0x8001, t.status = 0x10000, sys(SYS_adjtimex, put(t));
    sys(SYS_clock_adjtime, 0, nowhere), sys(SYS_clock_adjtime, 99, put(t)), sys(SYS_clock_adjtime, 1, put(t)),
        sys(SYS_clock_adjtime, 0, nullptr), sys(SYS_clock_adjtime, 0, page_end - 64);
    sys(SYS_times, nowhere);
}

}  // namespace

int main() {
    prepare();
    clocks();
    sleeping();
    intervals();
    posix_timers();
    tuning();
}
