// perf_event_open's attributes.
// Not here: what becomes of the descriptor (ioctl.sys).
// The hard part: a structure that has grown eight times and holds its flags in bit fields; size says what is there.
#include "decode/custom.hpp"
#include "decode/phrase.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>

namespace whytrace::decode::custom {
namespace {

/// The part that is shown without -v: struct perf_event_attr (linux/perf_event.h) up to its first version's end.
struct attributes {
    std::uint32_t type, size;
    std::uint64_t config, period, sample_type, read_format, bits;
    std::uint32_t wakeup, breakpoint;
    std::uint64_t address;
};
static_assert(sizeof(attributes) == 64);

constexpr std::uint32_t first_size = 64;

// In the order of the bits; precise_ip takes two at 15.
constexpr std::array<std::string_view, 15> low_bits{
    "disabled", "inherit", "pinned", "exclusive",    "exclude_user",   "exclude_kernel", "exclude_hv", "exclude_idle",
    "mmap",     "comm",    "freq",   "inherit_stat", "enable_on_exec", "task",           "watermark"};
constexpr unsigned frequency_bit = 10, watermark_bit = 14, first_high_bit = 17;
constexpr std::array<std::string_view, 4> precision{"arbitrary skid", "constant skid", "requested to have 0 skid",
                                                    "must have 0 skid"};
constexpr std::array<std::string_view, 23> high_bits{"mmap_data",
                                                     "sample_id_all",
                                                     "exclude_host",
                                                     "exclude_guest",
                                                     "exclude_callchain_kernel",
                                                     "exclude_callchain_user",
                                                     "mmap2",
                                                     "comm_exec",
                                                     "use_clockid",
                                                     "context_switch",
                                                     "write_backward",
                                                     "namespaces",
                                                     "ksymbol",
                                                     "bpf_event",
                                                     "aux_output",
                                                     "cgroup",
                                                     "text_poke",
                                                     "build_id",
                                                     "inherit_thread",
                                                     "remove_on_exec",
                                                     "sigtrap",
                                                     "defer_callchain",
                                                     "defer_output"};

/// PERF_TYPE_HW_CACHE: three bytes, each with names of its own.
phrase cache_event(std::uint64_t config) {
    constexpr std::array<std::string_view, 7> caches{"L1D", "L1I", "LL", "DTLB", "ITLB", "BPU", "NODE"};
    constexpr std::array<std::string_view, 3> operations{"READ", "WRITE", "PREFETCH"};
    constexpr std::array<std::string_view, 2> results{"ACCESS", "MISS"};
    phrase text;
    const auto part = [&](std::span<const std::string_view> names, std::uint64_t value, std::string_view kind) {
        if (value < names.size()) {
            text << "PERF_COUNT_HW_CACHE_" << kind << names[value];
        } else {
            text.hexadecimal(value) << " /* PERF_COUNT_HW_CACHE_" << kind << "??? */";
        }
    };
    if (config >> 24 != 0) text.hexadecimal(config >> 24) << "<<24|";
    part(results, config >> 16 & 0xff, "RESULT_");
    text << "<<16|";
    part(operations, config >> 8 & 0xff, "OP_");
    text << "<<8|";
    part(caches, config & 0xff, "");
    return text;
}

void config(walker& w, const attributes& a) {
    auto& out = w.out().name("config");
    switch (a.type) {
    case 0: return w.show(types::perf_hw_id, a.config);
    case 1: return w.show(types::perf_sw_id, a.config);
    case 2: out.unsigned_decimal(a.config); return;
    case 3: out.symbol(a.config, cache_event(a.config)); return;
    default: out.hexadecimal(a.config);
    }
}

void bit(walker& w, std::string_view name, std::uint64_t bits, unsigned index) {
    const auto set = bits >> index & 1;
    if (set != 0 || !w.style().abbreviate) w.out().name(name).unsigned_decimal(set, 4);
}

/// What -v adds: the fields behind the bits, as far as the structure goes.
void newer(walker& w, const attributes& a, std::uint64_t address) {
    constexpr std::uint32_t breakpoint = 5;  // PERF_TYPE_BREAKPOINT
    constexpr std::size_t all = 136;         // PERF_ATTR_SIZE_VER8
    auto& out = w.out();
    const bool watermark = (a.bits >> watermark_bit & 1) != 0;
    out.name(watermark ? "wakeup_watermark" : "wakeup_events").unsigned_decimal(a.wakeup, 4);
    if (a.type == breakpoint) {
        out.name("bp_type");
        w.show(types::perf_breakpoint_type, a.breakpoint);
    }
    out.name(a.type == breakpoint ? "bp_addr" : "config1").hexadecimal(a.address);
    std::array<std::byte, all> bytes;
    const auto there =
        w.read(address, std::span{bytes}.first(std::min<std::size_t>(all, std::max(a.size, first_size))));
    w.show_fields(types::perf_event_newer, std::span{bytes}.first(there), address);
}

}  // namespace

void perf_event_attr(walker& w, const subject& s) {
    auto& out = w.out();
    const auto size = w.style().dereference ? w.load<std::uint32_t>(s.address + 4) : std::nullopt;
    const auto a = size && (*size == 0 || *size >= first_size) ? w.load<attributes>(s.address) : std::nullopt;
    if (!a) {
        out.address(s.address);
        return;
    }
    const auto node = out.open(value_kind::structure);
    out.name("type");
    w.show(types::perf_type, a->type);
    out.name("size");
    w.show(types::perf_attr_size, a->size);
    config(w, *a);
    out.name((a->bits >> frequency_bit & 1) != 0 ? "sample_freq" : "sample_period").unsigned_decimal(a->period);
    out.name("sample_type");
    w.show(types::perf_sample_type, a->sample_type);
    out.name("read_format");
    w.show(types::perf_read_format, a->read_format);
    for (unsigned i = 0; i < low_bits.size(); ++i) bit(w, low_bits[i], a->bits, i);
    const auto precise = a->bits >> 15 & 3;
    out.comment(out.name("precise_ip").unsigned_decimal(precise, 4), precision[precise]);
    for (unsigned i = 0; i < high_bits.size(); ++i) bit(w, high_bits[i], a->bits, first_high_bit + i);
    constexpr unsigned known_bits = first_high_bit + high_bits.size();
    if (const auto rest = a->bits >> known_bits; rest != 0) {
        phrase which;
        (which << "Bits 63..").decimal(known_bits);
        out.comment(out.name("__reserved_1").hexadecimal(rest), which);
    }
    if (!w.style().abbreviate) newer(w, *a, s.address);
    out.close(node, w.style().abbreviate);
}

}  // namespace whytrace::decode::custom
