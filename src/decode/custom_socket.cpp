// Addresses of sockets, and the options whose value is a number or not by its length alone.
// Not here: messages (custom_message.cpp), netlink (custom_netlink.cpp).
// The hard part: an address shorter than its family's is shown as bytes, and sun_path may lack its NUL or begin with one.
#include "decode/custom.hpp"
#include "decode/netlink.hpp"
#include "decode/phrase.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <arpa/inet.h>
#include <net/if.h>

namespace whytrace::decode::custom {
namespace {

constexpr std::size_t path_size = 108;  // sun_path in struct sockaddr_un

struct family {
    std::uint64_t number;
    std::size_t least;  // bytes, sa_family not counted
    type_ref fields;
    bool exact = false;
};
// The numbers are the kernel's (linux/socket.h); the fields are described behind sa_family.
constexpr std::array<family, 24> families{
    {{2, 14, types::sockaddr_in},        {3, 14, types::sockaddr_ax25},        {4, 14, types::sockaddr_ipx},
     {9, 16, types::sockaddr_x25},       {10, 22, types::sockaddr_in6},        {16, 10, types::sockaddr_nl},
     {17, 18, types::sockaddr_ll},       {26, 14, types::sockaddr_llc},        {29, 6, types::sockaddr_can},
     {31, 2, types::sockaddr_hci, true}, {31, 4, types::sockaddr_hci, true},   {31, 6, types::sockaddr_sco, true},
     {31, 8, types::sockaddr_rc, true},  {31, 10, types::sockaddr_l2, true},   {31, 12, types::sockaddr_l2, true},
     {33, 34, types::sockaddr_rxrpc},    {36, 18, types::sockaddr_ieee802154}, {38, 24, types::sockaddr_alg},
     {39, 94, types::sockaddr_nfc_llcp}, {39, 14, types::sockaddr_nfc},        {40, 14, types::sockaddr_vm},
     {42, 10, types::sockaddr_qrtr},     {44, 14, types::sockaddr_xdp},        {45, 10, types::sockaddr_mctp}}};
constexpr std::uint64_t family_unix = 1, family_ax25 = 3;

void local_path(walker& w, std::span<const std::byte> path) {
    path = path.first(std::min(path.size(), path_size));
    if (path.empty()) return;
    auto& out = w.out().name("sun_path");
    if (path[0] == std::byte{}) {
        out.string(path.subspan(1)).at = true;
    } else {
        out.string({path.begin(), std::ranges::find(path, std::byte{})}).path = true;
    }
}

void show_interface(walker& w, std::uint32_t index) {
    std::array<char, IF_NAMESIZE> name{};
    if (index == 0 || if_indextoname(index, name.data()) == nullptr) {
        w.out().unsigned_decimal(index, 4);
        return;
    }
    phrase text;
    w.out().symbol(index, text << "if_nametoindex(\"" << name.data() << "\")").base = 10;
}

/// The length that a pointer leads to (getsockopt); 0 if it cannot be read.
std::int64_t length_at(walker& w, std::uint64_t argument) { return w.load<std::int32_t>(argument).value_or(0); }

/// As TYPE, of `TYPE via F`.
void one_number(walker& w, std::uint64_t address, type_ref type) {
    const auto value = w.load<std::int32_t>(address);
    if (!value) {
        w.out().address(address);
        return;
    }
    const auto array = w.out().open(value_kind::array);
    type.index != 0 ? w.show(type, static_cast<std::uint32_t>(*value)) : static_cast<void>(w.out().decimal(*value, 4));
    w.out().close(array);
}

void show_option(walker& w, const subject& s, std::int64_t length, bool number, bool hex) {
    if (number) return one_number(w, s.address, s.layout);
    if (length > 0) return w.show_string(s.address, static_cast<std::uint64_t>(length), hex);
    w.out().address(s.address);
}

}  // namespace

/// What follows sa_family, `F(sa_family)`: the family's fields, or bytes.
void socket_address(walker& w, const subject& s) {
    const auto bytes = s.bytes.first(std::min(s.bytes.size(), s.width));
    if (s.params[0] == family_unix) return local_path(w, bytes);
    if (s.params[0] == family_ax25 && bytes.size() == 14 && w.load<std::int32_t>(s.address + 10) == 0)
        return w.show_fields(types::plain_sockaddr_ax25, bytes, s.address);
    for (const auto& f : families) {
        if (f.number == s.params[0] && (f.exact ? bytes.size() == f.least : bytes.size() >= f.least))
            return w.show_fields(f.fields, bytes, s.address);
    }
    if (!bytes.empty()) w.out().name("sa_data").string(bytes);
}

void padded_hexadecimal(walker& w, const subject& s) {
    const auto number = s.width < 8 ? s.value & ((std::uint64_t{1} << 8 * s.width) - 1) : s.value;
    phrase text;
    auto& n = w.out().symbol(number, text.padded_hexadecimal(number, s.width));
    n.width = static_cast<std::uint8_t>(s.width);
    n.notation = true;
}

/// A word of the network with its bytes in order, in hexadecimal.
void hexadecimal_be32(walker& w, const subject& s) {
    phrase text;
    text << "htonl(";
    w.show_network(s.value & 0xffffffff, 4, text.hexadecimal(ntohl(static_cast<std::uint32_t>(s.value))) << ")");
}

/// `TYPE via F(first of a range)`: numbers above it are counted from there.
void bluetooth_number(walker& w, const subject& s) {
    const auto number = s.value & 0xffff, first = s.params[0];
    const auto start = w.out().here();
    w.show(s.layout, number);
    const auto shown = w.out().node(w.out().last());
    phrase text;
    text << "htobs(";
    if (shown.text_size == 0 && first != 0 && number > first) {
        (text << w.name_of(s.layout, first) << "+").decimal(number - first);
    } else if (shown.kind == value_kind::symbol) {
        text.named(w.out().tree().text_of(shown), number, shown.unknown);
    } else {
        text.decimal(number);
    }
    w.out().rollback(start);
    auto& n = w.out().symbol(number, text << ")");
    n.width = 2;
    n.notation = true;
}

/// sin6_scope_id: an interface for addresses of the link only.
void interface_scope(walker& w, const subject& s) {
    // The address lies in front of it, in the same structure.
    std::array<std::byte, 2> start;
    const bool known = w.read(s.address - 16, start) == start.size();
    const bool link = known && ((start[0] == std::byte{0xfe} && (start[1] & std::byte{0xc0}) == std::byte{0x80}) ||
                                (start[0] == std::byte{0xff} && (start[1] & std::byte{0x0f}) == std::byte{2}));
    if (link) return show_interface(w, static_cast<std::uint32_t>(s.value));
    w.out().unsigned_decimal(s.value, 4);
}

void interface_index(walker& w, const subject& s) { show_interface(w, static_cast<std::uint32_t>(s.value)); }

void ethernet_protocol(walker& w, const subject& s) {
    const auto protocol = ntohs(static_cast<std::uint16_t>(s.value));
    phrase text;
    (text << "htons(").named(w.name_of(types::ethernet_protocol, protocol), protocol, "ETH_P_???") << ")";
    w.show_network(s.value & 0xffff, 2, text);
}

/// sll_addr, `F(sll_halen)`: as many bytes as the length says, of those that there are.
void hardware_address(walker& w, const subject& s) {
    const auto length = s.params[0] & 0xff;
    if (length == 0) return;
    const auto array = w.out().open(value_kind::array);
    const auto bytes = s.bytes.first(std::min<std::size_t>(length, s.bytes.size()));
    for (const auto b : bytes) w.out().hexadecimal(std::to_integer<unsigned>(b), 1);
    w.out().close(array, length > bytes.size());
}

/// Bytes as the addresses of network cards are written, `F(length)`.
void hardware_bytes(walker& w, const subject& s) {
    const auto size = std::min<std::size_t>({s.params[0], s.width != 0 ? s.width : s.bytes.size(), s.bytes.size()});
    show_hardware_address(w, s.bytes.first(size));
}

/// setsockopt's value, `F(optlen, whether it is an int)`: an int may have more bytes than one, what is none is told by its length alone.
void option_value(walker& w, const subject& s) {
    const auto length = static_cast<std::uint32_t>(s.params[0]);
    if (s.params[1] == 0) return length == 4 ? one_number(w, s.address, s.layout) : w.show_string(s.address, length);
    if (static_cast<std::int32_t>(length) >= 4) return one_number(w, s.address, s.layout);
    w.out().address(s.address);
}

/// getsockopt's value, `F(optlen, whether it is an int)`, where optlen is a pointer: of an int that is too short its bytes.
void option_result(walker& w, const subject& s) {
    const auto length = length_at(w, s.params[0]);
    const bool is_int = s.params[1] != 0;
    show_option(w, s, length, is_int ? length >= 4 : length == 4, is_int);
}

}  // namespace whytrace::decode::custom
