// Writing JSON (RFC 8259).
// Not here: what is written.
// Nothing hard here: numbers that a double cannot hold are strings.
#include "output/json_writer.hpp"

#include "text/utf8.hpp"

#include <array>
#include <charconv>

namespace whytrace::output {

namespace {

constexpr std::uint64_t exact_in_double = std::uint64_t{1} << 53;
constexpr std::string_view hex_digits = "0123456789abcdef";

constexpr bool plain_character(unsigned char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; }

void append_unit(std::string& out, std::uint32_t unit) {
    const char text[] = {'\\',
                         'u',
                         hex_digits[unit >> 12],
                         hex_digits[unit >> 8 & 15],
                         hex_digits[unit >> 4 & 15],
                         hex_digits[unit & 15]};
    out.append(text, sizeof text);
}

void append_code(std::string& out, std::uint32_t code) {
    if (code < 0x10000) return append_unit(out, code);
    append_unit(out, 0xd800 + ((code - 0x10000) >> 10));
    append_unit(out, 0xdc00 + ((code - 0x10000) & 0x3ff));
}

}  // namespace

void json_writer::separate() {
    if (out_.empty()) return;
    switch (out_.back()) {
    case '{':
    case '[':
    case ':':
    case '\n': return;
    default: out_ += ',';
    }
}

void json_writer::begin(char bracket) {
    separate();
    out_ += bracket;
}

json_writer& json_writer::key(std::string_view k) {
    separate();
    ((out_ += '"') += k) += "\":";
    return *this;
}

void json_writer::word(std::string_view w) {
    separate();
    ((out_ += '"') += w) += '"';
}

void json_writer::plain(std::string_view token) {
    separate();
    out_ += token;
}

void json_writer::number(std::int64_t n) {
    separate();
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), n).ptr;
    const auto size = n < 0 ? -static_cast<std::uint64_t>(n) : static_cast<std::uint64_t>(n);
    if (size > exact_in_double) out_ += '"';
    out_.append(digits.data(), end);
    if (size > exact_in_double) out_ += '"';
}

void json_writer::number(std::uint64_t n) {
    if (n <= exact_in_double) return number(static_cast<std::int64_t>(n));
    std::array<char, 24> digits;
    word({digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), n).ptr});
}

void json_writer::decimal(std::int64_t n) {
    std::array<char, 24> digits;
    word({digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), n).ptr});
}

void json_writer::hexadecimal(std::uint64_t n) {
    std::array<char, 24> digits{'0', 'x'};
    word({digits.data(), std::to_chars(digits.data() + 2, digits.data() + digits.size(), n, 16).ptr});
}

void json_writer::text(std::string_view t) {
    separate();
    escaped(t, false);
}

void json_writer::bytes(std::string_view b) {
    separate();
    const std::size_t before = out_.size();
    if (escaped(b, true)) return;
    out_.resize(before);
    base64(b);
}

/// False at the first byte that is not UTF-8, if `strict`.
bool json_writer::escaped(std::string_view t, bool strict) {
    out_ += '"';
    while (!t.empty()) {
        std::size_t plain = 0;
        while (plain < t.size() && plain_character(static_cast<unsigned char>(t[plain]))) ++plain;
        out_.append(t.data(), plain);
        t.remove_prefix(plain);
        if (t.empty()) break;
        const auto c = static_cast<unsigned char>(t[0]);
        text::character next{c, 1};
        if (c >= 0x80) next = text::decode_utf8(t);
        if (next.size == 0) {
            if (strict) return false;
            next = {0xfffd, 1};
        }
        if (c == '"' || c == '\\')
            (out_ += '\\') += t[0];
        else if (c == '\n')
            out_ += "\\n";
        else if (c == '\t')
            out_ += "\\t";
        else
            append_code(out_, next.code);
        t.remove_prefix(next.size);
    }
    out_ += '"';
    return true;
}

void json_writer::base64(std::string_view b) {
    static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    out_ += "{\"base64\":\"";
    for (std::size_t i = 0; i < b.size(); i += 3) {
        const std::size_t size = std::min<std::size_t>(3, b.size() - i);
        std::uint32_t three = 0;
        for (std::size_t j = 0; j < 3; ++j) three = three << 8 | (j < size ? static_cast<unsigned char>(b[i + j]) : 0U);
        const char text[] = {letters[three >> 18], letters[three >> 12 & 63], size > 1 ? letters[three >> 6 & 63] : '=',
                             size > 2 ? letters[three & 63] : '='};
        out_.append(text, sizeof text);
    }
    out_ += "\"}";
}

}  // namespace whytrace::output
