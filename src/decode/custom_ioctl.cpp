// ioctl: names of commands, or the parts of a number without one; requests about interfaces; control characters.
// Not here: arguments with a plain structure, which are described by command.
// The hard part: struct ifreq is a union told apart by the command, read before the call or after it.
#include "decode/custom.hpp"
#include "decode/netlink.hpp"
#include "decode/phrase.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace whytrace::decode::custom {
namespace {

/// _IOC(dir, type, nr, size): asm-generic/ioctl.h.
void taken_apart(phrase& text, std::uint32_t command) {
    constexpr std::array<std::string_view, 4> directions{"_IOC_NONE", "_IOC_WRITE", "_IOC_READ",
                                                         "_IOC_READ|_IOC_WRITE"};
    text << "_IOC(" << directions[command >> 30];
    (text << ", ").hexadecimal(command >> 8 & 0xff);
    (text << ", ").hexadecimal(command & 0xff);
    (text << ", ").hexadecimal(command >> 16 & 0x3fff) << ")";
}

/// Two drivers may use one number: both names are shown, in their order.
bool by_name(walker& w, phrase& text, std::uint32_t command) {
    std::array<std::string_view, 3> names;
    std::size_t count = 0;
    while (count < names.size()) {
        names[count] = w.name_of(types::ioctl_names, command, count);
        if (names[count].empty()) break;
        ++count;
    }
    std::ranges::sort(std::span{names}.first(count));
    for (std::size_t i = 0; i < count; ++i) text << (i != 0 ? " or " : "") << names[i];
    return count != 0;
}

/// Commands whose number holds the size of the program's buffer, or an index: linux/input.h, linux/hidraw.h.
struct sized_command {
    std::uint8_t type, number;
    std::string_view name;
};
constexpr std::array<sized_command, 14> sized_commands{{{'E', 0x06, "EVIOCGNAME"},
                                                        {'E', 0x07, "EVIOCGPHYS"},
                                                        {'E', 0x08, "EVIOCGUNIQ"},
                                                        {'E', 0x09, "EVIOCGPROP"},
                                                        {'E', 0x0a, "EVIOCGMTSLOTS"},
                                                        {'E', 0x18, "EVIOCGKEY"},
                                                        {'E', 0x19, "EVIOCGLED"},
                                                        {'E', 0x1a, "EVIOCGSND"},
                                                        {'E', 0x1b, "EVIOCGSW"},
                                                        {'H', 0x04, "HIDIOCGRAWNAME"},
                                                        {'H', 0x05, "HIDIOCGRAWPHYS"},
                                                        {'H', 0x08, "HIDIOCGRAWUNIQ"},
                                                        {'H', 0x06, "HIDIOCSFEATURE"},
                                                        {'H', 0x07, "HIDIOCGFEATURE"}}};

bool with_size(walker& w, phrase& text, std::uint32_t command) {
    constexpr std::uint32_t read = 2, both = 3, write = 1;
    const auto direction = command >> 30, type = command >> 8 & 0xff, number = command & 0xff,
               size = command >> 16 & 0x3fff;
    const auto* found = std::ranges::find_if(
        sized_commands, [&](const sized_command& c) { return c.type == type && c.number == number; });
    if (found != sized_commands.end()) {
        const bool feature = number == 0x06 || number == 0x07;
        if (direction != (type == 'H' && feature ? both : read)) return false;
        (text << found->name << "(").decimal(size) << ")";
        return true;
    }
    if (type != 'E') return false;
    const auto indexed = [&](std::string_view name, type_ref names, std::uint32_t index) {
        text << name << "(";
        const auto known = w.name_of(names, index);
        known.empty() || (index == 0 && name == "EVIOCGBIT") ? text.hexadecimal(index) : text << known;
    };
    constexpr std::uint32_t get_bits = 0x20, get_axis = 0x40, set_axis = 0xc0;
    if (direction == read && number >= get_bits && number < get_axis) {
        indexed("EVIOCGBIT", types::input_event, number - get_bits);
        (text << ", ").decimal(size) << ")";
    } else if (direction == read && number >= get_axis && number < get_axis + 0x40) {
        indexed("EVIOCGABS", types::input_axis, number - get_axis);
        text << ")";
    } else if (direction == write && number >= set_axis) {
        indexed("EVIOCSABS", types::input_axis, number - set_axis);
        text << ")";
    } else {
        return false;
    }
    return true;
}

constexpr std::size_t name_size = 16;  // IFNAMSIZ; also of ifr_newname
constexpr std::uint32_t get_name = 0x8910, set_name = 0x8923;

struct interface_request {
    std::array<std::byte, 40> bytes;
    template <class T> T at(std::size_t offset) const {
        T value;
        std::memcpy(&value, bytes.data() + offset, sizeof value);
        return value;
    }
};

std::size_t request_size(const walker& w) { return w.word() == 8 ? 40 : 32; }

std::optional<interface_request> load_request(walker& w, std::uint64_t address) {
    interface_request r{};
    const auto into = std::span{r.bytes}.first(request_size(w));
    if (!w.style().dereference || w.read(address, into) != into.size()) return {};
    return r;
}

void interface_name(walker& w, std::string_view field, std::span<const std::byte> bytes) {
    w.out().name(field);
    w.show_characters(bytes.first(name_size));
}

void hardware(walker& w, std::span<const std::byte> address) {
    std::uint16_t family = 0;
    std::memcpy(&family, address.data(), 2);
    const auto node = w.out().open(value_kind::structure);
    w.out().name("sa_family");
    w.show(types::arp_hardware, family);
    constexpr std::array<std::uint16_t, 4> six_bytes{1, 2, 6, 772};  // ETHER, EETHER, IEEE802, LOOPBACK
    const bool seven = family == 0 || family == 3;                   // NETROM, AX25
    const std::size_t length = std::ranges::find(six_bytes, family) != six_bytes.end() ? 6 : seven ? 7 : 14;
    w.out().name("sa_data");
    show_hardware_address(w, address.subspan(2, length));
    w.out().close(node);
}

/// The member of the union that belongs to the command: the field's name, and what it is.
enum class member : std::uint8_t { none, address, flags, number, hardware, map, new_name };
struct request_kind {
    std::uint32_t get, set;
    std::string_view name;
    member what;
};
constexpr std::array<request_kind, 16> kinds{{{0x8913, 0x8914, "ifr_flags", member::flags},
                                              {0x8915, 0x8916, "ifr_addr", member::address},
                                              {0x8917, 0x8918, "ifr_dstaddr", member::address},
                                              {0x8919, 0x891a, "ifr_broadaddr", member::address},
                                              {0x891b, 0x891c, "ifr_netmask", member::address},
                                              {0x891d, 0x891e, "ifr_metric", member::number},
                                              {0x8921, 0x8922, "ifr_mtu", member::number},
                                              {0x8927, 0x8924, "ifr_hwaddr", member::hardware},
                                              {0x8933, 0, "ifr_ifindex", member::number},
                                              {0x8942, 0x8943, "ifr_qlen", member::number},
                                              {0x8970, 0x8971, "ifr_map", member::map},
                                              {0, set_name, "ifr_newname", member::new_name},
                                              {0x8929, 0x8930, "ifr_slave", member::new_name},
                                              {0, 0x8931, "ifr_hwaddr", member::hardware},
                                              {0, 0x8932, "ifr_hwaddr", member::hardware},
                                              {0, 0x8937, "ifr_hwaddr", member::hardware}}};

const request_kind* kind_of(std::uint32_t command) {
    const auto found =
        std::ranges::find_if(kinds, [&](const request_kind& k) { return k.get == command || k.set == command; });
    return found != kinds.end() ? &*found : nullptr;
}

void show_member(walker& w, const interface_request& r, const request_kind& k, std::uint64_t address) {
    const auto rest = std::span{r.bytes}.subspan(name_size, request_size(w) - name_size);
    w.out().name(k.name);
    switch (k.what) {
    case member::none: break;
    case member::address: return w.show_bytes(types::sockaddr, rest.first(16), address + name_size);
    case member::flags: return w.show(types::interface_flags, r.at<std::uint16_t>(name_size));
    case member::number: w.out().decimal(r.at<std::int32_t>(name_size), 4); return;
    case member::hardware: return hardware(w, rest);
    case member::map: return w.show_bytes(types::ifmap, rest, address + name_size);
    case member::new_name: return w.show_characters(rest.first(name_size));
    }
}

}  // namespace

