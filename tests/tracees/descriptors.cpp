// One descriptor of every kind that -yy tells apart, each shown by a fcntl(2) of its own.
// Not here: how each is shown; strace tells (descriptors_test.cpp).
// The hard part: what a kernel lacks (packet sockets, user namespaces without privileges) is left out by both runs alike.
#include "tracees/tracee.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <initializer_list>
#include <linux/netlink.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

namespace {

/// Leaves out what is not there.
void show(int fd) {
    if (fd >= 0) syscall(SYS_fcntl, fd, F_GETFD);
}

/// A new network namespace has its loopback down, and a connection to it would wait for ever.
void bring_loopback_up() {
    ifreq loopback{};
    std::strcpy(loopback.ifr_name, "lo");
    const int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (ioctl(fd, SIOCGIFFLAGS, &loopback) == 0 && !(loopback.ifr_flags & IFF_UP)) {
        loopback.ifr_flags |= IFF_UP;
        require(ioctl(fd, SIOCSIFFLAGS, &loopback) == 0);
    }
    close(fd);
}

sockaddr_in v4(in_port_t port) {
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = port;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return a;
}

sockaddr_in6 v6(in_port_t port) {
    sockaddr_in6 a{};
    a.sin6_family = AF_INET6;
    a.sin6_port = port;
    a.sin6_addr = in6addr_loopback;
    return a;
}

template <class Address> Address name_of(int fd) {
    Address a{};
    socklen_t size = sizeof a;
    getsockname(fd, reinterpret_cast<sockaddr*>(&a), &size);
    return a;
}

template <class Address> bool bind_to(int fd, const Address& a) {
    return bind(fd, reinterpret_cast<const sockaddr*>(&a), sizeof a) == 0;
}

template <class Address> void connect_to(int fd, const Address& a) {
    connect(fd, reinterpret_cast<const sockaddr*>(&a), sizeof a);
}

template <class Address> void streams(int family, const Address& any) {
    const int listener = socket(family, SOCK_STREAM, 0);
    if (listener < 0 || !bind_to(listener, any)) return;
    listen(listener, 1);
    show(listener);
    const int client = socket(family, SOCK_STREAM, 0);
    show(client);
    connect_to(client, name_of<Address>(listener));
    show(client);
    show(accept(listener, nullptr, nullptr));
}

template <class Address> void datagrams(int family, const Address& any) {
    const int bound = socket(family, SOCK_DGRAM, 0), connected = socket(family, SOCK_DGRAM, 0);
    if (bound < 0 || !bind_to(bound, any)) return;
    show(connected);
    show(bound);
    connect_to(connected, name_of<Address>(bound));
    show(connected);
}

void unix_sockets() {
    for (const int type : {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET}) {
        int pair[2];
        require(socketpair(AF_UNIX, type, 0, pair) == 0);
        show(pair[0]);
        show(pair[1]);
    }
    sockaddr_un named{AF_UNIX, "unix <\"socket\">\n"}, abstract{AF_UNIX, ""};
    // One name for each process: two runs may be there at once.
    const int length =
        1 + snprintf(abstract.sun_path + 1, sizeof abstract.sun_path - 1, "abstract \1 %d", 1'000'000'000 + getpid());
    unlink(named.sun_path);
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0), other = socket(AF_UNIX, SOCK_STREAM, 0);
    show(fd);
    require(bind_to(fd, named) && listen(fd, 1) == 0);
    show(fd);
    connect_to(other, named);
    show(other);
    show(accept(fd, nullptr, nullptr));
    unlink(named.sun_path);
    const int hidden = socket(AF_UNIX, SOCK_DGRAM, 0);
    require(bind(hidden, reinterpret_cast<const sockaddr*>(&abstract), offsetof(sockaddr_un, sun_path) + length) == 0);
    show(hidden);
}

void netlink_sockets() {
    for (const int protocol : {NETLINK_ROUTE, NETLINK_GENERIC, NETLINK_KOBJECT_UEVENT}) {
        const int fd = socket(AF_NETLINK, SOCK_RAW, protocol);
        show(fd);
        sockaddr_nl any{};
        any.nl_family = AF_NETLINK;
        bind_to(fd, any);
        show(fd);
    }
}

void files() {
    for (const char* path :
         {"/dev/null", "/dev/zero", "/dev/full", "/dev/ptmx", "/dev/loop0", "/", "/proc/self/status"})
        show(open(path, O_RDONLY | O_NOCTTY));
    const int gone = open("gone <1> \"x\"\\\n\t\1", O_RDWR | O_CREAT, 0600);
    unlink("gone <1> \"x\"\\\n\t\1");
    show(gone);
    show(open("kept (deleted)", O_RDWR | O_CREAT, 0600));
    unlink("kept (deleted)");
    show(static_cast<int>(syscall(SYS_memfd_create, "a name", 0)));
    int ends[2];
    require(pipe(ends) == 0);
    show(ends[0]);
    show(ends[1]);
    show(1000);
}

}  // namespace

int main() {
    require(mkdir("scratch", 0700) == 0 && chdir("scratch") == 0);
    bring_loopback_up();
    streams(AF_INET, v4(0));
    streams(AF_INET6, v6(0));
    datagrams(AF_INET, v4(0));
    datagrams(AF_INET6, v6(0));
    show(socket(AF_INET, SOCK_RAW, IPPROTO_ICMP));
    show(socket(AF_PACKET, SOCK_RAW, 0));
    unix_sockets();
    netlink_sockets();
    files();
    show(static_cast<int>(syscall(SYS_pidfd_open, getpid(), 0)));
    show(epoll_create1(0));
    show(timerfd_create(CLOCK_MONOTONIC, 0));
    show(inotify_init());
    mark(1000);  // what strace 6.1 shows in another way is behind this
    show(eventfd(31, EFD_SEMAPHORE));
    sigset_t some;
    sigemptyset(&some);
    sigaddset(&some, SIGUSR1);
    sigaddset(&some, SIGINT);
    show(signalfd(-1, &some, 0));
    require(chdir("..") == 0 && rmdir("scratch") == 0);
}
