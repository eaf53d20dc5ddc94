// Sockets: addresses of every family, options, messages with control data.
// Not here: the lines that are expected: expected/net.lines.
// The hard part: every call must be harmless for root, so what could do harm has arguments that fail.
#include "tracees/calls/calls.hpp"

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <linux/vm_sockets.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

using namespace calls;

static void sockets() {
    section();
    sys(SYS_socket, AF_INET, SOCK_STREAM | SOCK_CLOEXEC, IPPROTO_TCP);
    sys(SYS_socket, AF_INET6, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    sys(SYS_socket, AF_UNIX, SOCK_SEQPACKET, 0);
    sys(SYS_socket, AF_UNIX, 77, 5);
    sys(SYS_socket, AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);
    sys(SYS_socket, AF_PACKET, SOCK_DGRAM, htons(3));
    sys(SYS_socket, 99, -1, -1);
    sys(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, page);
    sys(SYS_socketpair, AF_INET, SOCK_STREAM, 0, nowhere);
}

static void addresses() {
    section();
    sockaddr_in in{};
    in.sin_family = AF_INET, in.sin_port = htons(80), in.sin_addr.s_addr = htonl(0x01020304);
    sockaddr_in6 in6{};
    in6.sin6_family = AF_INET6, in6.sin6_port = htons(443), in6.sin6_addr = in6addr_loopback,
    in6.sin6_flowinfo = htonl(5);
    sockaddr_un un{};
    un.sun_family = AF_UNIX, std::strcpy(un.sun_path, "/nonexistent/socket");
    sockaddr_nl nl{};
    nl.nl_family = AF_NETLINK, nl.nl_groups = 5;
    sockaddr_vm vm{};
    vm.svm_family = AF_VSOCK, vm.svm_port = 1, vm.svm_cid = 2;
    sys(SYS_connect, bad_fd, put(in), 16);
    sys(SYS_connect, bad_fd, put(in), 8);
    sys(SYS_connect, bad_fd, put(in), 1);
    sys(SYS_connect, bad_fd, put(in), 0);
    sys(SYS_connect, bad_fd, put(in6), 28);
    sys(SYS_connect, bad_fd, put(in6), 24);
    sys(SYS_connect, bad_fd, put(un), 110);
    sys(SYS_connect, bad_fd, put(un), 2);
    sys(SYS_connect, bad_fd, put(un), 5);
    un.sun_path[0] = 0;
    sys(SYS_bind, bad_fd, put(un), 10);
    sys(SYS_bind, bad_fd, put(nl), 12);
    sys(SYS_bind, bad_fd, put(vm), 16);
    const unsigned char unspecified[16] = {0, 0, 1, 2, 3}, unknown[20] = {99, 0, 1, 2, 3, 4};
    sys(SYS_bind, bad_fd, put(unspecified), 16);
    sys(SYS_bind, bad_fd, put(unknown), 20);
    sys(SYS_bind, bad_fd, nullptr, 16);
    sys(SYS_bind, bad_fd, nowhere, 16);
    sys(SYS_bind, bad_fd, page_end - 4, 16);
    const int server = socket(AF_INET, SOCK_STREAM, 0);
    int size = 16;
    in.sin_port = 0, in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    sys(SYS_setsockopt, server, SOL_SOCKET, SO_REUSEADDR, put(1, 512), 4);
    sys(SYS_listen, server, 5);
    size = 100;
    std::memcpy(page + 256, &size, 4);
    sys(SYS_getpeername, server, page + 128, page + 256);
    sys(SYS_accept4, bad_fd, page + 128, page + 256, SOCK_CLOEXEC);
    sys(SYS_accept, bad_fd, nullptr, nullptr);
    sys(SYS_accept4, bad_fd, nowhere, nowhere, -1);
    const int local = socket(AF_UNIX, SOCK_STREAM, 0);
    sys(SYS_getsockname, local, page + 128, page + 256);
    sys(SYS_getsockname, local, page + 128, nowhere);
    sys(SYS_shutdown, bad_fd, SHUT_RDWR);
    sys(SYS_shutdown, bad_fd, 9);
}

static void options() {
    section();
    const int tcp = socket(AF_INET, SOCK_STREAM, 0), udp6 = socket(AF_INET6, SOCK_DGRAM, 0);
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) std::abort();
    const auto get = [](int fd, int level, int name, int size) {
        std::memset(page, 0, 512);
        std::memcpy(page + 256, &size, 4);
        sys(SYS_getsockopt, fd, level, name, page, page + 256);
    };
    for (const int name :
         {SO_TYPE, SO_ERROR, SO_KEEPALIVE, SO_LINGER, SO_RCVTIMEO, SO_DOMAIN, SO_PROTOCOL, SO_ACCEPTCONN, 999})
        get(tcp, SOL_SOCKET, name, 16);
    get(pair[0], SOL_SOCKET, SO_TYPE, 4);
    get(pair[0], SOL_SOCKET, SO_TYPE, 2);
    get(tcp, IPPROTO_TCP, TCP_NODELAY, 4);
    get(tcp, IPPROTO_TCP, TCP_CONGESTION, 16);
    get(tcp, IPPROTO_IP, IP_TTL, 4);
    get(udp6, IPPROTO_IPV6, IPV6_V6ONLY, 4);
    get(tcp, 77, 5, 4);
    sys(SYS_getsockopt, tcp, SOL_SOCKET, SO_TYPE, nowhere, nowhere);
    sys(SYS_setsockopt, tcp, IPPROTO_TCP, TCP_NODELAY, put(1), 4);
    sys(SYS_setsockopt, tcp, IPPROTO_TCP, TCP_KEEPIDLE, put(60), 4);
    sys(SYS_setsockopt, tcp, IPPROTO_IP, IP_TOS, put(16), 4);
    sys(SYS_setsockopt, udp6, IPPROTO_IPV6, IPV6_V6ONLY, put(1), 4);
    sys(SYS_setsockopt, tcp, SOL_SOCKET, SO_LINGER, put(linger{1, 5}), 8);
    sys(SYS_setsockopt, tcp, SOL_SOCKET, SO_LINGER, put(linger{1, 5}), 4);
    const std::int64_t limit[] = {1, 500000};
    sys(SYS_setsockopt, tcp, SOL_SOCKET, SO_RCVTIMEO, put(limit), 16);
    sys(SYS_setsockopt, tcp, SOL_SOCKET, SO_KEEPALIVE, put(1), 4);
    sys(SYS_setsockopt, tcp, SOL_SOCKET, SO_BROADCAST, put(1), 1);
    sys(SYS_setsockopt, tcp, SOL_SOCKET, 999, put(1), 8);
    sys(SYS_setsockopt, bad_fd, SOL_SOCKET, SO_SNDBUF, nowhere, 4);
    sys(SYS_setsockopt, bad_fd, 77, 5, put(0x1234), 3);
    sys(SYS_setsockopt, bad_fd, SOL_NETLINK, 1, put(1), 4);
    const in_addr group[] = {{htonl(0xe0000001)}, {htonl(INADDR_LOOPBACK)}};
    sys(SYS_setsockopt, bad_fd, IPPROTO_IP, IP_ADD_MEMBERSHIP, put(group), 8);
}

