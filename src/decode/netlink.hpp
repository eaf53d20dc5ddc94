// Netlink sockets: which descriptors are such, and what their messages hold.
// Not here: what carries the messages (custom_message.cpp).
// The hard part: nothing in a call says that a descriptor is a netlink socket; the kernel has to be asked.
#pragma once

#include "decode/walker.hpp"

#include <cstdint>
#include <sys/types.h>

namespace whytrace::decode {

/// NETLINK_… of linux/netlink.h.
enum class netlink_protocol : std::int32_t {
    unknown = -1,
    route = 0,
    sock_diag = 4,
    xfrm = 6,
    selinux = 7,
    audit = 9,
    kobject_uevent = 15,
    generic = 16
};

bool is_netlink(pid_t tid, std::int32_t fd);
netlink_protocol protocol_of(pid_t tid, std::int32_t fd);

/// What follows the header of one message: one value, or two where attributes follow a structure.
void show_netlink_content(walker& w, netlink_protocol protocol, std::uint16_t type, std::uint64_t address,
                          std::uint64_t size);

/// `size` bytes of messages there: [{nlmsg_len=20, …}, …], or a string if they are too few for one.
void show_netlink(walker& w, std::uint64_t address, std::uint64_t size);

/// The address of a network card: 00:01:02:03:04:05.
void show_hardware_address(walker& w, std::span<const std::byte> bytes);

}  // namespace whytrace::decode
