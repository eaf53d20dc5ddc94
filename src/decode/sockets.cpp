// Asking sock_diag(7).
// Not here: sockets of other network namespaces (sockets_proc.cpp).
// The hard part: an answer comes in many messages, and our own timer interrupts their reading.
#include "decode/sockets.hpp"

#include "text/format.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/netlink_diag.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <sys/socket.h>
#include <unistd.h>

namespace whytrace::decode {

namespace {

constexpr std::size_t most_remembered = 20'000;

template <class Body> struct request {
    nlmsghdr header{};
    Body body{};

    explicit request(bool list) {
        header.nlmsg_len = sizeof *this;
        header.nlmsg_type = SOCK_DIAG_BY_FAMILY;
        header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | (list ? NLM_F_DUMP : 0));
    }
};

/// A message's fixed part, copied: nothing in a netlink message is aligned for more than 4 bytes.
template <class T> std::optional<T> fixed_part(std::string_view& bytes) {
    T value;
    if (bytes.size() < sizeof value) return {};
    std::memcpy(&value, bytes.data(), sizeof value);
    bytes.remove_prefix(std::min(bytes.size(), std::size_t{NLMSG_ALIGN(sizeof value)}));
    return value;
}

std::string_view raw(const void* from, std::size_t size) { return {static_cast<const char*>(from), size}; }

std::optional<std::pair<std::uint64_t, socket_ends>> inet_ends(std::string_view bytes) {
    const auto m = fixed_part<inet_diag_msg>(bytes);
    if (!m) return {};
    const auto& id = m->id;
    const std::size_t size = m->idiag_family == AF_INET6 ? 16 : 4;
    const std::string_view from = raw(id.idiag_src, size), to = raw(id.idiag_dst, size);
    if (id.idiag_sport == 0) return {};  // not bound
    socket_ends ends;
    ends.text = network_end(from, ntohs(id.idiag_sport));
    if (id.idiag_dport != 0 || std::ranges::any_of(to, [](char c) { return c != 0; })) {
        ends.text += "->" + network_end(to, ntohs(id.idiag_dport));
        ends.lasting = true;
    }
    return std::pair{std::uint64_t{m->idiag_inode}, ends};
}

std::optional<std::pair<std::uint64_t, socket_ends>> unix_ends(std::string_view bytes) {
    const auto m = fixed_part<unix_diag_msg>(bytes);
    if (!m) return {};
    socket_ends ends;
    ends.text = fmt::format("{}", m->udiag_ino);
    while (const auto attribute = fixed_part<rtattr>(bytes)) {
        if (attribute->rta_len < sizeof *attribute || attribute->rta_len - sizeof *attribute > bytes.size()) break;
        const auto value = bytes.substr(0, attribute->rta_len - sizeof *attribute);
        std::uint32_t peer = 0;
        if (attribute->rta_type == UNIX_DIAG_PEER && value.size() == sizeof peer) {  // 0: not accepted yet
            std::memcpy(&peer, value.data(), sizeof peer);
            if (peer == 0) continue;
            ends.text += fmt::format("->{}", peer);
            ends.lasting = true;
        } else if (attribute->rta_type == UNIX_DIAG_NAME && !value.empty()) {
            ends.has_path = true;
            ends.abstract = value[0] == '\0';
            ends.path = ends.abstract ? value.substr(1) : value.substr(0, value.find('\0'));
        }
        bytes.remove_prefix(std::min(bytes.size(), std::size_t{NLMSG_ALIGN(value.size())}));
    }
    return std::pair{std::uint64_t{m->udiag_ino}, ends};
}

std::optional<std::pair<std::uint64_t, socket_ends>> netlink_ends(std::string_view bytes) {
    const auto m = fixed_part<netlink_diag_msg>(bytes);
    if (!m) return {};
    socket_ends ends;
    ends.protocol = m->ndiag_protocol;
    ends.text = fmt::format(":{}", m->ndiag_portid);
    ends.lasting = true;
    return std::pair{std::uint64_t{m->ndiag_ino}, ends};
}

}  // namespace

std::string network_end(std::string_view address, std::uint16_t port) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const bool v6 = address.size() == 16;
    inet_ntop(v6 ? AF_INET6 : AF_INET, address.data(), text.data(), text.size());
    return fmt::format("{}{}{}:{}", v6 ? "[" : "", text.data(), v6 ? "]" : "", port);
}

