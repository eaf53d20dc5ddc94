// Netlink messages: their headers, acknowledgements, and bytes of what is not known better.
// Not here: sockets' calls (custom_message.cpp).
// The hard part: messages follow each other, aligned to four bytes, with lengths that need not be true.
#include "decode/netlink.hpp"

#include "decode/custom.hpp"
#include "decode/phrase.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace whytrace::decode {
namespace {

struct header {
    std::uint32_t length;
    std::uint16_t type, flags;
    std::uint32_t sequence, port;
};
static_assert(sizeof(header) == 16);

constexpr std::uint16_t type_error = 2, type_done = 3, type_first = 16;  // NLMSG_MIN_TYPE

/// The flags that several kinds of requests share bits for (linux/netlink.h).
type_ref flags_of(netlink_protocol protocol, std::uint16_t type) {
    constexpr std::uint16_t by_family = 20;  // SOCK_DIAG_BY_FAMILY
    if (type == type_error) return types::netlink_ack_flags;
    if (protocol == netlink_protocol::sock_diag && type == by_family) return types::netlink_get_flags;
    if (type < type_first || protocol != netlink_protocol::route) return types::netlink_flags;
    switch (type & 3) {  // rtnetlink's types come in fours: new, del, get, set
    case 0: return types::netlink_new_flags;
    case 1: return types::netlink_delete_flags;
    case 2: return types::netlink_get_flags;
    default: return types::netlink_flags;
    }
}

/// The name of the type: the same for all protocols below 16.
void show_type(walker& w, netlink_protocol protocol, std::uint16_t type) {
    if (type < type_first) return w.show(types::netlink_control, type);
    switch (protocol) {
    case netlink_protocol::route: return w.show(types::netlink_route, type);
    case netlink_protocol::sock_diag: return w.show(types::diagnosis_type, type);
    case netlink_protocol::audit: return w.show(types::audit_type, type);
    case netlink_protocol::generic: return w.show(types::generic_family, type);
    case netlink_protocol::xfrm: return w.show(types::xfrm_type, type);
    case netlink_protocol::selinux: return w.show(types::selinux_type, type);
    default: return w.show(types::netlink_control, type);
    }
}

void show_header(walker& w, netlink_protocol protocol, const header& h) {
    auto& out = w.out();
    const auto node = out.open(value_kind::structure);
    out.name("nlmsg_len").unsigned_decimal(h.length, 4);
    out.name("nlmsg_type");
    show_type(w, protocol, h.type);
    out.name("nlmsg_flags");
    w.show(flags_of(protocol, h.type), h.flags);
    out.name("nlmsg_seq").unsigned_decimal(h.sequence, 4);
    out.name("nlmsg_pid").decimal(static_cast<std::int32_t>(h.port), 4);
    out.close(node);
}

void show_message(walker& w, netlink_protocol protocol, const header& h, std::uint64_t address, std::uint64_t size);

void show_error(walker& w, netlink_protocol protocol, std::uint64_t address, std::uint64_t size) {
    auto& out = w.out();
    const auto error = w.load<std::int32_t>(address);
    const auto about = w.load<header>(address + 4);
    if (size < 4 + sizeof(header) || !error || !about) return w.show_string(address, size, true);
    const auto node = out.open(value_kind::structure);
    out.name("error");
    const auto name = errno_name(-*error);
    if (*error < 0 && !name.empty()) {
        auto& n = out.symbol(static_cast<std::uint32_t>(*error), phrase{"-"} << name);
        n.base = 10;
        n.width = 4;
        n.is_signed = true;
    } else {
        out.decimal(*error, 4);
    }
    out.name("msg");
    show_message(w, protocol, *about, address + 4, std::min<std::uint64_t>(size - 4, about->length));
    out.close(node);
}

void show_payload(walker& w, netlink_protocol protocol, const header& h, std::uint64_t address, std::uint64_t size) {
    if (h.type == type_done && size >= 4) {
        const auto value = w.load<std::int32_t>(address);
        value ? w.out().decimal(*value, 4) : w.out().address(address);
    } else if (h.type == type_error) {
        show_error(w, protocol, address, size);
    } else if (h.type < type_first) {
        w.show_string(address, size, true);
    } else {
        show_netlink_content(w, protocol, h.type, address, size);
    }
}

void show_message(walker& w, netlink_protocol protocol, const header& h, std::uint64_t address, std::uint64_t size) {
    if (size <= sizeof h) return show_header(w, protocol, h);
    const auto both = w.out().open(value_kind::array);
    show_header(w, protocol, h);
    show_payload(w, protocol, h, address + sizeof h, size - sizeof h);
    w.out().close(both);
}

}  // namespace

