// Reading a character of UTF-8.
// Not here: escaping (output/json_writer.cpp, cli/messages.cpp).
// The hard part: what looks like UTF-8 and is not.
#include "text/utf8.hpp"

namespace whytrace::text {

character decode_utf8(std::string_view t) {
    const auto first = static_cast<unsigned char>(t[0]);
    const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || t.size() < size) return {0, 0};
    std::uint32_t code = first & (0xffU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) {
        const auto c = static_cast<unsigned char>(t[i]);
        if ((c & 0xc0) != 0x80) return {0, 0};
        code = code << 6 | (c & 0x3f);
    }
    const bool longer_than_needed = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
    if (longer_than_needed || (code >= 0xd800 && code < 0xe000) || code > 0x10ffff) return {0, 0};
    return {code, size};
}

}  // namespace whytrace::text
