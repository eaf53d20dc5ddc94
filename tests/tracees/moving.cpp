// Data through descriptors, by every call that moves it: what -e read= and -e write= show.
// Not here: which descriptors; the tests choose.
// Nothing hard here.
#include "tracees/tracee.hpp"

#include <fcntl.h>
#include <initializer_list>
#include <sys/socket.h>
#include <sys/uio.h>

namespace {

char some[] = "sixteen letters, and then some \0\1\xff~", in[64], rest[64];

iovec part(const void* at, std::size_t size) { return {const_cast<void*>(at), size}; }

void through_pipe() {
    int ends[2];
    require(pipe(ends) == 0);
    syscall(SYS_write, ends[1], some, sizeof some);
    syscall(SYS_read, ends[0], in, sizeof in);
    const iovec out[] = {part("abc", 3), part("0123456789abcdefXYZ", 19), part("", 0), part("hidden", 6)};
    const iovec back[] = {part(in, 5), part(rest, 64)};
    syscall(SYS_writev, ends[1], out, 4);
    syscall(SYS_readv, ends[0], back, 2);
    syscall(SYS_vmsplice, ends[1], out, 2, 0);
    syscall(SYS_read, ends[0], in, 7);
    syscall(SYS_write, ends[0], "bad", 3);
    syscall(SYS_write, ends[1], 1, 5);
    syscall(SYS_write, ends[1], nullptr, 0);
    syscall(SYS_writev, 1000, out, 2);
    syscall(SYS_readv, 1000, back, 2);
    syscall(SYS_write, -1, "none", 4);
    syscall(SYS_writev, -1, out, 2);
}

void through_file() {
    const int fd = open("/dev/zero", O_RDWR);
    syscall(SYS_pwrite64, fd, "pwrite", 6, 0);
    syscall(SYS_pread64, fd, in, 3, 0);
    const iovec out[] = {part("pv", 2)}, back[] = {part(in, 17)};
    syscall(SYS_pwritev, fd, out, 1, 3, 0);
    syscall(SYS_preadv, fd, back, 1, 0, 0);
}

void through_sockets() {
    int ends[2];
    require(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0);
    syscall(SYS_sendto, ends[0], "sent", 4, 0, nullptr, 0);
    syscall(SYS_recvfrom, ends[1], in, sizeof in, 0, nullptr, nullptr);
    iovec one[] = {part("one", 3), part("two2", 4)}, two[] = {part("three", 5)}, back[] = {part(in, 2), part(rest, 32)};
    msghdr message{nullptr, 0, one, 2, nullptr, 0, 0};
    syscall(SYS_sendmsg, ends[0], &message, 0);
    message.msg_iov = back;
    syscall(SYS_recvmsg, ends[1], &message, 0);
    mmsghdr out[] = {{{nullptr, 0, one, 2, nullptr, 0, 0}, 0}, {{nullptr, 0, two, 1, nullptr, 0, 0}, 0}};
    mmsghdr received[] = {{{nullptr, 0, back, 2, nullptr, 0, 0}, 0}, {{nullptr, 0, back, 2, nullptr, 0, 0}, 0}};
    syscall(SYS_sendmmsg, ends[0], out, 2, 0);
    syscall(SYS_recvmmsg, ends[1], received, 2, 0, nullptr);
    syscall(SYS_sendmsg, 1000, &message, 0);
}

}  // namespace

int main() {
    through_pipe();
    through_file();
    through_sockets();
}
