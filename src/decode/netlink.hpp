// Netlink sockets: which descriptors are such, and what their messages hold.
// Not here: what carries the messages (custom_message.cpp).
// The hard part: nothing in a call says that a descriptor is a netlink socket; the kernel has to be asked.
#pragma once

#include "decode/walker.hpp"

#include <cstdint>
#include <sys/types.h>

namespace whytrace::decode {

bool is_netlink(pid_t tid, std::int32_t fd);

/// `size` bytes of messages there: [{nlmsg_len=20, …}, …], or a string if they are too few for one.
void show_netlink(walker& w, std::uint64_t address, std::uint64_t size);

}  // namespace whytrace::decode
