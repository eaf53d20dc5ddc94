// Netlink messages: their headers, acknowledgements, and bytes of what is not known better.
// Not here: sockets' calls (custom_message.cpp).
// The hard part: messages follow each other, aligned to four bytes, with lengths that need not be true.
#include "decode/netlink.hpp"

#include "decode/custom.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>

#include <sys/xattr.h>

namespace whytrace::decode {
namespace {

struct header {
    std::uint32_t length;
    std::uint16_t type, flags;
    std::uint32_t sequence, port;
};
static_assert(sizeof(header) == 16);

constexpr std::uint16_t type_error = 2, type_done = 3;

/// The flags that several kinds of requests share bits for (linux/netlink.h).
type_ref flags_of(std::uint16_t type) {
    if (type == type_error) return types::netlink_ack_flags;
    if (type < 16) return types::netlink_flags;
    switch (type & 3) {  // rtnetlink's types come in fours: new, del, get, set
    case 0: return types::netlink_new_flags;
    case 1: return types::netlink_delete_flags;
    case 2: return types::netlink_get_flags;
    default: return types::netlink_flags;
    }
}

void show_header(walker& w, const header& h) {
    auto& out = w.out();
    const auto node = out.open(value_kind::structure);
    out.name("nlmsg_len").unsigned_decimal(h.length, 4);
    out.name("nlmsg_type");
    w.show(h.type < 16 ? types::netlink_control : types::netlink_route, h.type);
    out.name("nlmsg_flags");
    w.show(flags_of(h.type), h.flags);
    out.name("nlmsg_seq").unsigned_decimal(h.sequence, 4);
    out.name("nlmsg_pid").unsigned_decimal(h.port, 4);
    out.close(node);
}

void show_error(walker& w, std::uint64_t address, std::uint64_t size) {
    auto& out = w.out();
    const auto error = w.load<std::int32_t>(address);
    const auto about = w.load<header>(address + 4);
    if (size < 4 + sizeof(header) || !error || !about) return w.show_string(address, size, true);
    const auto node = out.open(value_kind::structure);
    out.name("error");
    const auto name = errno_name(-*error);
    if (*error < 0 && !name.empty()) {
        auto& n = out.append(value_kind::symbol);
        n.number = static_cast<std::uint32_t>(*error);
        n.base = 10;
        n.width = 4;
        n.is_signed = true;
        out.begin_text(n);
        out.add_text("-");
        out.add_text(name);
        out.end_text(n);
    } else {
        out.decimal(*error, 4);
    }
    out.name("msg");
    show_header(w, *about);
    out.close(node);
}

void show_payload(walker& w, const header& h, std::uint64_t address, std::uint64_t size) {
    if (h.type == type_done && size >= 4) {
        const auto value = w.load<std::int32_t>(address);
        value ? w.out().decimal(*value, 4) : w.out().address(address);
    } else if (h.type == type_error) {
        show_error(w, address, size);
    } else {
        w.show_string(address, size, true);
    }
}

void show_message(walker& w, const header& h, std::uint64_t address, std::uint64_t size) {
    if (size <= sizeof h) return show_header(w, h);
    const auto both = w.out().open(value_kind::array);
    show_header(w, h);
    show_payload(w, h, address + sizeof h, size - sizeof h);
    w.out().close(both);
}

}  // namespace

bool is_netlink(pid_t tid, std::int32_t fd) {
    std::array<char, 48> path;
    std::snprintf(path.data(), path.size(), "/proc/%d/fd/%d", tid, fd);
    std::array<char, 16> name{};
    const auto size = getxattr(path.data(), "system.sockprotoname", name.data(), name.size());
    return size > 0 && std::string_view{name.data()} == "NETLINK";
}

void show_netlink(walker& w, std::uint64_t address, std::uint64_t size) {
    const auto first = w.load<header>(address);
    if (size < sizeof(header) || !first) return w.show_string(address, size, true);
    auto& out = w.out();
    const auto extent = [](const header& h, std::uint64_t left) {
        return h.length < sizeof h ? left : std::min<std::uint64_t>(h.length, left);
    };
    const auto aligned = [](std::uint64_t n) { return (n + 3) & ~std::uint64_t{3}; };
    const auto length = first->length < sizeof(header) ? sizeof(header) : extent(*first, size);
    if (first->length < sizeof(header) || aligned(length) >= size || size - aligned(length) < sizeof(header))
        return show_message(w, *first, address, length);
    const auto array = out.open(value_kind::array);
    bool more = false;
    for (std::uint64_t done = 0; size - done >= sizeof(header) && !w.exhausted();) {
        more = out.count() >= w.element_limit();
        const auto h = more ? std::nullopt : w.load<header>(address + done);
        if (!h) break;
        const auto own = h->length < sizeof(header) ? sizeof(header) : extent(*h, size - done);
        show_message(w, *h, address + done, own);
        if (h->length < sizeof(header)) break;
        done = std::min(done + aligned(own), size);
    }
    out.close(array, more);
}

void custom::netlink_payload(walker& w, const subject& s) {
    if (s.value == 0) {
        w.out().address(0);
    } else {
        show_netlink(w, s.value, w.take_limited(s.params[0]));
    }
}

/// sendto's data, `F(fd, len)`.
void custom::socket_payload(walker& w, const subject& s) {
    if (is_netlink(w.tid(), static_cast<std::int32_t>(s.params[0]))) return show_netlink(w, s.address, s.params[1]);
    w.show_string(s.address, s.params[1]);
}

/// recvfrom's, `F(fd, ret)`.
void custom::received_payload(walker& w, const subject& s) { socket_payload(w, s); }

}  // namespace whytrace::decode
