// perf_event_open's attributes: what their own size says is there, their bits, and events in the cache.
// Not here: the members (via.sys), and what becomes of the descriptor (ioctl.sys).
// The hard part: a structure that has grown eight times and holds its flags in bit fields.
#include "decode/custom.hpp"
#include "decode/phrase.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>

namespace whytrace::decode::custom {
namespace {

/// PERF_TYPE_HW_CACHE: three bytes, each with names of its own.
phrase cache_event(walker& w, std::uint64_t config) {
    phrase text;
    const auto part = [&](type_ref names, unsigned shift, std::string_view unknown) {
        const auto value = config >> shift & 0xff;
        text.named(w.name_of(names, value), value, unknown);
    };
    if (config >> 32 != 0) text.hexadecimal(config >> 32) << "<<32|";
    if ((config >> 24 & 0xff) != 0) text.hexadecimal(config >> 24 & 0xff) << "<<24|";
    part(types::perf_cache_result, 16, "PERF_COUNT_HW_CACHE_RESULT_???");
    part(types::perf_cache_operation, 8, (text << "<<16|", "PERF_COUNT_HW_CACHE_OP_???"));
    part(types::perf_cache, 0, (text << "<<8|", "PERF_COUNT_HW_CACHE_???"));
    return text;
}

}  // namespace

void perf_event_attr(walker& w, const subject& s) {
    constexpr std::uint32_t first_size = 64, all = 144;  // PERF_ATTR_SIZE_VER0, which 0 stands for; PERF_ATTR_SIZE_VER9
    const auto size = w.style().dereference ? w.load<std::uint32_t>(s.address + 4) : std::nullopt;
    if (!size || (*size != 0 && *size < first_size)) {
        w.out().address(s.address);
        return;
    }
    // Without -v, the first version's members are all that is shown.
    w.show_at(types::perf_event_attr, s.address,
              w.style().abbreviate ? first_size : std::clamp(*size, first_size, all));
}

/// The event, `F(type)`; of hardware, the upper half says which of several units counts it.
void perf_config(walker& w, const subject& s) {
    constexpr std::uint64_t hardware = 0, software = 1, tracepoint = 2, cache = 3;
    auto& out = w.out();
    switch (s.params[0]) {
    case hardware: break;
    case software: return w.show(types::perf_sw_id, s.value);
    case tracepoint: out.unsigned_decimal(s.value); return;
    case cache: out.symbol(s.value, cache_event(w, s.value)); return;
    default: out.hexadecimal(s.value); return;
    }
    if (s.value >> 32 == 0) return w.show(types::perf_hw_id, s.value);
    const auto event = s.value & 0xffffffff;
    phrase text;
    text.hexadecimal(s.value >> 32) << "<<32|";
    out.symbol(s.value, text.named(w.name_of(types::perf_hw_id, event), event, "PERF_COUNT_HW_???"));
}

/// Without -v, those that are set.
void perf_bits(walker& w, const subject& s) {
    constexpr std::array<std::string_view, 4> precision{"arbitrary skid", "constant skid", "requested to have 0 skid",
                                                        "must have 0 skid"};
    constexpr unsigned precise = 15, last = 39;
    auto& out = w.out();
    for (unsigned i = 0; i <= last; ++i) {
        const auto name = w.name_of(types::perf_attribute, i);
        const auto value = s.value >> i & (i == precise ? 3 : 1);
        if (i == precise) {
            out.comment(out.name(name).unsigned_decimal(value, 4), precision[value]);
        } else if (!name.empty() && (value != 0 || !w.style().abbreviate)) {
            out.name(name).unsigned_decimal(value, 4);
        }
    }
    if (const auto rest = s.value >> (last + 1); rest != 0) {
        phrase which;
        (which << "Bits 63..").decimal(last + 1);
        out.comment(out.name("__reserved_1").hexadecimal(rest), which);
    }
}

}  // namespace whytrace::decode::custom