void ioctl_command(walker& w, const subject& s) {
    const auto command = static_cast<std::uint32_t>(s.value);
    phrase text;
    if (!by_name(w, text, command) && !with_size(w, text, command)) taken_apart(text, command);
    w.out().symbol(command, text).width = 4;
}

/// `inout via F(cmd)`: shown at entry if the command sets, at exit if it gets.
void ifreq(walker& w, const subject& s) {
    const auto command = static_cast<std::uint32_t>(s.params[0]);
    const auto* kind = kind_of(command);
    const bool gets = kind == nullptr || kind->get == command || command == get_name;
    if (gets == w.entering()) return;
    const auto r = load_request(w, s.address);
    auto& out = w.out();
    if (!r) {
        out.address(s.address);
        return;
    }
    const auto node = out.open(value_kind::structure);
    if (command == get_name) out.name("ifr_ifindex").decimal(r->at<std::int32_t>(name_size), 4);
    if (command != get_name || !w.failed()) interface_name(w, "ifr_name", r->bytes);
    if (kind != nullptr && (!gets || !w.failed())) show_member(w, *r, *kind, s.address);
    out.close(node);
}

/// SIOCGIFCONF: {ifc_len=400 /* 10 * sizeof(struct ifreq) */ => 80 /* … */, ifc_buf=[{ifr_name="lo", …}]}.
void ifconf(walker& w, const subject& s) {
    auto& out = w.out();
    const auto length = w.style().dereference ? w.load<std::int32_t>(s.address) : std::nullopt;
    const auto buffer = w.load_word(s.address + w.word());
    if (!length || !buffer) {
        if (w.entering()) out.address(s.address);
        return;
    }
    const auto size = static_cast<std::int32_t>(request_size(w));
    const auto show_length = [&](std::int64_t bytes) {
        auto& n = out.decimal(bytes, 4);
        if (bytes <= 0 || bytes % size != 0) return;
        phrase text;
        out.comment(n, text.decimal(static_cast<std::uint64_t>(bytes / size)) << " * sizeof(struct ifreq)");
    };
    const auto before = w.entering() ? *length : static_cast<std::int32_t>(out.node(s.before + 1).number);
    const auto node = out.open(value_kind::structure);
    out.name("ifc_len");
    const bool changed = before != *length && !w.failed();
    const auto change = changed ? out.open(value_kind::change) : builder::position{};
    show_length(before);
    if (changed) {
        show_length(*length);
        out.close(change);
    }
    if (!w.entering()) {
        out.name("ifc_buf");
        if (w.failed() || *buffer == 0 || *length < 0) {
            out.address(*buffer);
        } else {
            w.show_array(types::ifconf_request, *buffer, static_cast<std::uint64_t>(*length / size));
        }
    }
    out.close(node);
}

/// c_cc of struct termios: each by the name of its index.
void control_characters(walker& w, const subject& s) {
    constexpr std::array<std::string_view, 19> names{"[VINTR]",  "[VQUIT]", "[VERASE]",   "[VKILL]",    "[VEOF]",
                                                     "[VTIME]",  "[VMIN]",  "[VSWTC]",    "[VSTART]",   "[VSTOP]",
                                                     "[VSUSP]",  "[VEOL]",  "[VREPRINT]", "[VDISCARD]", "[VWERASE]",
                                                     "[VLNEXT]", "[VEOL2]", "[17]",       "[18]"};
    const auto array = w.out().open(value_kind::array);
    for (std::size_t i = 0; i < std::min({s.width, s.bytes.size(), names.size()}); ++i) {
        w.out().name(names[i]).hexadecimal(std::to_integer<unsigned>(s.bytes[i]), 1);
    }
    w.out().close(array);
}

}  // namespace whytrace::decode::custom
