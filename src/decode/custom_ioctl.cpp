// ioctl: names of commands, or the parts of a number without one; lists of interfaces; control characters.
// Not here: arguments with a plain structure, which are described by command.
// The hard part: some numbers hold a size or an index, and some belong to several drivers.
#include "decode/custom.hpp"
#include "decode/phrase.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>

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
bool with_size(walker& w, phrase& text, std::uint32_t command) {
    constexpr std::uint32_t without_size = 0xc000ffff, without_event = 0xc000ffe0, without_axis = 0xc000ffc0;
    const auto size = command >> 16 & 0x3fff;
    const auto name_under = [&](std::uint32_t mask) { return w.name_of(types::sized_ioctls, command & mask); };
    if (const auto name = name_under(without_event); name == "EVIOCGBIT") {
        const auto event = command & ~without_event & 0xff;
        text << name << "(";
        text.named(event == 0 ? "0" : w.name_of(types::input_event, event), event, "EV_???");
        (text << ", ").decimal(size) << ")";
        return true;
    }
    if (const auto name = name_under(without_axis); name.starts_with("EVIOC") && name.ends_with("ABS")) {
        const auto axis = command & ~without_axis & 0xff;
        (text << name << "(").named(w.name_of(types::input_axis, axis), axis, "ABS_???") << ")";
        return true;
    }
    const auto name = name_under(without_size);
    if (!name.empty()) (text << name << "(").decimal(size) << ")";
    return !name.empty();
}

std::size_t request_size(const walker& w) { return w.word() == 8 ? 40 : 32; }

}  // namespace

/// A scan code and what it stands for.
void key_code(walker& w, const subject& s) {
    const auto codes = w.style().dereference ? w.load<std::array<std::uint32_t, 2>>(s.address) : std::nullopt;
    if (!codes) {
        w.out().address(s.address);
        return;
    }
    const auto both = w.out().open(value_kind::array);
    w.out().unsigned_decimal((*codes)[0], 4);
    w.show(types::input_key, (*codes)[1]);
    w.out().close(both);
}

void ioctl_command(walker& w, const subject& s) {
    const auto command = static_cast<std::uint32_t>(s.value);
    phrase text;
    if (!with_size(w, text, command) && !by_name(w, text, command)) taken_apart(text, command);
    w.out().symbol(command, text).width = 4;
}

/// `TYPE via F`: struct ifreq after the call; of one that failed, what the program asked with.
void answered_ifreq(walker& w, const subject& s) { w.show_at(w.failed() ? s.layout : types::ifreq, s.address); }

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
