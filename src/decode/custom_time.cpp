// Times with a date behind them, and the odd results of calls about time.
// Not here: plain timespec and timeval, which are described.
// The hard part: utimensat's tv_nsec may hold UTIME_NOW or UTIME_OMIT, and tv_sec then means nothing.
#include "decode/custom.hpp"
#include "decode/dates.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace whytrace::decode::custom {
namespace {

constexpr std::uint64_t utime_now = 0x3fffffff, utime_omit = 0x3ffffffe;  // linux/stat.h

std::int64_t extended(std::uint64_t value, std::size_t width) {
    return width == 4 ? static_cast<std::int32_t>(value) : static_cast<std::int64_t>(value);
}

void comment(builder& out, std::uint32_t node, std::string_view text) {
    if (!text.empty()) out.comment(out.node(node), text);
}

struct seconds_and_rest {
    std::int64_t seconds;
    std::uint64_t rest;
};

seconds_and_rest halves(std::span<const std::byte> bytes) {
    const auto width = bytes.size() / 2;
    std::uint64_t seconds = 0, rest = 0;
    std::memcpy(&seconds, bytes.data(), width);
    std::memcpy(&rest, bytes.data() + width, width);
    return {extended(seconds, width), rest};
}

void pair(walker& w, const seconds_and_rest& t, std::size_t width, std::string_view rest_name, std::size_t digits) {
    auto& out = w.out();
    const auto node = out.open(value_kind::structure);
    out.name("tv_sec").decimal(t.seconds, width);
    out.name(rest_name).unsigned_decimal(t.rest, width);
    out.close(node);
    comment(out, node.node, date(t.seconds, t.rest, digits));
}

}  // namespace

/// A field of struct stat: `F(nanoseconds)`.
void stat_time(walker& w, const subject& s) {
    const auto seconds = extended(s.value, s.width);
    w.out().decimal(seconds, s.width);
    comment(w.out(), w.out().last(), date(seconds, s.params[0]));
}

void utime_date(walker& w, const subject& s) {
    const auto seconds = extended(s.value, s.width);
    w.out().decimal(seconds, s.width);
    comment(w.out(), w.out().last(), date(seconds));
}

/// One of utimensat's or utimes' two, `F(digits of what is below a second)`.
void utime_time(walker& w, const subject& s) {
    const auto t = halves(s.bytes.first(std::min(s.width, s.bytes.size())));
    const bool fine = s.params[0] == 9;
    if (fine && (t.rest == utime_now || t.rest == utime_omit)) {
        w.out().symbol(t.rest, t.rest == utime_now ? "UTIME_NOW" : "UTIME_OMIT");
        return;
    }
    pair(w, t, s.width / 2, fine ? "tv_nsec" : "tv_usec", s.params[0]);
}

/// struct statx_timestamp: 64 bits of seconds, 32 of nanoseconds, padding.
void statx_timestamp(walker& w, const subject& s) {
    seconds_and_rest t{};
    std::memcpy(&t.seconds, s.bytes.data(), std::min<std::size_t>(s.bytes.size(), 8));
    if (s.bytes.size() >= 12) std::memcpy(&t.rest, s.bytes.data() + 8, 4);
    pair(w, t, 8, "tv_nsec", 9);
}

/// time(2): the result in words.
void time_result(walker& w, const subject& s) {
    const auto text = date(extended(s.value, w.word()));
    if (!text.view().empty()) w.out().verbatim(text);
}

/// clock_t: hundredths of a second.
void clock_ticks(walker& w, const subject& s) {
    const auto ticks = extended(s.value, s.width);
    w.out().decimal(ticks, s.width);
    if (ticks <= 0) return;
    phrase text;
    (text.decimal(static_cast<std::uint64_t>(ticks) / 100) << ".").padded(static_cast<std::uint64_t>(ticks) % 100, 2)
        << " s";
    w.out().comment(w.out().node(w.out().last()), text);
}

}  // namespace whytrace::decode::custom
