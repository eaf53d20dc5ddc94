// A short text put together on the stack, for values with a notation of their own.
// Not for bytes of the tracee, nor for anything that may become long: what does not fit is cut.
// Nothing hard here; the numbers are strace's: 0 in hexadecimal has no 0x, octal has at least three digits.
#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace whytrace::decode {

class phrase {
  public:
    phrase() = default;
    explicit phrase(std::string_view s) { *this << s; }

    phrase& operator<<(std::string_view s) {
        size_ += s.copy(text_.data() + size_, text_.size() - size_);
        return *this;
    }
    phrase& decimal(std::uint64_t n) { return number(n, 10); }
    phrase& signed_decimal(std::int64_t n) { return number(n, 10); }
    phrase& hexadecimal(std::uint64_t n) {
        if (n != 0) *this << "0x";
        return number(n, 16);
    }
    /// With leading zeros as printf's %#0*x has them: two characters for each byte, the prefix counted.
    phrase& padded_hexadecimal(std::uint64_t n, std::size_t bytes) {
        if (n != 0) *this << "0x";
        for (auto digits = 2 * bytes - (n != 0 ? 2 : 0); digits > 1 && (digits > 16 || n >> 4 * (digits - 1) == 0);
             --digits)
            *this << "0";
        return number(n, 16);
    }
    phrase& octal(std::uint64_t n) {
        *this << (n < 010 ? "00" : "0");
        return number(n, 8);
    }
    /// The name, or the number of what has none: 0x7 /* XXX_??? */.
    phrase& named(std::string_view name, std::uint64_t n, std::string_view unknown) {
        if (!name.empty()) return *this << name;
        return hexadecimal(n) << " /* " << unknown << " */";
    }
    /// Decimal with leading zeros.
    phrase& padded(std::uint64_t n, std::size_t digits) {
        for (std::uint64_t limit = 10; digits > 1; limit *= 10, --digits) {
            if (n < limit) *this << "0";
        }
        return number(n, 10);
    }
    std::string_view view() const { return {text_.data(), size_}; }
    operator std::string_view() const { return view(); }

  private:
    template <class T> phrase& number(T n, int base) {
        const auto end = std::to_chars(text_.data() + size_, text_.data() + text_.size(), n, base).ptr;
        size_ = static_cast<std::size_t>(end - text_.data());
        return *this;
    }

    std::array<char, 192> text_;
    std::size_t size_{};
};

}  // namespace whytrace::decode
