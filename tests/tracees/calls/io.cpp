// Descriptors: reading and writing, fcntl, splices, event sources, poll and select.
// Not here: the lines that are expected: expected/io.lines.
// The hard part: every call must be harmless for root, so what could do harm has arguments that fail.
#include "tracees/calls/calls.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/uio.h>

using namespace calls;

static void reading() {
    section();
    const int null = open("/dev/null", O_RDWR), zero = open("/dev/zero", O_RDONLY);
    sys(SYS_write, null, text("hello\n"), 6);
    sys(SYS_write, null, text("a string that is longer than the thirty-two bytes of the limit"), 62);
    sys(SYS_write, null, "\0\1\2\33\0377\0378\377\200\177", 12);
    sys(SYS_write, null, page_end - 4, 8);
    sys(SYS_write, null, nowhere, 8);
    sys(SYS_write, null, nullptr, 0);
    sys(SYS_write, null, text("x"), 0);
    sys(SYS_write, bad_fd, text("x"), -1);
    sys(SYS_read, null, page, 100);
    sys(SYS_read, zero, page, 5);
    sys(SYS_read, zero, page, 40);
    sys(SYS_read, zero, nowhere, 40);
    sys(SYS_read, bad_fd, page, 40);
    sys(SYS_pread64, zero, page, 5, static_cast<long>(std::uint64_t{1} << 40));
    sys(SYS_pwrite64, null, text("abc"), 3, -1);
    sys(SYS_pwrite64, null, text("abc"), 3, 17);
    const iovec two[] = {{text("first", 512), 5}, {text("second", 600), 6}},
                odd[] = {{nowhere, 3}, {nullptr, 0}, {page_end - 1, 5}};
    sys(SYS_writev, null, put(two, 1024), 2);
    sys(SYS_writev, null, put(odd, 1024), 3);
    sys(SYS_writev, null, put(two, 1024), 0);
    sys(SYS_writev, null, page_end - 16, 2);
    sys(SYS_writev, null, nowhere, 2);
    sys(SYS_writev, null, nullptr, 1);
    sys(SYS_readv, zero, put(two, 1024), 2);
    sys(SYS_readv, null, put(two, 1024), 2);
    sys(SYS_readv, bad_fd, put(two, 1024), 2);
    sys(SYS_preadv, zero, put(two, 1024), 2, 7, 0);
    sys(SYS_pwritev, null, put(two, 1024), 2, 7, 1);
    sys(SYS_preadv2, zero, put(two, 1024), 2, -1, -1, 0);
    sys(SYS_pwritev2, null, put(two, 1024), 2, 5, 0, 0x1f);
    close(null);
    close(zero);
}

static void duplicating() {
    section();
    sys(SYS_dup, bad_fd);
    sys(SYS_dup2, bad_fd, 100);
    sys(SYS_dup3, 0, 0, O_CLOEXEC);
    sys(SYS_pipe, page);
    sys(SYS_pipe2, page, O_CLOEXEC | O_NONBLOCK);
    sys(SYS_pipe2, nowhere, 0);
    sys(SYS_pipe2, nullptr, -1);
    sys(SYS_close_range, 3, -1, 0);
    sys(SYS_close_range, 5, 4, 2);
    sys(SYS_fsync, bad_fd);
    sys(SYS_fdatasync, bad_fd);
    sys(SYS_flock, bad_fd, 6);
    sys(SYS_fallocate, bad_fd, 3, 0, 4096);
    sys(SYS_fadvise64, bad_fd, 0, 0, 4);
    sys(SYS_fadvise64, bad_fd, -1, 10, 99);
    sys(SYS_readahead, bad_fd, 0, 100);
    sys(SYS_sync_file_range, bad_fd, 0, 4096, 7);
    std::int64_t offset = 12;
    sys(SYS_sendfile, bad_fd, bad_fd, put(offset), 100);
    sys(SYS_sendfile, bad_fd, bad_fd, nullptr, 100);
    sys(SYS_sendfile, 1, 2, nowhere, 100);
    sys(SYS_splice, bad_fd, put(offset), 7, nullptr, 100, 5);
    sys(SYS_tee, bad_fd, bad_fd, 100, 2);
    sys(SYS_vmsplice, bad_fd, put(iovec{page, 3}, 64), 1, 0);
    sys(SYS_copy_file_range, bad_fd, put(offset), bad_fd, nullptr, 10, 0);
}

static void controlling() {
    section();
    const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (const long command : {F_GETFD, F_GETFL, F_GETOWN, F_GETSIG, F_GETLEASE, 1032, 1034, 99, 1024 + 7})
        sys(SYS_fcntl, null, command, 7);
    sys(SYS_fcntl, null, F_DUPFD, 50);
    sys(SYS_fcntl, null, F_DUPFD_CLOEXEC, 60);
    sys(SYS_fcntl, null, F_SETFD, 0);
    sys(SYS_fcntl, null, F_GETFD);
    sys(SYS_fcntl, null, F_SETFD, 5);
    sys(SYS_fcntl, null, F_SETFL, O_RDONLY | O_NONBLOCK | O_APPEND);
    sys(SYS_fcntl, null, F_GETFL);
    const int own = memfd_create("locked", 0);  // whose locks nobody else sees, unlike those of /dev/null
    const struct flock lock = {F_WRLCK, SEEK_SET, 10, 20, 0};
    sys(SYS_fcntl, own, F_SETLK, put(lock));
    sys(SYS_fcntl, own, F_GETLK, put(lock));
    sys(SYS_fcntl, own, F_OFD_SETLK, put(lock));
    sys(SYS_fcntl, own, F_SETLKW, nowhere);
    close(own);
    sys(SYS_fcntl, null, F_SETOWN, getpid());
    sys(SYS_fcntl, null, F_GETOWN);
    sys(SYS_fcntl, null, F_SETSIG, 10);
    sys(SYS_fcntl, null, F_GETSIG);
    sys(SYS_fcntl, null, 16, page);
    sys(SYS_fcntl, null, 15, put(std::uint64_t{1}));
    sys(SYS_fcntl, null, 1024, 0);
    sys(SYS_fcntl, null, 1026, 5);
    sys(SYS_fcntl, null, 1033, 31);
    sys(SYS_fcntl, null, 1035, page);
    sys(SYS_fcntl, null, 1036, put(std::uint64_t{3}));
    sys(SYS_fcntl, bad_fd, F_GETFL);
    close(null);
}

