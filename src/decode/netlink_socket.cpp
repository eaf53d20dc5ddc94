// Which descriptors are netlink sockets, and of which protocol: asked of the kernel.
// Not here: messages.
// The hard part: only a socket that has been bound stands in the list that names its protocol (net/netlink of /proc).
#include "decode/netlink.hpp"

#include <array>
#include <cstdio>
#include <memory>
#include <string_view>

#include <sys/xattr.h>
#include <unistd.h>

namespace whytrace::decode {
namespace {

using path = std::array<char, 48>;

path path_of(pid_t tid, const char* format, std::int32_t fd = 0) {
    path result;
    std::snprintf(result.data(), result.size(), format, tid, fd);
    return result;
}

}  // namespace

bool is_netlink(pid_t tid, std::int32_t fd) {
    std::array<char, 16> name{};
    const auto size =
        getxattr(path_of(tid, "/proc/%d/fd/%d", fd).data(), "system.sockprotoname", name.data(), name.size());
    return size > 0 && std::string_view{name.data()} == "NETLINK";
}

netlink_protocol protocol_of(pid_t tid, std::int32_t fd) {
    std::array<char, 48> link{};
    unsigned long wanted = 0;
    if (readlink(path_of(tid, "/proc/%d/fd/%d", fd).data(), link.data(), link.size() - 1) <= 0 ||
        std::sscanf(link.data(), "socket:[%lu]", &wanted) != 1) {
        return netlink_protocol::unknown;
    }
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file{
        std::fopen(path_of(tid, "/proc/%d/net/netlink").data(), "re"), std::fclose};
    std::array<char, 256> line;
    while (file && std::fgets(line.data(), line.size(), file.get()) != nullptr) {
        int protocol = 0;
        unsigned long inode = 0;
        if (std::sscanf(line.data(), "%*s %d %*u %*s %*d %*d %*d %*d %*u %lu", &protocol, &inode) == 2 &&
            inode == wanted)
            return static_cast<netlink_protocol>(protocol);
    }
    return netlink_protocol::unknown;
}

}  // namespace whytrace::decode
