// Options of sockets, level by level: every one as a number, as a structure, too short, too long, unreadable.
// Not here: the lines that are expected: expected/options.lines.
// The hard part: the values that the kernel gives must not differ from run to run, so sockets are not connected.
#include "tracees/calls/calls.hpp"

#include <netinet/in.h>
#include <sys/socket.h>

using namespace calls;

struct level {
    int number, last, family, type, protocol;
};
static constexpr level levels[] = {
    {SOL_SOCKET, 85, AF_INET, SOCK_STREAM, 0},
    {IPPROTO_IP, 81, AF_INET, SOCK_DGRAM, 0},
    {IPPROTO_IPV6, 80, AF_INET6, SOCK_DGRAM, 0},
    {IPPROTO_TCP, 47, AF_INET, SOCK_STREAM, 0},
    {IPPROTO_UDP, 105, AF_INET, SOCK_DGRAM, 0},
    {263, 24, AF_PACKET, SOCK_DGRAM, 0},
    {270, 13, AF_NETLINK, SOCK_RAW, 0},
    {40, 8, AF_VSOCK, SOCK_STREAM, 0},
    {77, 1, AF_INET, SOCK_STREAM, 0},
};

static void get(int fd, const level& l, int option, int size) {
    std::memset(page, 0, 1024);
    put(size, 512);
    sys(SYS_getsockopt, fd, l.number, option, page, page + 512);
}

static void set(const level& l, int option) {
    std::memset(page, 1, 256);
    for (const int size : {4, 1, 8, 16, 0, -1}) sys(SYS_setsockopt, bad_fd, l.number, option, page, size);
    std::memset(page, 0, 256);
    sys(SYS_setsockopt, bad_fd, l.number, option, page, 4);
    sys(SYS_setsockopt, bad_fd, l.number, option, page, 40);
    sys(SYS_setsockopt, bad_fd, l.number, option, nowhere, 4);
    sys(SYS_setsockopt, bad_fd, l.number, option, nullptr, 4);
    sys(SYS_setsockopt, bad_fd, l.number, option, page_end - 8, 16);
}

int main() {
    prepare();
    section();
    for (const auto& l : levels) {
        const int fd = socket(l.family, l.type, l.protocol);
        for (int option = 0; option <= l.last; ++option) {
            // The cookies of socket and network namespace, and TCP's clock.
            const bool changes =
                (l.number == SOL_SOCKET && (option == 57 || option == 71)) || (l.number == IPPROTO_TCP && option == 24);
            if (!changes)
                for (const int size : {4, 1, 8, 256}) get(fd, l, option, size);
            get(bad_fd, l, option, 4);
            sys(SYS_getsockopt, bad_fd, l.number, option, nowhere, nowhere);
            set(l, option);
        }
        close(fd);
    }
    int pair[2];  // who is at the other end: only those of a pair know
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) return 1;
    for (const int option : {17, 77}) get(pair[0], {SOL_SOCKET, 0, 0, 0, 0}, option, 12);
}
