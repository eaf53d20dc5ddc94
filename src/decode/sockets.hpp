// What a socket is: its protocol and the addresses of its two ends (-yy), by its inode, which is all that /proc/PID/fd tells.
// Not here: how a descriptor leads to the inode (descriptors.cpp).
// The hard part is the cost: the kernel can list sockets, but for most kinds not look one up by its inode. What will not change any more
// is therefore remembered, and a list is remembered as a whole.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <unordered_map>

namespace whytrace::decode {

/// What stands in the brackets behind "PROTOCOL:": addresses in our own words, and behind them a name that is the tracee's.
struct socket_ends {
    std::string text;
    std::string path;                  ///< of a unix socket
    std::optional<unsigned> protocol;  ///< of a netlink socket: its name stands before the text
    bool abstract = false;             ///< the path is a name without a file (unix(7))
    bool has_path = false;
    bool lasting = false;  ///< will be the same next time
};

/// The kernel's names: struct proto in the kernel's net/, told by the attribute system.sockprotoname of /proc/PID/fd/N.
enum class socket_kind : std::uint8_t { other, unix_domain, tcp, tcp6, udp, udp6, raw, netlink };

class socket_table {
  public:
    socket_table() = default;
    ~socket_table();
    socket_table(const socket_table&) = delete;
    socket_table& operator=(const socket_table&) = delete;

    static socket_kind kind_of(std::string_view protocol);
    /// The ends of the socket `inode` of task `tid`; null if it has none yet, or nobody tells. Good until the next call.
    const socket_ends* find(pid_t tid, socket_kind kind, std::uint64_t inode);

  private:
    bool ask(const void* request, std::size_t size);
    void take(const void* message, std::size_t size, socket_kind kind);
    void ask_kernel(socket_kind kind, std::uint64_t inode);
    void remember(std::uint64_t inode, socket_ends ends);

    int netlink_ = -1;  // sock_diag(7)
    bool unavailable_ = false;
    std::unordered_map<std::uint64_t, socket_ends> known_;
};

// sockets_proc.cpp: sockets of another network namespace, which sock_diag does not show us.
bool in_our_network(pid_t tid);
std::optional<socket_ends> socket_in_proc(pid_t tid, socket_kind kind, std::uint64_t inode);

/// "127.0.0.1:80", "[::1]:80"; `address`: 4 or 16 bytes in the network's order.
std::string network_end(std::string_view address, std::uint16_t port);
}  // namespace whytrace::decode