void show_hardware_address(walker& w, std::span<const std::byte> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr std::size_t most = 32;  // MAX_ADDR_LEN
    phrase text;
    for (std::size_t i = 0; i < std::min(bytes.size(), most); ++i) {
        const auto b = std::to_integer<unsigned>(bytes[i]);
        text << (i != 0 ? ":" : "") << digits.substr(b >> 4, 1) << digits.substr(b & 15, 1);
    }
    w.out().verbatim(text);
}

void show_netlink(walker& w, std::uint64_t address, std::uint64_t size) {
    const auto first = w.load<header>(address);
    if (size < sizeof(header) || !first) return w.show_string(address, size, true);
    const auto protocol = protocol_of(w.tid(), static_cast<std::int32_t>(w.call().args[0]));
    if (protocol == netlink_protocol::kobject_uevent) return w.show_string(address, size);
    auto& out = w.out();
    const auto extent = [](const header& h, std::uint64_t left) {
        return h.length < sizeof h ? left : std::min<std::uint64_t>(h.length, left);
    };
    const auto aligned = [](std::uint64_t n) { return (n + 3) & ~std::uint64_t{3}; };
    const auto length = first->length < sizeof(header) ? sizeof(header) : extent(*first, size);
    if (first->length < sizeof(header) || aligned(length) >= size || size - aligned(length) < sizeof(header))
        return show_message(w, protocol, *first, address, length);
    const auto array = out.open(value_kind::array);
    bool more = false;
    for (std::uint64_t done = 0; size - done >= sizeof(header) && !w.exhausted();) {
        more = out.count() >= w.element_limit();
        const auto h = more ? std::nullopt : w.load<header>(address + done);
        if (!h) break;
        const auto own = h->length < sizeof(header) ? sizeof(header) : extent(*h, size - done);
        show_message(w, protocol, *h, address + done, own);
        if (h->length < sizeof(header)) break;
        done = std::min(done + aligned(own), size);
    }
    out.close_limited(array, more);
}

void custom::netlink_payload(walker& w, const subject& s) {
    if (s.value == 0) {
        w.out().address(0);
    } else {
        show_netlink(w, s.value, w.take_limited(s.params[0]));
    }
}

/// An address of the network by its length: 4 bytes, and what is less than an address of 16 is behind them for nothing.
void custom::network_address(walker& w, const subject& s) {
    if (s.bytes.size() >= 4 && s.bytes.size() < 16) w.show_bytes(types::inet_address, s.bytes.first(4), s.address);
    if (s.bytes.size() == 16) w.out().name({});  // it would stand in the text
    if (s.bytes.size() == 16) w.show_bytes(types::inet6_address, s.bytes, s.address);
}

/// sendto's and recvfrom's data, `F(fd, length)`.
void custom::socket_payload(walker& w, const subject& s) {
    const bool netlink = w.style().dereference && is_netlink(w.tid(), static_cast<std::int32_t>(s.params[0]));
    netlink ? show_netlink(w, s.address, s.params[1]) : w.show_string(s.address, s.params[1]);
}

}  // namespace whytrace::decode
