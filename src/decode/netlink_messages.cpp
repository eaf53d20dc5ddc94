// What netlink messages hold behind their header: a structure by protocol and type, then attributes.
// Not here: the header, and how messages follow each other (custom_netlink.cpp); what the structures are (netlink.sys).
// The hard part: lengths need not be true, and an attribute that is too short for what it should hold is shown as bytes.
#include "decode/custom.hpp"
#include "decode/netlink.hpp"
#include "decode/phrase.hpp"
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
    std::uint8_t family;        // its first byte, or any
    type_ref fixed;
    std::size_t size;  // of the structure, on every ABI
    type_ref attribute;
};
constexpr auto route = netlink_protocol::route, diagnosis = netlink_protocol::sock_diag;
constexpr type_ref none{};
constexpr std::uint8_t any = 0, local = 1, bridge = 7;  // AF_…
// The types of NETLINK_ROUTE come in fours: new, del, get, set (linux/rtnetlink.h). Those of a family come first.
constexpr std::array<message_kind, 10> kinds{{
    {route, 16, 19, bridge, types::link_message, 16, types::bridge_link_attribute},
    {route, 16, 19, any, types::link_message, 16, types::link_attribute},
    {route, 20, 23, any, types::address_message, 8, types::address_attribute},
    {route, 24, 27, any, types::route_message, 12, types::route_attribute},
    {route, 28, 31, any, types::neighbour_message, 12, types::neighbour_attribute},
    {route, 32, 35, any, types::rule_message, 12, types::rule_attribute},
    {route, 36, 47, any, types::traffic_message, 20, types::traffic_attribute},
    {netlink_protocol::generic, 16, 16, any, types::generic_message, 4, types::generic_attribute},
    {diagnosis, 18, 21, local, types::unix_request, 24, none},
    {diagnosis, 18, 21, any, types::inet_request, 56, none},
}};

/// What the data of a link is: an attribute in front of it says.
struct link_kind {
    std::string_view name;
    type_ref information;
};
constexpr std::array<link_kind, 11> link_kinds{{
    {"bridge", types::bridge_information},
    {"tun", types::tun_information},
    {"vlan", types::vlan_information},
    {"veth", types::veth_information},
    {"macvlan", types::macvlan_information},
    {"macvtap", types::macvlan_information},
    {"ipvlan", types::ipvlan_information},
    {"vrf", types::vrf_information},
    {"vxlan", types::vxlan_information},
    {"geneve", types::geneve_information},
    {"bond", types::bond_information},
}};

constexpr std::size_t aligned(std::size_t n) { return (n + 3) & ~std::size_t{3}; }

const message_kind* kind_of(netlink_protocol protocol, std::uint16_t type, std::uint8_t family) {
    const auto found = std::ranges::find_if(kinds, [&](const message_kind& k) {
        return k.protocol == protocol && k.first <= type && type <= k.last && (k.family == any || k.family == family);
    });
    return found != kinds.end() ? &*found : nullptr;
}

std::uint16_t half_at(std::span<const std::byte> bytes, std::size_t at) {
    std::uint16_t half = 0;
    std::memcpy(&half, bytes.data() + at, sizeof half);
    return half;
}

bool is_link_information(type_ref set) {
    const auto is = [&](type_ref other) { return other.index == set.index; };
    return is(types::link_info_attribute) || std::ranges::any_of(link_kinds, is, &link_kind::information);
}

/// How the attributes behind this one are described: as this one, or as the kind that it names.
type_ref set_behind(type_ref set, std::span<const std::byte> attribute) {
    constexpr std::uint16_t kind = 1, slave_kind = 4, type_mask = 0x3fff;  // IFLA_INFO_…, NLA_TYPE_MASK
    const auto type = half_at(attribute, 2) & type_mask;
    if ((type != kind && type != slave_kind) || !is_link_information(set)) return set;
    const auto text = attribute.subspan(head_size);
    const std::string_view name(reinterpret_cast<const char*>(text.data()),
                                static_cast<std::size_t>(std::ranges::find(text, std::byte{}) - text.begin()));
    const auto* const found = std::ranges::find(link_kinds, name, &link_kind::name);
    return found != link_kinds.end() ? found->information : types::link_info_attribute;
}

void show_attribute(walker& w, type_ref set, std::span<const std::byte> bytes, std::uint64_t address,
                    std::size_t head) {
    if (bytes.size() <= head) return w.show_fields(set, bytes, address);
    const auto both = w.out().open(value_kind::array);
    w.show_fields(set, bytes, address);
    if (w.out().count() == 1) w.show_string(address + head, bytes.size() - head, true);
    w.out().close(both);
}

/// One attribute stands alone, several are a list. `head`: the bytes of each that stand in front of its value.
void show_attributes(walker& w, type_ref set, std::span<const std::byte> bytes, std::uint64_t address,
                     std::size_t head = head_size) {
    const auto length_at = [&](std::size_t at) {
        return std::min(std::max<std::size_t>(half_at(bytes, at), head), bytes.size() - at);
    };
    if (bytes.size() < head) return w.show_string(address, bytes.size(), true);
    if (const auto first = length_at(0); aligned(first) + head > bytes.size())
        return show_attribute(w, set, bytes.first(first), address, head);
    auto& out = w.out();
    const auto list = out.open(value_kind::array);
    bool more = false;
    for (std::size_t at = 0; at + head <= bytes.size() && !more && !w.exhausted(); at += aligned(length_at(at))) {
        const auto one = bytes.subspan(at, length_at(at));
        more = out.count() >= w.element_limit();
        if (!more) show_attribute(w, set, one, address + at, head);
        set = set_behind(set, one);
    }
    out.close_limited(list, more);
}

void read_attributes(walker& w, type_ref set, std::uint64_t address, std::size_t size) {
    std::array<std::byte, window> buffer;
    const auto got = w.read(address, std::span{buffer}.first(std::min(size, window)));
    if (got < head_size) return w.show_string(address, size, true);
    show_attributes(w, set, std::span<const std::byte>{buffer}.first(got), address);
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
    read_attributes(w, kind->attribute, address + behind, size - behind);
}

/// `TYPE via F`, `TYPE via F(head)`: attributes of that kind within an attribute.
void custom::nested_attributes(walker& w, const subject& s) {
    show_attributes(w, s.layout, s.bytes, s.address, s.params.empty() ? head_size : s.params[0]);
}

/// `ENUM via F(width, first)`: numbers whose places have names, the first of them that number's: [[NAME]=5, …].
void custom::numbered_places(walker& w, const subject& s) {
    const auto width = s.params[0], first = s.params[1];
    const auto count = s.bytes.size() / width, shown = std::min<std::uint64_t>(count, w.element_limit());
    if (count == 0) return;
    auto& out = w.out();
    const auto list = out.open(value_kind::array);
    for (std::uint64_t i = 0; i < shown; ++i) {
        std::uint64_t value = 0;
        std::memcpy(&value, s.bytes.data() + i * width, width);
        const auto start = out.here();
        w.show(s.layout, i + first);
        const auto place = out.node(out.last());
        phrase text;
        text << "[";
        if (place.text_size != 0)
            text << out.tree().text_of(place) << (first != 0 ? "-1" : "");
        else
            text.decimal(i) << " /* " << place.unknown << " */";
        text << "]=";
        out.rollback(start);
        width == 4 ? text.signed_decimal(static_cast<std::int32_t>(value)) : text.decimal(value);
        auto& n = out.symbol(value, text);
        n.width = static_cast<std::uint8_t>(width);
        n.notation = true;
    }
    out.close_limited(list, shown < count);
}

}  // namespace whytrace::decode
