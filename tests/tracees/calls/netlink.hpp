// Messages of netlink: made in the page, sent, and not waited for.
// Not here: which (interfaces.cpp, answers.cpp).
#pragma once

#include "tracees/calls/calls.hpp"

#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace calls {

struct attribute {
    unsigned short type;
    const void* data;
    unsigned short size;
};

/// A message in the page: its header, a fixed part, attributes. Its length.
inline unsigned message(unsigned short type, unsigned short flags, const void* fixed, unsigned size,
                        std::initializer_list<attribute> attributes) {
    std::memset(page, 0, 2048);
    unsigned at = 16;
    std::memcpy(page + at, fixed, size);
    at += NLMSG_ALIGN(size);
    for (const auto& a : attributes) {
        const rtattr header{static_cast<unsigned short>(4 + a.size), a.type};
        std::memcpy(page + at, &header, 4);
        std::memcpy(page + at + 4, a.data, a.size);
        at += NLMSG_ALIGN(4U + a.size);
    }
    put(nlmsghdr{at, type, flags, 1, 0});
    return at;
}

inline int netlink_fd;

inline void send(unsigned length) { sys(SYS_sendto, netlink_fd, page, length, MSG_DONTWAIT, nullptr, 0); }

}  // namespace calls