socket_kind socket_table::kind_of(std::string_view protocol) {
    static constexpr std::pair<std::string_view, socket_kind> kinds[] = {{"UNIX-STREAM", socket_kind::unix_domain},
                                                                         {"UNIX", socket_kind::unix_domain},
                                                                         {"TCP", socket_kind::tcp},
                                                                         {"TCPv6", socket_kind::tcp6},
                                                                         {"UDP", socket_kind::udp},
                                                                         {"UDPv6", socket_kind::udp6},
                                                                         {"RAW", socket_kind::raw},
                                                                         {"RAWv6", socket_kind::raw},
                                                                         {"NETLINK", socket_kind::netlink}};
    const auto found = std::ranges::find(kinds, protocol, &std::pair<std::string_view, socket_kind>::first);
    return found == std::end(kinds) ? socket_kind::other : found->second;
}

socket_table::~socket_table() {
    if (netlink_ >= 0) close(netlink_);
}

const socket_ends* socket_table::find(pid_t tid, socket_kind kind, std::uint64_t inode) {
    if (kind == socket_kind::other || kind == socket_kind::raw) return nullptr;
    if (const auto known = known_.find(inode); known != known_.end() && known->second.lasting) return &known->second;
    known_.erase(inode);
    if (in_our_network(tid))
        ask_kernel(kind, inode);
    else if (auto ends = socket_in_proc(tid, kind, inode))
        remember(inode, std::move(*ends));
    const auto found = known_.find(inode);
    return found == known_.end() ? nullptr : &found->second;
}

void socket_table::remember(std::uint64_t inode, socket_ends ends) {
    if (known_.size() >= most_remembered) known_.clear();
    known_[inode] = std::move(ends);
}

void socket_table::ask_kernel(socket_kind kind, std::uint64_t inode) {
    const auto answer = [&](const auto& r) {
        if (!ask(&r, sizeof r)) return;
        std::array<char, 32 * 1024> buffer;
        while (true) {
            const ssize_t got = recv(netlink_, buffer.data(), buffer.size(), 0);
            if (got < 0 && errno == EINTR) continue;
            if (got <= 0) return;
            auto size = static_cast<std::size_t>(got);
            for (auto* h = reinterpret_cast<nlmsghdr*>(buffer.data()); NLMSG_OK(h, size); h = NLMSG_NEXT(h, size)) {
                if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR) return;
                if (h->nlmsg_type == SOCK_DIAG_BY_FAMILY) take(NLMSG_DATA(h), NLMSG_PAYLOAD(h, 0), kind);
                if (!(h->nlmsg_flags & NLM_F_MULTI)) return;
            }
        }
    };
    if (kind == socket_kind::unix_domain) {
        request<unix_diag_req> r(false);
        r.body.sdiag_family = AF_UNIX;
        r.body.udiag_states = ~0U;
        r.body.udiag_ino = static_cast<std::uint32_t>(inode);
        r.body.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER;
        r.body.udiag_cookie[0] = r.body.udiag_cookie[1] = ~0U;  // whichever it has
        answer(r);
    } else if (kind == socket_kind::netlink) {
        request<netlink_diag_req> r(true);
        r.body.sdiag_family = AF_NETLINK;
        r.body.sdiag_protocol = NDIAG_PROTO_ALL;
        answer(r);
    } else {
        request<inet_diag_req_v2> r(true);
        r.body.sdiag_family = kind == socket_kind::tcp6 || kind == socket_kind::udp6 ? AF_INET6 : AF_INET;
        r.body.sdiag_protocol = kind == socket_kind::tcp || kind == socket_kind::tcp6 ? IPPROTO_TCP : IPPROTO_UDP;
        r.body.idiag_states = ~0U;
        answer(r);
    }
}

bool socket_table::ask(const void* message, std::size_t size) {
    if (unavailable_) return false;
    if (netlink_ < 0) netlink_ = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    unavailable_ = netlink_ < 0;
    if (unavailable_) return false;
    ssize_t sent = 0;
    do sent = send(netlink_, message, size, 0);
    while (sent < 0 && errno == EINTR);
    return sent == static_cast<ssize_t>(size);
}

void socket_table::take(const void* message, std::size_t size, socket_kind kind) {
    const auto bytes = raw(message, size);
    auto found = kind == socket_kind::unix_domain ? unix_ends(bytes)
                 : kind == socket_kind::netlink   ? netlink_ends(bytes)
                                                  : inet_ends(bytes);
    if (found && found->first != 0) remember(found->first, std::move(found->second));
}

}  // namespace whytrace::decode