static void messages() {
    section();
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0) std::abort();
    sys(SYS_sendto, pair[0], text("hello"), 5, MSG_NOSIGNAL, nullptr, 0);
    sys(SYS_recvfrom, pair[1], page, 100, MSG_PEEK, nullptr, nullptr);
    sys(SYS_recvfrom, pair[1], page, 100, MSG_DONTWAIT, nullptr, nullptr);
    sys(SYS_recvfrom, pair[1], page, 100, MSG_DONTWAIT, nullptr, nullptr);
    sys(SYS_sendto, bad_fd, nowhere, 5, -1, nowhere, 16);
    std::memset(page, 0, page_size);
    auto* const vector = put(iovec{text("payload", 512), 7}, 600);
    msghdr message{};
    message.msg_iov = vector, message.msg_iovlen = 1;
    sys(SYS_sendmsg, pair[0], put(message, 700), 0);
    sys(SYS_recvmsg, pair[1], put(message, 700), 0);
    auto* const control = reinterpret_cast<cmsghdr*>(page + 1024);
    control->cmsg_len = CMSG_LEN(8), control->cmsg_level = SOL_SOCKET, control->cmsg_type = SCM_RIGHTS;
    const int fds[] = {0, 1};
    std::memcpy(CMSG_DATA(control), fds, 8);
    message.msg_control = control, message.msg_controllen = CMSG_SPACE(8);
    sys(SYS_sendmsg, pair[0], put(message, 700), MSG_DONTWAIT);
    vector->iov_len = 100;
    message.msg_controllen = 100;
    std::memset(page + 1024, 0, 100);
    sys(SYS_recvmsg, pair[1], put(message, 700), MSG_CMSG_CLOEXEC);
    sys(SYS_recvmsg, pair[1], put(message, 700), MSG_DONTWAIT);
    sys(SYS_sendmsg, bad_fd, nowhere, 0);
    sys(SYS_recvmsg, bad_fd, nullptr, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET, to.sin_port = htons(9), to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    message = {};
    message.msg_name = put(to, 64), message.msg_namelen = 16, message.msg_iov = vector, message.msg_iovlen = 1;
    sys(SYS_sendmsg, bad_fd, put(message, 700), 0);
    struct {
        msghdr header;
        unsigned length;
    } several[2]{};
    vector->iov_len = 7;
    several[0].header.msg_iov = several[1].header.msg_iov = vector;
    several[0].header.msg_iovlen = several[1].header.msg_iovlen = 1;
    sys(SYS_sendmmsg, pair[0], put(several, 1400), 2, 0);
    sys(SYS_recvmmsg, pair[1], put(several, 1400), 2, MSG_DONTWAIT, nullptr);
    sys(SYS_recvmmsg, pair[1], put(several, 1400), 2, MSG_DONTWAIT, nullptr);
    sys(SYS_recvmmsg, bad_fd, nowhere, 2, 0, nowhere);
    const int netlink = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
    struct {
        nlmsghdr header;
        unsigned char body[4];
    } request{};
    request.header = {sizeof request, 18, NLM_F_REQUEST | NLM_F_DUMP, 1, 0};
    request.header.nlmsg_type = NLMSG_NOOP;
    sys(SYS_sendto, netlink, put(request), sizeof request, 0, nullptr, 0);
    sys(SYS_sethostname, nowhere, 5);
}

int main() {
    prepare();
    sockets();
    addresses();
    options();
    messages();
}
