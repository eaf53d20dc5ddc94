// What netlink messages hold behind their header: a structure by protocol and type, then attributes.
// Not here: the header, and how messages follow each other (custom_netlink.cpp); what the structures are (netlink.sys).
// The hard part: lengths need not be true, and an attribute that is too short for what it should hold is shown as bytes.
#include "decode/custom.hpp"
#include "decode/netlink.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace whytrace::decode {
namespace {

constexpr std::size_t window = 4096;  // of attributes, or of one attribute, that are looked at
constexpr std::size_t head_size = 4;  // struct nlattr

struct message_kind {
    netlink_protocol protocol;
    std::uint16_t first, last;  // types
    type_ref fixed;
    std::size_t size;  // of the structure, on every ABI
    type_ref attribute;
};
constexpr auto route = netlink_protocol::route, diagnosis = netlink_protocol::sock_diag;
constexpr type_ref none{};
// The types of NETLINK_ROUTE come in fours: new, del, get, set (linux/rtnetlink.h).
constexpr std::array<message_kind, 9> kinds{{
    {route, 16, 19, types::link_message, 16, types::link_attribute},
    {route, 20, 23, types::address_message, 8, types::address_attribute},
    {route, 24, 27, types::route_message, 12, types::route_attribute},
    {route, 28, 31, types::neighbour_message, 12, types::neighbour_attribute},
    {route, 32, 35, types::rule_message, 12, types::rule_attribute},
    {route, 36, 47, types::traffic_message, 20, types::traffic_attribute},
    {netlink_protocol::generic, 16, 16, types::generic_message, 4, types::generic_attribute},
    {diagnosis, 18, 21, types::inet_request, 56, none},
    {diagnosis, 18, 21, types::unix_request, 24, none},
}};

constexpr std::size_t aligned(std::size_t n) { return (n + 3) & ~std::size_t{3}; }

/// Both addresses of a family ask by the same type; the family is the first byte.
const message_kind* kind_of(netlink_protocol protocol, std::uint16_t type, std::uint8_t family) {
    constexpr std::uint8_t local = 1;
    const auto found = std::ranges::find_if(
        kinds, [&](const message_kind& k) { return k.protocol == protocol && k.first <= type && type <= k.last; });
    if (found == kinds.end()) return nullptr;
    return protocol == netlink_protocol::sock_diag && family == local ? &*found + 1 : &*found;
}

void show_attribute(walker& w, type_ref set, std::span<const std::byte> bytes, std::uint64_t address) {
    if (bytes.size() <= head_size) return w.show_fields(set, bytes, address);
    const auto both = w.out().open(value_kind::array);
    w.show_fields(set, bytes, address);
    if (w.out().count() == 1) w.show_string(address + head_size, bytes.size() - head_size, true);
    w.out().close(both);
}

/// One attribute stands alone, several are a list.
void show_attributes(walker& w, type_ref set, std::uint64_t address, std::size_t size) {
    std::array<std::byte, window> buffer;
    const auto bytes =
        std::span<const std::byte>{buffer}.first(w.read(address, std::span{buffer}.first(std::min(size, window))));
    const auto length_at = [&](std::size_t at) {
        std::uint16_t length = 0;
        std::memcpy(&length, bytes.data() + at, sizeof length);
        return std::min<std::size_t>(std::max<std::size_t>(length, head_size), bytes.size() - at);
    };
    if (bytes.size() < head_size) return w.show_string(address, size, true);
    if (const auto first = length_at(0); aligned(first) + head_size > bytes.size())
        return show_attribute(w, set, bytes.first(first), address);
    auto& out = w.out();
    const auto list = out.open(value_kind::array);
    bool more = false;
    for (std::size_t at = 0; at + head_size <= bytes.size() && !more && !w.exhausted(); at += aligned(length_at(at))) {
        more = out.count() >= w.element_limit();
        if (!more) show_attribute(w, set, bytes.subspan(at, length_at(at)), address + at);
    }
    out.close_limited(list, more);
}

/// What is known of a message of NETLINK_ROUTE at least: it begins with an address family.
void show_family(walker& w, std::uint8_t family, std::uint64_t address, std::size_t size) {
    const auto node = w.out().open(value_kind::structure);
    w.out().name("family");
    w.show(types::family, family);
    if (size > 1) {
        w.out().name("data");
        w.show_string(address + 1, size - 1, true);
    }
    w.out().close(node);
}

}  // namespace

void show_netlink_content(walker& w, netlink_protocol protocol, std::uint16_t type, std::uint64_t address,
                          std::uint64_t size) {
    std::array<std::byte, 64> start;
    const auto got = std::span<const std::byte>{start}.first(
        w.read(address, std::span{start}.first(std::min<std::uint64_t>(size, start.size()))));
    if (got.empty()) {
        w.out().address(address);
        return;
    }
    const auto family = std::to_integer<std::uint8_t>(got[0]);
    const auto* kind = kind_of(protocol, type, family);
    if (kind == nullptr) {
        if (protocol == netlink_protocol::route) return show_family(w, family, address, size);
        return w.show_string(address, size, true);
    }
    const bool whole = got.size() >= kind->size;
    if (!whole && protocol != netlink_protocol::route) return w.show_string(address, size, true);
    const auto node = w.out().open(value_kind::structure);
    w.show_fields(kind->fixed, whole ? got.first(kind->size) : got.first(1), address);
    w.out().close(node, !whole);
    const auto behind = aligned(kind->size);
    if (!whole || size <= behind) return;
    if (protocol == netlink_protocol::sock_diag) return w.show_string(address + behind, size - behind, true);
    show_attributes(w, kind->attribute, address + behind, size - behind);
}

/// `TYPE via F`: attributes of that kind within an attribute.
void custom::nested_attributes(walker& w, const subject& s) { show_attributes(w, s.layout, s.address, s.bytes.size()); }

}  // namespace whytrace::decode
