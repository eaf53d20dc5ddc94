// Descriptors that report events: epoll, eventfd, timerfd, signalfd, userfaultfd; memfd and pidfd.
// Not here: the lines that are expected: expected/events.lines.
// The hard part: none; what is waited for has happened, or the time-out is zero.
#include "tracees/calls/calls.hpp"

#include <sys/epoll.h>
#include <time.h>

using namespace calls;

namespace {

void polls() {
    section();
    const long poll = sys(SYS_epoll_create1, 02000000);
    sys(SYS_epoll_create1, 0), sys(SYS_epoll_create1, 0xff), sys(SYS_epoll_create1, -1), sys(SYS_epoll_create, 1),
        sys(SYS_epoll_create, 0), sys(SYS_epoll_create, -1), sys(SYS_epoll_create, 0x100000005);
    const long counter = sys(SYS_eventfd2, 5, 02000001);
    epoll_event e{};
    e.events = EPOLLIN | EPOLLET, e.data.u64 = 0x1122334455667788;
    sys(SYS_epoll_ctl, poll, 1, counter, put(e)), sys(SYS_epoll_ctl, poll, 1, counter, put(e)),
        sys(SYS_epoll_ctl, poll, 3, counter, nowhere), sys(SYS_epoll_ctl, poll, 2, 77, nowhere),
        sys(SYS_epoll_ctl, bad_fd, 99, counter, put(e)), sys(SYS_epoll_ctl, poll, 1, poll, nullptr);
    e.events = 0xffffffff, sys(SYS_epoll_ctl, poll, 3, bad_fd, put(e)),
    sys(SYS_epoll_ctl, poll, 1, counter, page_end - 8), e.events = 0x8000, sys(SYS_epoll_ctl, poll, -1, 5, put(e));
    sys(SYS_epoll_wait, poll, page + 64, 4, 0), sys(SYS_epoll_wait, poll, nowhere, 4, 0),
        sys(SYS_epoll_wait, poll, page, 0, 0), sys(SYS_epoll_wait, bad_fd, page, -1, -1),
        sys(SYS_epoll_wait, poll, page + 64, 4, 0);
    sys(SYS_epoll_pwait, poll, page + 64, 4, 0, put(0x4001ul), 8),
        sys(SYS_epoll_pwait, poll, page + 64, 4, 0, nullptr, 0),
        sys(SYS_epoll_pwait, poll, page + 64, 4, -1, nowhere, 8),
        sys(SYS_epoll_pwait, bad_fd, nowhere, 4, 5, put(~0ul), 5),
        sys(SYS_epoll_pwait, poll, page, 1, 0, page_end - 4, 8);
    const timespec none{}, wrong{0, 2000000000};
    sys(SYS_epoll_pwait2, poll, page + 64, 4, put(none, 32), nullptr, 0),
        sys(SYS_epoll_pwait2, poll, page + 64, 4, put(wrong, 32), put(0x4001ul), 8),
        sys(SYS_epoll_pwait2, bad_fd, nowhere, -1, nowhere, nowhere, 8),
        sys(SYS_epoll_pwait2, bad_fd, page, 1, nullptr, nullptr, -1);
    sys(SYS_epoll_ctl, poll, 2, counter, nullptr);
    sys(214 /* epoll_ctl_old */, 1, 2, 3, 4, 5, 6), sys(215 /* epoll_wait_old */, 1, 2, 3, 4, 5, 6);
}

void counters() {
    section();
    sys(SYS_eventfd, 0), sys(SYS_eventfd, -1), sys(SYS_eventfd2, 1, 04000), sys(SYS_eventfd2, 1, 0xff),
        sys(SYS_eventfd2, -1, -1), sys(SYS_eventfd2, 0x100000001, 0);
}

void timers() {
    section();
    for (const long clock : {0, 1, 7, 8, 9, 2, 99, -1}) sys(SYS_timerfd_create, clock, 02004000);
    sys(SYS_timerfd_create, 1, -1), sys(SYS_timerfd_create, 0, 4), sys(SYS_timerfd_create, 1, 0);
    const long timer = sys(SYS_timerfd_create, 1, 0);
    const timespec later[2] = {{0, 0}, {1000000, 5}}, wrong[2] = {{0, 2000000000}, {0, 0}}, none[2] = {};
    sys(SYS_timerfd_settime, timer, 0, put(later), page + 64), sys(SYS_timerfd_settime, timer, 0, put(none), nullptr),
        sys(SYS_timerfd_settime, timer, 1, put(wrong), nullptr), sys(SYS_timerfd_settime, timer, 3, nowhere, nowhere),
        sys(SYS_timerfd_settime, bad_fd, -1, page_end - 16, nullptr),
        sys(SYS_timerfd_settime, timer, 0xff, nullptr, nullptr);
    sys(SYS_timerfd_gettime, timer, page), sys(SYS_timerfd_gettime, timer, nowhere),
        sys(SYS_timerfd_gettime, bad_fd, page), sys(SYS_timerfd_gettime, timer, nullptr);
}

void signals() {
    section();
    const long fd = sys(SYS_signalfd4, -1, put(0x4001ul), 8, 02004000);
    sys(SYS_signalfd4, fd, put(0ul), 8, 0), sys(SYS_signalfd4, -1, nowhere, 8, -1),
        sys(SYS_signalfd4, 99, put(~0ul), 8, 2), sys(SYS_signalfd4, -1, put(5ul), 4, 0),
        sys(SYS_signalfd4, -1, page_end - 4, 8, 0), sys(SYS_signalfd4, -1, nullptr, 0, 0);
    sys(SYS_signalfd, -1, put(0x4001ul), 8), sys(SYS_signalfd, -1, nowhere, 8), sys(SYS_signalfd, 99, put(~0ul), 8),
        sys(SYS_signalfd, -1, put(5ul), 77);
}

void faults_and_files() {
    section();
    sys(SYS_userfaultfd, 1), sys(SYS_userfaultfd, 02004001), sys(SYS_userfaultfd, -1), sys(SYS_userfaultfd, 0xf0);
    sys(SYS_memfd_create, text("name"), 3), sys(SYS_memfd_create, text("name"), 0),
        sys(SYS_memfd_create, text("a name that is longer than thirty-two bytes, so that it is cut"), 4 | 21 << 26),
        sys(SYS_memfd_create, nowhere, 1), sys(SYS_memfd_create, nullptr, -1), sys(SYS_memfd_create, text("x"), 0xfe0),
        sys(SYS_memfd_create, text("x"), 0x10), sys(SYS_memfd_create, text("x"), 8);
    sys(447 /* memfd_secret */, 0), sys(447, 02000000), sys(447, -1), sys(447, 0x11);
    sys(SYS_pidfd_open, 0x7ffffff0, 0), sys(SYS_pidfd_open, -1, -1), sys(SYS_pidfd_open, 0, 0),
        sys(SYS_pidfd_open, 1, 04000), sys(SYS_pidfd_open, 1, 5), sys(SYS_pidfd_open, 1, 0200);
    sys(SYS_pidfd_getfd, bad_fd, 1, 0), sys(SYS_pidfd_getfd, 0, 0, 5), sys(SYS_pidfd_getfd, 77, -1, -1),
        sys(SYS_pidfd_getfd, -100, 3, 0);
    char info[128] = {};
    info[0] = 10, *(int*)(info + 8) = -1;
    sys(SYS_pidfd_send_signal, bad_fd, 10, std::memcpy(page, info, 128), 0),
        sys(SYS_pidfd_send_signal, 0, 0, nullptr, 1), sys(SYS_pidfd_send_signal, bad_fd, 99, nowhere, -1),
        sys(SYS_pidfd_send_signal, bad_fd, 9, page_end - 64, 0);
}

}  // namespace

int main() {
    prepare();
    polls();
    counters();
    timers();
    signals();
    faults_and_files();
}
