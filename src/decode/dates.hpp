// Points in time as comments: "2024-01-01T00:00:00.000000001+0000", in whytrace's own time zone, as strace writes them.
// Not for intervals.
// The hard part: a tracee's numbers may be no time at all; then there is no comment.
#pragma once

#include "decode/phrase.hpp"

#include <cstdint>
#include <ctime>

namespace whytrace::decode {

/// `fraction` in units of 10^-digits seconds. Empty for 0 and for what no calendar knows.
inline phrase date(std::int64_t seconds, std::uint64_t fraction = 0, std::size_t digits = 9) {
    std::uint64_t units = 1;
    for (std::size_t i = 0; i < digits; ++i) units *= 10;
    phrase text;
    const std::time_t time = seconds;
    std::tm parts{};
    if ((seconds == 0 && fraction == 0) || fraction >= units || localtime_r(&time, &parts) == nullptr) return text;
    std::array<char, 48> buffer;
    text << std::string_view{buffer.data(), std::strftime(buffer.data(), buffer.size(), "%FT%T", &parts)};
    if (fraction != 0) (text << ".").padded(fraction, digits);
    text << std::string_view{buffer.data(), std::strftime(buffer.data(), buffer.size(), "%z", &parts)};
    return text;
}

}  // namespace whytrace::decode
