// Capabilities, which the kernel takes apart into 32-bit halves, the low ones of all three sets first.
// Not here: ids, which are described; seccomp filters (custom_filter.cpp).
// The hard part: how many halves there are, the version in another argument says.
#include "decode/custom.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <array>
#include <charconv>

namespace whytrace::decode::custom {
namespace {

struct sets {
    std::uint32_t effective, permitted, inheritable;
};

void show_half(walker& w, std::uint32_t bits, unsigned first, std::size_t start) {
    auto& out = w.out();
    const auto separate = [&] {
        if (out.text_size() != start) out.add_text("|");
    };
    for (unsigned i = 0; i < 32; ++i) {
        if ((bits >> i & 1) == 0) continue;
        const auto name = w.name_of(types::capability, first + i);
        if (name.empty()) continue;
        separate();
        out.add_text("1<<");
        out.add_text(name);
        bits &= ~(1U << i);
    }
    if (bits == 0) return;
    separate();
    std::array<char, 8> digits;
    out.add_text("0x");
    out.add_text({digits.data(), std::to_chars(digits.begin(), digits.end(), bits, 16).ptr});
}

void show_set(walker& w, std::string_view name, std::uint32_t low, std::uint32_t high) {
    auto& out = w.out();
    out.name(name);
    const auto index = out.append_number(value_kind::flags, low | std::uint64_t{high} << 32, 16, 8);
    out.begin_text(out.node(index));
    const auto start = out.text_size();
    show_half(w, low, 0, start);
    show_half(w, high, 32, start);
    out.end_text(out.node(index));
}

}  // namespace

/// `F(header)`: struct __user_cap_data_struct, one or two of them.
void cap_data(walker& w, const subject& s) {
    constexpr std::uint32_t version_2 = 0x20071026, version_3 = 0x20080522;
    const auto version = w.load<std::uint32_t>(s.params[0]);
    std::array<sets, 2> data{};
    const std::size_t count = version && (*version == version_2 || *version == version_3) ? 2 : 1;
    const auto bytes = std::as_writable_bytes(std::span{data}.first(count));
    if (!version || !w.style().dereference || w.read(s.address, bytes) != bytes.size()) {
        w.out().address(s.address);
        return;
    }
    const auto node = w.out().open(value_kind::structure);
    show_set(w, "effective", data[0].effective, data[1].effective);
    show_set(w, "permitted", data[0].permitted, data[1].permitted);
    show_set(w, "inheritable", data[0].inheritable, data[1].inheritable);
    w.out().close(node);
}

}  // namespace whytrace::decode::custom
