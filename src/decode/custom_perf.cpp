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
constexpr unsigned frequency_bit = 10;
constexpr std::array<std::string_view, 4> precision{"arbitrary skid", "constant skid", "requested to have 0 skid",
                                                    "must have 0 skid"};
constexpr std::array<std::string_view, 21> high_bits{"mmap_data",
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
                                                     "sigtrap"};

/// PERF_TYPE_HW_CACHE: three bytes, each with names of its own.
phrase cache_event(std::uint64_t config) {
    constexpr std::array<std::string_view, 7> caches{"L1D", "L1I", "LL", "DTLB", "ITLB", "BPU", "NODE"};
    constexpr std::array<std::string_view, 3> operations{"OP_READ", "OP_WRITE", "OP_PREFETCH"};
    constexpr std::array<std::string_view, 2> results{"RESULT_ACCESS", "RESULT_MISS"};
    phrase text;
    const auto part = [&](std::span<const std::string_view> names, std::uint64_t value) {
        if (value < names.size()) {
            text << "PERF_COUNT_HW_CACHE_" << names[value];
        } else {
            text.hexadecimal(value);
        }
    };
    if (config >> 24 != 0) text.hexadecimal(config >> 24) << "<<24|";
    part(results, config >> 16 & 0xff);
    text << "<<16|";
    part(operations, config >> 8 & 0xff);
    text << "<<8|";
    part(caches, config & 0xff);
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
    if ((bits >> index & 1) != 0) w.out().name(name).unsigned_decimal(1, 4);
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
    for (unsigned i = 0; i < high_bits.size(); ++i) bit(w, high_bits[i], a->bits, 17 + i);
    out.close(node, true);
}

}  // namespace whytrace::decode::custom
