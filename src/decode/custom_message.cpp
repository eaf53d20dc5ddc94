// Messages of sockets: msghdr, its control messages, and arrays of it.
// Not here: netlink's content (custom_netlink.cpp).
// The hard part: what recvmsg filled in is only as long as the result says, and lengths go in and come out.
#include "decode/custom.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace whytrace::decode::custom {
namespace {

constexpr std::uint64_t control_limit = 1 << 16;  // bytes of control messages that are looked at

struct message {
    std::uint64_t name, vector, vector_length, control, control_length;
    std::uint32_t name_length, flags;
};

/// struct msghdr: words, but for two ints that are followed by padding under 64-bit ABIs.
std::optional<message> load_message(walker& w, std::uint64_t address) {
    std::array<std::uint64_t, 7> words{};
    const auto word = w.word();
    std::array<std::byte, 56> bytes;
    const auto size = 7 * word;
    if (w.read(address, std::span{bytes}.first(size)) != size) return {};
    for (std::size_t i = 0; i < words.size(); ++i) std::memcpy(&words[i], bytes.data() + i * word, word);
    return message{words[0],
                   words[2],
                   words[3],
                   words[4],
                   words[5],
                   static_cast<std::uint32_t>(words[1]),
                   static_cast<std::uint32_t>(words[6])};
}

/// What the types of a level are; their data is described in via.sys.
struct control_type {
    std::uint32_t level;
    type_ref types;
};
constexpr std::array<control_type, 9> control_types{{
    {0, types::ip_cmsg},
    {1, types::socket_cmsg},
    {6, types::tcp_cmsg},
    {17, types::udp_cmsg},
    {41, types::ipv6_cmsg},
    {132, types::sctp_cmsg},
    {263, types::packet_cmsg},
    {279, types::alg_cmsg},
    {282, types::tls_cmsg},
}};

/// CMSG_FIRSTHDR(3) and its like, over bytes of a stranger.
void control_messages(walker& w, std::uint64_t address, std::uint64_t length) {
    auto& out = w.out();
    const std::size_t header = w.word() + 8;
    std::array<std::byte, 4096> buffer;
    const auto size = std::min<std::uint64_t>(length, buffer.size());
    if (address == 0 || length < header || length > control_limit || !w.style().dereference ||
        w.read(address, std::span{buffer}.first(size)) != size) {
        out.address(address);
        return;
    }
    const auto array = out.open(value_kind::array);
    std::size_t done = 0;
    while (size - done >= header && !w.exhausted()) {
        if (out.count() >= w.element_limit()) {
            out.close_limited(array, true);
            return;
        }
        std::uint64_t claimed = 0;
        std::uint32_t level = 0, type = 0;
        std::memcpy(&claimed, buffer.data() + done, w.word());
        std::memcpy(&level, buffer.data() + done + w.word(), 4);
        std::memcpy(&type, buffer.data() + done + w.word() + 4, 4);
        const auto one = out.open(value_kind::structure);
        out.name("cmsg_len").unsigned_decimal(claimed, w.word());
        out.name("cmsg_level");
        w.show(types::socket_level, level);
        out.node(out.last()).unknown = "SOL_???";
        out.name("cmsg_type");
        const auto names = std::ranges::find(control_types, level, &control_type::level);
        names != control_types.end() ? w.show(names->types, type) : static_cast<void>(out.hexadecimal(type, 4));
        const auto end = std::min<std::uint64_t>(claimed, size - done);
        w.show_fields(types::control_message, std::span{buffer}.subspan(done, std::max<std::size_t>(end, header)),
                      address + done);
        out.close(one);
        const auto step = claimed < header ? header : (end + w.word() - 1) / w.word() * w.word();
        done = std::min<std::size_t>(done + step, size);
        if (claimed < header) break;
    }
    const bool more = done < size && out.count() >= w.element_limit();
    if (done < size && !more) out.unreadable(address + done);
    out.close_limited(array, more);
}

/// The data is netlink's where the address is.
void vector(walker& w, const message& m, std::uint64_t limit) {
    constexpr std::uint16_t family_netlink = 16;
    const bool netlink = m.name_length >= 2 && w.load<std::uint16_t>(m.name) == family_netlink;
    w.limit(limit);
    w.show_array(netlink ? types::netlink_iovec : types::iovec, m.vector, m.vector_length);
    w.limit(walker::unsized);
}

/// `name_length` before the call; data up to `limit` bytes.
void show_message(walker& w, const message& m, std::uint32_t name_length, std::uint64_t limit) {
    auto& out = w.out();
    const auto node = out.open(value_kind::structure);
    out.name("msg_name");
    const auto usable = static_cast<std::int32_t>(std::min(name_length, m.name_length));
    if (usable < 0) {
        out.address(m.name);
    } else {
        w.show_at(types::sockaddr, m.name, std::min(name_length, m.name_length));
    }
    out.name("msg_namelen").change(static_cast<std::int32_t>(name_length), static_cast<std::int32_t>(m.name_length), 4);
    out.name("msg_iov");
    vector(w, m, limit);
    out.name("msg_iovlen").unsigned_decimal(m.vector_length, w.word());
    if (m.control_length != 0) {
        out.name("msg_control");
        control_messages(w, m.control, m.control_length);
    }
    out.name("msg_controllen").unsigned_decimal(m.control_length, w.word());
    out.name("msg_flags");
    w.show(types::msg_flags, m.flags);
    out.close(node);
}

std::size_t element_size(const walker& w) { return w.word() == 8 ? 64 : 32; }

/// struct mmsghdr: a msghdr and how many bytes of it were used; `done` of them were.
void show_messages(walker& w, const subject& s, std::uint64_t count, std::uint64_t done, bool received) {
    auto& out = w.out();
    const auto shown = std::min(count, w.element_limit());
    const auto start = out.here();
    const auto array = out.open(value_kind::array);
    for (std::uint64_t i = 0; i < shown && !w.exhausted(); ++i) {
        const auto address = s.address + i * element_size(w);
        const auto m = load_message(w, address);
        const auto length = w.load<std::uint32_t>(address + 7 * w.word());
        if (!m || !length) {
            if (i == 0) {
                out.rollback(start);
                out.address(s.address);
                return;
            }
            out.unreadable(address);
            count = shown;
            break;
        }
        const auto one = out.open(value_kind::structure);
        out.name("msg_hdr");
        const bool known = received && i < out.node(s.before).children;
        const auto before =
            known ? static_cast<std::uint32_t>(out.node(s.before + 1 + static_cast<std::uint32_t>(i)).number)
                  : m->name_length;
        show_message(w, *m, before, i < done ? *length : walker::unsized);
        if (i < done) out.name("msg_len").unsigned_decimal(*length, 4);
        out.close(one);
    }
    out.close_limited(array, shown < count);
}

void left(walker& w, std::uint64_t timeout, type_ref type) {
    if (timeout == 0) return;
    const auto note = w.out().open(value_kind::sentence);
    w.out().name("left");
    w.show_at(type, timeout);
    w.out().close(note);
}

}  // namespace

