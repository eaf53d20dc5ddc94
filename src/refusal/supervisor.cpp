// See supervisor.hpp; seccomp_unotify(2), cmsg(3).
// Not here: when it is called.
// The hard part: the kernel's structures may be larger than the headers' ones, so their sizes are asked for.
#include "refusal/supervisor.hpp"

#include <cerrno>
#include <cstring>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <vector>

namespace whytrace::refusal {

namespace {

struct envelope {
    char byte = 0;
    iovec part{&byte, 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))]{};
    msghdr message{};

    envelope() {
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
    }
    envelope(const envelope&) = delete;
    envelope& operator=(const envelope&) = delete;
};

}  // namespace

void send_descriptor(int channel, int fd) {
    envelope e;
    cmsghdr* const header = CMSG_FIRSTHDR(&e.message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
    if (::sendmsg(channel, &e.message, 0) < 0) give_up("sendmsg");
}

int receive_descriptor(int channel) {
    envelope e;
    if (::recvmsg(channel, &e.message, MSG_CMSG_CLOEXEC) <= 0) return -1;
    const cmsghdr* const header = CMSG_FIRSTHDR(&e.message);
    if (!header || header->cmsg_type != SCM_RIGHTS) return -1;
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    return fd;
}

void answer_notification(int listener, stage::reply how, int error) {
    if (how == stage::reply::silence || how == stage::reply::none) return;
    seccomp_notif_sizes sizes{};
    if (::syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes) < 0) return;
    std::vector<char> request(std::max<std::size_t>(sizes.seccomp_notif, sizeof(seccomp_notif)));
    std::vector<char> response(std::max<std::size_t>(sizes.seccomp_notif_resp, sizeof(seccomp_notif_resp)));
    auto* const asked = reinterpret_cast<seccomp_notif*>(request.data());
    if (::ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, asked) < 0) return;  // whoever asked is gone
    auto* const reply = reinterpret_cast<seccomp_notif_resp*>(response.data());
    reply->id = asked->id;
    if (how == stage::reply::pass)
        reply->flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    else
        reply->error = -error;
    ::ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, reply);
}

}  // namespace whytrace::refusal
