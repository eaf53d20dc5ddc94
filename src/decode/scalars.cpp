// Numbers with a notation of their own: ids, modes, devices, signals, numbers of the network, signal sets.
// Not here: enums and flags (constants.cpp), descriptors and pids (descriptors.cpp).
// The hard part: nothing, if strace is asked how it writes each.
#include "decode/walker.hpp"

#include "decode/phrase.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>

#include <arpa/inet.h>

namespace whytrace::decode {

using schema::type_kind;

namespace {

constexpr std::uint32_t at_fdcwd = static_cast<std::uint32_t>(-100);

}  // namespace

void walker::scalar(const schema::type& t, std::uint64_t raw) {
    const auto width = width_of(t);
    switch (t.kind) {
    case type_kind::fd: return show_fd(static_cast<std::int32_t>(raw));
    case type_kind::dirfd:
        if (static_cast<std::uint32_t>(raw) != at_fdcwd) return show_fd(static_cast<std::int32_t>(raw));
        return show_working_directory();
    case type_kind::pid: return show_pid(static_cast<std::int32_t>(raw));
    case type_kind::id:
        if (raw == cut(t, ~std::uint64_t{})) {
            out_.decimal(-1, width);
        } else {
            out_.unsigned_decimal(raw, width);
        }
        return;
    case type_kind::mode: return mode(raw, width);
    case type_kind::perm: out_.octal(raw, width); return;
    case type_kind::dev: return device(raw, width);
    case type_kind::signal:
        if (width == 8 && raw >> 32 != 0) break;
        return show_signal(static_cast<std::int32_t>(raw));
    case type_kind::errno_number: {
        const auto number = static_cast<std::int32_t>(raw);  // move_pages writes them with a minus
        phrase text;
        const auto name = number < -4095 ? std::string_view{} : errno_name(std::abs(number));
        if (!name.empty()) text << (number < 0 ? "-" : "") << name;
        auto& n = out_.symbol(raw, text);
        n.is_signed = true;
        n.width = static_cast<std::uint8_t>(width);
        n.base = 10;
        return;
    }
    case type_kind::be16:
    case type_kind::port:
    case type_kind::be32:
    case type_kind::ipv4: return network(t, raw);
    case type_kind::enumeration: return enumeration(t, raw);
    case type_kind::flags: return flags(t, raw);
    case type_kind::address: out_.address(raw); return;
    default: break;
    }
    auto& n = out_.append(value_kind::integer);
    n.number = raw;
    n.base = t.base;
    n.width = static_cast<std::uint8_t>(width);
    n.is_signed = t.is_signed;
}

void walker::show_signal(std::int32_t number) {
    auto& n = out_.symbol(static_cast<std::uint32_t>(number), signal_name(number));
    n.width = 4;
    n.base = 10;
    n.is_signed = true;
}

void walker::mode(std::uint64_t raw, std::size_t width) {
    constexpr std::array<std::string_view, 16> types{"",        "S_IFIFO", "S_IFCHR", "", "S_IFDIR", "", "S_IFBLK", "",
                                                     "S_IFREG", "",        "S_IFLNK", "", "S_IFSOCK"};
    const auto type = types[raw >> 12 & 15];
    phrase text;
    if (type.empty()) {
        text.octal(raw);
    } else {
        text << type;
        if ((raw & 04000) != 0) text << "|S_ISUID";
        if ((raw & 02000) != 0) text << "|S_ISGID";
        if ((raw & 01000) != 0) text << "|S_ISVTX";
        (text << "|").octal(raw & ~std::uint64_t{0177000});
    }
    auto& n = out_.symbol(raw, text);
    n.width = static_cast<std::uint8_t>(width);
    n.base = 8;
    n.notation = type.empty();
}

/// The kernel's encoding of device numbers for user space: 12 bits of major in the middle of the minor, the rest on top.
void walker::device(std::uint64_t raw, std::size_t width) {
    const auto major = (raw >> 8 & 0xfff) | (raw >> 32 & ~std::uint64_t{0xfff});
    const auto minor = (raw & 0xff) | (raw >> 12 & 0xffffff00);
    phrase text;
    (text << "makedev(").hexadecimal(major);
    (text << ", ").hexadecimal(minor) << ")";
    out_.symbol(raw, text).width = static_cast<std::uint8_t>(width);
}

void walker::show_network(std::uint64_t raw, std::size_t width, std::string_view text) {
    auto& n = out_.symbol(raw, text);
    n.width = static_cast<std::uint8_t>(width);
    n.base = 0;
}

void walker::network(const schema::type& t, std::uint64_t raw) {
    phrase text;
    if (t.kind == type_kind::ipv4) {
        const auto byte = [&](int i) { return raw >> 8 * i & 0xff; };
        (text << "inet_addr(\"").decimal(byte(0));
        for (int i = 1; i < 4; ++i) (text << ".").decimal(byte(i));
        text << "\")";
        return show_network(raw, 4, text);
    }
    if (t.kind == type_kind::be32) {
        (text << "htonl(").decimal(ntohl(static_cast<std::uint32_t>(raw))) << ")";
        return show_network(raw, 4, text);
    }
    (text << "htons(").decimal(ntohs(static_cast<std::uint16_t>(raw))) << ")";
    show_network(raw, 2, text);
}

void walker::ipv6(std::span<const std::byte> bytes) {
    std::array<char, INET6_ADDRSTRLEN> address{};
    if (bytes.size() < 16 || inet_ntop(AF_INET6, bytes.data(), address.data(), address.size()) == nullptr) return;
    auto& n = out_.append(value_kind::symbol);
    phrase text;
    text << "inet_pton(AF_INET6, \"" << address.data() << "\"";
    if (!n.name.empty()) text << ", &" << n.name;
    text << ")";
    n.bare = true;
    n.notation = true;
    n.width = 16;
    out_.begin_text(n);
    out_.add_text(text);
    out_.end_text(n);
}

void walker::sigset_at(std::uint64_t address, std::uint64_t size) {
    std::array<std::byte, 8> bytes;
    const bool usual = size == 8 || size == word() || size == unsized;
    const auto wanted = std::span{bytes}.first(size == unsized ? 8 : usual ? size : 0);
    if (!usual || read(address, wanted) != wanted.size()) {
        out_.address(address);
        return;
    }
    show_sigset(wanted);
}

void walker::show_sigset(std::span<const std::byte> bytes) {
    std::uint64_t set = 0;
    std::memcpy(&set, bytes.data(), std::min<std::size_t>(bytes.size(), 8));
    const int signals = static_cast<int>(8 * bytes.size());
    const bool inverted = std::popcount(set) >= signals * 2 / 3;
    const auto position = out_.open(value_kind::set);
    for (int i = 0; i < signals; ++i) {
        if ((set >> i & 1) == (inverted ? 1 : 0)) continue;
        const auto name = signal_name(i + 1);
        auto& n = out_.symbol(static_cast<std::uint64_t>(i) + 1, name.size() > 3 ? name.substr(3) : name);
        n.base = 10;
        n.width = 4;
    }
    out_.close(position);
    out_.node(position).inverted = inverted;
}

}  // namespace whytrace::decode
