// Call signs of amateur radio: the stations of AX.25.
// Not here: the addresses that hold them (custom_socket.cpp).
// The hard part: their characters are shifted by a bit, and what cannot be one is shown as bytes, with the text that they might be.
#include "decode/custom.hpp"
#include "decode/phrase.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <string>

namespace whytrace::decode::custom {
namespace {

constexpr std::size_t sign_size = 7, name_size = 6;

void call_sign(walker& w, std::span<const std::byte> bytes) {
    std::string name;
    bool whole = true;  // no byte has a bit that the shift would lose
    for (const auto b : bytes.first(name_size)) {
        name += static_cast<char>(std::to_integer<unsigned>(b) >> 1);
        whole &= (b & std::byte{1}) == std::byte{};
    }
    const auto length = std::min(name.find_last_not_of(' ') + 1, name_size);
    const auto station = std::to_integer<unsigned>(bytes[name_size]) >> 1 & 15;
    phrase text;
    (text << std::string_view(name).substr(0, length) << "-").decimal(station);
    const auto is_sign = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    if (whole && std::ranges::all_of(name.substr(0, length), is_sign) && (length != 0 || station == 0)) {
        w.out().verbatim(length != 0 ? text.view() : "*");
        return;
    }
    const auto node = w.out().open(value_kind::structure);
    w.out().name("ax25_call").string(bytes).hex = true;
    w.out().close(node);
    const auto is_shown = [](char c) {
        return c >= ' ' && c < 0x7f && c != '*' && c != '/';
    };  // they might end the comment
    if (std::ranges::all_of(name, is_shown)) w.out().comment(w.out().node(node), text);
}

}  // namespace

/// `F(count)`: so many of those that there are, in a list; 0: one alone.
void call_signs(walker& w, const subject& s) {
    constexpr std::size_t most = 8;  // AX25_MAX_DIGIS
    if (s.params[0] == 0) return call_sign(w, s.bytes.first(std::min(sign_size, s.bytes.size())));
    if (static_cast<std::int32_t>(s.params[0]) < 0) return;
    const auto there = s.bytes.size() / sign_size, count = std::min<std::size_t>(s.params[0], most);
    const auto list = w.out().open(value_kind::array);
    for (std::size_t i = 0; i < std::min(there, count); ++i) call_sign(w, s.bytes.subspan(i * sign_size, sign_size));
    w.out().close(list, there < count);
}

}  // namespace whytrace::decode::custom
