// /proc/TID/net: what a network namespace that is not ours says about its sockets (proc(5)). It does not tell who a unix socket is
// connected to.
// Not here: our own namespace (sockets.cpp).
// The hard part: addresses are there as numbers of the machine, word by word, in hexadecimal.
#include "decode/sockets.hpp"

#include "text/format.hpp"
#include "text/lines.hpp"

#include <array>
#include <cstdio>
#include <cstring>
#include <unistd.h>
#include <vector>

namespace whytrace::decode {

namespace {

std::string network_of(const char* link) {
    std::array<char, 64> text{};
    const auto size = readlink(link, text.data(), text.size());
    return {text.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

/// "0100007F:1F90" or 32 digits before the colon.
std::string end_of(const std::string& field) {
    const auto colon = field.find(':');
    if (colon != 8 && colon != 32) return {};
    std::array<char, 16> address{};
    for (std::size_t word = 0; word < colon / 8; ++word) {
        const auto value = static_cast<std::uint32_t>(std::strtoul(field.substr(8 * word, 8).c_str(), nullptr, 16));
        std::memcpy(address.data() + 4 * word, &value, 4);
    }
    const auto port = static_cast<std::uint16_t>(std::strtoul(field.c_str() + colon + 1, nullptr, 16));
    return network_end({address.data(), colon / 2}, port);
}

constexpr std::string_view file_of(socket_kind kind) {
    switch (kind) {
    case socket_kind::tcp: return "tcp";
    case socket_kind::tcp6: return "tcp6";
    case socket_kind::udp: return "udp";
    case socket_kind::udp6: return "udp6";
    case socket_kind::unix_domain: return "unix";
    case socket_kind::netlink: return "netlink";
    case socket_kind::raw:
    case socket_kind::other: break;
    }
    return {};
}

socket_ends ends_of(socket_kind kind, const std::vector<std::string>& fields, std::uint64_t inode) {
    socket_ends ends;
    if (kind == socket_kind::unix_domain) {
        ends.text = fmt::format("{}", inode);
        ends.has_path = fields.size() > 7;
        if (!ends.has_path) return ends;
        ends.abstract = fields[7][0] == '@';
        ends.path = fields[7].substr(ends.abstract ? 1 : 0);
    } else if (kind == socket_kind::netlink) {
        ends.protocol = static_cast<unsigned>(std::strtoul(fields[1].c_str(), nullptr, 10));
        ends.text = ":" + fields[2];
    } else {
        ends.text = end_of(fields[1]);
        if (!fields[2].ends_with(":0000")) ends.text += "->" + end_of(fields[2]);
    }
    return ends;
}

}  // namespace

bool in_our_network(pid_t tid) {
    static const std::string ours = network_of("/proc/self/ns/net");
    const auto its = network_of(fmt::format("/proc/{}/ns/net", tid).c_str());
    return its.empty() || its == ours;
}

std::optional<socket_ends> socket_in_proc(pid_t tid, socket_kind kind, std::uint64_t inode) {
    const std::size_t column = kind == socket_kind::unix_domain ? 6 : 9;  // where the inode is
    text::lines file(fmt::format("/proc/{}/net/{}", tid, file_of(kind)));
    file.next();  // titles
    const std::string wanted = fmt::format("{}", inode);
    while (auto line = file.next()) {
        std::vector<std::string> fields;
        while (fields.size() <= column) fields.emplace_back(text::take_word(*line));
        if (fields[column] != wanted) continue;
        if (const auto rest = line->find_first_not_of(' '); rest != line->npos) fields.emplace_back(line->substr(rest));
        return ends_of(kind, fields, inode);
    }
    return {};
}

}  // namespace whytrace::decode