static void events() {
    section();
    const long epoll = sys(SYS_epoll_create1, EPOLL_CLOEXEC),
               event = sys(SYS_eventfd2, 5, EFD_NONBLOCK | EFD_SEMAPHORE);
    epoll_event in{};
    in.events = EPOLLIN | EPOLLET;
    in.data.u64 = 0x1234567890;
    sys(SYS_epoll_ctl, epoll, EPOLL_CTL_ADD, event, put(in));
    in.data.u64 = 7;
    sys(SYS_epoll_ctl, epoll, EPOLL_CTL_MOD, event, put(in));
    sys(SYS_epoll_wait, epoll, page, 10, 0);
    sys(SYS_epoll_wait, epoll, page, 10, 0);
    sys(SYS_epoll_ctl, epoll, EPOLL_CTL_DEL, event, put(in));
    sys(SYS_epoll_ctl, epoll, 9, event, nowhere);
    sys(SYS_epoll_ctl, bad_fd, EPOLL_CTL_DEL, 4, nullptr);
    const std::uint64_t mask = 1 << 1 | 1ull << 33;
    sys(SYS_epoll_pwait, epoll, page, 10, 0, put(mask, 64), 8);
    sys(SYS_epoll_pwait, epoll, page, 10, 0, nullptr, 8);
    sys(SYS_epoll_wait, bad_fd, page, 10, -1);
    const std::int64_t moment[] = {0, 5};
    sys(SYS_epoll_pwait2, epoll, page, 10, put(moment, 128), nullptr, 0);
    sys(SYS_signalfd4, bad_fd, put(mask), 8, 02000000);
    sys(SYS_signalfd, bad_fd, nowhere, 8);
    sys(SYS_eventfd, 0);
    sys(SYS_epoll_create, 5);
    sys(SYS_epoll_create, 0);
    sys(SYS_memfd_create, text("name"), 3);
    sys(SYS_memfd_create, text("big"), 4 | 21 << 26);
    sys(SYS_memfd_create, nowhere, 0);
}

static void waiting() {
    section();
    int ends[2];
    if (pipe(ends) != 0) std::abort();
    pollfd fds[] = {{ends[0], POLLIN | POLLPRI, 0}, {ends[1], POLLOUT, 0}, {-1, 0, 0}};
    sys(SYS_poll, put(fds), 3, 0);
    sys(SYS_poll, put(fds), 1, 0);
    sys(SYS_poll, put(fds), 0, 0);
    sys(SYS_poll, nullptr, 0, 1);
    sys(SYS_poll, nowhere, 2, 0);
    sys(SYS_poll, page_end - 8, 2, 0);
    const std::int64_t moment[] = {0, 1000}, wrong[] = {-1, -1};
    const std::uint64_t mask = 1 << 9;
    sys(SYS_ppoll, put(fds), 3, put(moment, 256), put(mask, 300), 8);
    sys(SYS_ppoll, put(fds), 1, put(moment, 256), nullptr, 8);
    sys(SYS_ppoll, put(fds), 1, put(wrong, 256), nullptr, 0);
    sys(SYS_ppoll, put(fds), 3, nullptr, nullptr, 0);
    fd_set in, out;
    FD_ZERO(&in);
    FD_ZERO(&out);
    FD_SET(ends[0], &in);
    FD_SET(ends[1], &out);
    const std::int64_t limit[] = {0, 100};
    sys(SYS_select, ends[1] + 1, put(in), put(out, 128), nullptr, put(limit, 256));
    sys(SYS_select, ends[1] + 1, put(in), nullptr, nullptr, put(limit, 256));
    sys(SYS_select, 0, nullptr, nullptr, nullptr, put(limit, 256));
    sys(SYS_select, -1, put(in), nowhere, nullptr, nowhere);
    const std::uint64_t pack[] = {reinterpret_cast<std::uint64_t>(put(mask, 400)), 8};
    sys(SYS_pselect6, ends[1] + 1, put(in), put(out, 128), nullptr, put(limit, 256), put(pack, 512));
    sys(SYS_pselect6, ends[1] + 1, put(in), nullptr, put(out, 128), put(limit, 256), nullptr);
    sys(SYS_pselect6, -1, nowhere, nullptr, nullptr, nowhere, nowhere);
    sys(SYS_pselect6, 64, page_end - 2, put(out, 128), nullptr, put(wrong, 256), put(pack, 512));
    sys(SYS_userfaultfd, 1);  // which a sandbox may refuse: the numbers of descriptors above do not depend on it
}

int main() {
    prepare();
    reading();
    duplicating();
    controlling();
    events();
    waiting();
}