/// `in via F`.
void sent_message(walker& w, const subject& s) {
    const auto m = w.style().dereference ? load_message(w, s.address) : std::nullopt;
    if (!m) {
        w.out().address(s.address);
        return;
    }
    show_message(w, *m, m->name_length, walker::unsized);
}

/// `inout via F`: at entry {msg_namelen=…} alone, which is also all that is shown of a call that failed.
void received_message(walker& w, const subject& s) {
    const auto m = w.style().dereference ? load_message(w, s.address) : std::nullopt;
    auto& out = w.out();
    if (w.entering()) {
        if (!m) {
            out.address(s.address);
            return;
        }
        const auto node = out.open(value_kind::structure);
        out.name("msg_namelen").decimal(static_cast<std::int32_t>(m->name_length), 4);
        out.close(node);
        return;
    }
    if (w.failed() || !m || out.node(s.before).kind != value_kind::structure) return;
    const auto before = static_cast<std::uint32_t>(out.node(s.before + 1).number);
    show_message(w, *m, before, static_cast<std::uint64_t>(w.result()));
}

/// `in via F(vlen, ret)`: shown at exit, when it is known how much of each message was sent.
void sent_messages(walker& w, const subject& s) {
    show_messages(w, s, static_cast<std::uint32_t>(s.params[0]), w.failed() ? 0 : s.params[1], false);
}

/// `inout via F(vlen, ret)`: at entry only the lengths of names are remembered; of a call that failed, the address is shown.
void received_messages(walker& w, const subject& s) {
    const auto vlen = static_cast<std::uint32_t>(s.params[0]);
    if (!w.entering()) {
        if (w.failed()) {
            w.out().address(s.address);
        } else {
            show_messages(w, s, std::min<std::uint64_t>(vlen, s.params[1]), s.params[1], true);
        }
        return;
    }
    const auto array = w.out().open(value_kind::array);
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(vlen, w.element_limit()); ++i) {
        const auto length = w.load<std::uint32_t>(s.address + i * element_size(w) + w.word());
        if (!length) break;
        w.out().decimal(*length, 4);
    }
    w.out().close_limited(array);
}

/// recvmmsg's time-out, `F(timeout, whether of 64 bits)`.
void recvmmsg_left(walker& w, const subject& s) {
    left(w, s.params[0], s.params[1] != 0 ? types::timespec64 : types::timespec);
}

}  // namespace whytrace::decode::custom
