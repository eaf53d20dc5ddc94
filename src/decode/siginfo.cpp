// siginfo, of which the fields are described (signal.sys): where it is shown without a call, and the call that SIGSYS is about.
// Not here: which fields mean something.
// Nothing hard here.
#include "decode/custom.hpp"
#include "decode/phrase.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>

namespace whytrace {
namespace {

struct no_memory final : memory {
    std::size_t read(std::uint64_t, std::span<std::byte>) override { return 0; }
};

}  // namespace

/// A call's number, `F(arch)`: the table depends on it (linux/audit.h).
void decode::custom::call_of_arch(walker& w, const subject& s) {
    constexpr std::array<std::uint64_t, abi_count> architectures{0xc000003e, 0xc00000b7, 0x40000003, 0x40000028};
    const auto known = std::ranges::find(architectures, s.params[0]);
    const auto number = static_cast<std::uint32_t>(s.value);
    const auto name = known != architectures.end() ? call_name(static_cast<abi>(known - architectures.begin()), number)
                                                   : std::string_view{};
    phrase text;
    if (!name.empty()) text << "__NR_" << name;
    auto& n = w.out().symbol(number, text);
    n.base = 10;
    n.width = 4;
}

std::uint32_t decoder::signal_info(std::span<const std::byte> native_siginfo, value_tree& tree) const {
    tree.clear();
    no_memory none;
    // The tracer's own layout: 64-bit, and the same on all our architectures.
    const call native{};
    decode::walker w{decode::schema::generated, options_, {native, nullptr, {}, 0}, none, tree};
    w.show_bytes(decode::types::siginfo, native_siginfo, 0);
    return w.out().last();
}

}  // namespace whytrace
