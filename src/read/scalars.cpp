// Reading numbers and bytes.
// Not here: what they are of.
// Nothing hard here.
#include "read/scalars.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

namespace whytrace::read {

namespace {

template <class T> T parse(std::string_view text) {
    const int base = text.starts_with("0x") ? 16 : 10;
    if (base == 16) text.remove_prefix(2);
    T n{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n, base);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) throw strange("a number is missing");
    return n;
}

/// 64 for what is no digit.
unsigned digit_of(char c) {
    if (c >= 'A' && c <= 'Z') return static_cast<unsigned>(c - 'A');
    if (c >= 'a' && c <= 'z') return static_cast<unsigned>(c - 'a') + 26;
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0') + 52;
    return c == '+' ? 62 : c == '/' ? 63 : 64;
}

void decode_base64(std::string_view text, std::string& out) {
    out.clear();
    while (text.ends_with('=')) text.remove_suffix(1);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const unsigned digit = digit_of(c);
        if (digit > 63) throw strange("a value is not base64");
        bits = bits << 6 | digit;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        out += static_cast<char>(bits >> count);
    }
}

}  // namespace

std::string_view plain(std::string_view text) {
    const auto ours = [](unsigned char c) { return c >= ' ' && c < 0x7f; };
    if (!std::ranges::all_of(text, ours)) throw strange("a word has other characters than ours have");
    return text;
}

std::uint64_t unsigned_of(const json& v) {
    if (v.IsUint64()) return v.GetUint64();
    if (v.IsNull()) return 0;
    if (v.IsInt64()) return static_cast<std::uint64_t>(v.GetInt64());
    const auto text = text_of(v);
    return text.starts_with('-') ? static_cast<std::uint64_t>(parse<std::int64_t>(text)) : parse<std::uint64_t>(text);
}

std::int64_t signed_of(const json& v) {
    if (v.IsInt64()) return v.GetInt64();
    return static_cast<std::int64_t>(unsigned_of(v));
}

std::int32_t id_of(const json& v) {
    const auto n = signed_of(v);
    if (n < std::numeric_limits<std::int32_t>::min() || n > std::numeric_limits<std::int32_t>::max())
        throw strange("an id is out of range");
    return static_cast<std::int32_t>(n);
}

std::string_view bytes_of(const json& v, std::string& room) {
    if (v.IsString()) return text_of(v);
    if (!v.IsObject() || v.MemberCount() != 1 || text_of(v.MemberBegin()->name) != "base64")
        throw strange("bytes are missing");
    decode_base64(text_of(v.MemberBegin()->value), room);
    return room;
}

}  // namespace whytrace::read
