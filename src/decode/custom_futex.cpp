// Futex commands with their modifiers, and the operation that FUTEX_WAKE_OP encodes.
// Not here: which arguments a command has, which is described.
// The hard part: FUTEX_WAKE_OP's four fields; an unknown operation is still shown with all of them.
#include "decode/custom.hpp"
#include "decode/phrase.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>

namespace whytrace::decode::custom {

void futex_command(walker& w, const subject& s) {
    constexpr std::uint32_t private_flag = 128, clock_realtime = 256;
    const auto value = static_cast<std::uint32_t>(s.value);
    // The clock can be chosen for these only; with other commands the flag makes them unknown.
    constexpr std::array<std::uint32_t, 3> timed{0, 9, 11};  // FUTEX_WAIT, FUTEX_WAIT_BITSET, FUTEX_WAIT_REQUEUE_PI
    const auto bare = value & ~(private_flag | clock_realtime);
    const bool possible = (value & clock_realtime) == 0 || std::ranges::find(timed, bare) != timed.end();
    const auto name = possible ? w.name_of(types::futex_op, bare) : std::string_view{};
    phrase text;
    if (!name.empty()) {
        text << name;
        constexpr std::uint32_t by_descriptor = 2;  // FUTEX_FD has no name of its own with the flag
        if ((value & private_flag) != 0) text << (bare == by_descriptor ? "|FUTEX_PRIVATE_FLAG" : "_PRIVATE");
        if ((value & clock_realtime) != 0) text << "|FUTEX_CLOCK_REALTIME";
    }
    auto& n = w.out().symbol(value, text);
    n.width = 4;
    n.unknown = "FUTEX_???";
}

/// FUTEX_OP(op, oparg, cmp, cmparg): futex(2).
void futex_wake_op(walker& w, const subject& s) {
    const auto value = static_cast<std::uint32_t>(s.value);
    phrase text;
    const auto part = [&](type_ref names, std::uint32_t number, std::string_view shift, std::string_view unknown) {
        const auto name = w.name_of(names, number);
        if (!name.empty()) {
            text << name << shift << "|";
        } else {
            text.hexadecimal(number) << shift << " /* " << unknown << " */|";
        }
    };
    if ((value >> 31) != 0) text << "FUTEX_OP_OPARG_SHIFT<<28|";
    part(types::futex_wake_operation, value >> 28 & 7, "<<28", "FUTEX_OP_???");
    text.hexadecimal(value >> 12 & 0xfff) << "<<12|";
    part(types::futex_wake_comparison, value >> 24 & 15, "<<24", "FUTEX_OP_CMP_???");
    w.out().symbol(value, text.hexadecimal(value & 0xfff)).width = 4;
}

}  // namespace whytrace::decode::custom
