// Any set of calls that somebody may want, as a seccomp filter: the machine that runs it says what the set says, for every number.
// Not here: programs that the tracee brings (decode_fuzz.cpp shows those).
#include "arch/arch.hpp"
#include "fuzz/input.hpp"
#include "support/bpf_machine.hpp"
#include "whytrace/decoder.hpp"

#include <array>

using namespace whytrace;
using namespace whytrace::fuzz;

namespace {

/// A bit for each place of each ABI; a short input is read again and again.
bool has_bit(std::string_view bits, abi a, std::uint64_t place) {
    if (bits.empty()) return false;
    const std::uint64_t at = static_cast<std::uint64_t>(a) * 1009 + place;
    return bits[at / 8 % bits.size()] >> at % 8 & 1;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::array<trace::abi_list, 2> machines{arch::x86_64::abis, arch::aarch64::abis};
    static constexpr std::array layouts{trace::filter_layout::linear, trace::filter_layout::bitmap,
                                        trace::filter_layout::shorter};
    input in(data, size);
    const trace::abi_list machine = machines[in.byte() % machines.size()];
    const auto layout = layouts[in.byte() % layouts.size()];
    const auto mark = in.take<std::uint16_t>();
    const auto asked = in.take<std::uint32_t>();
    const std::string_view bits = in.rest();

    const auto wanted = [bits](abi a, std::uint64_t nr) { return has_bit(bits, a, call_place(a, nr)); };
    const auto program = trace::make_filter(machine, wanted, mark, layout);
    if (program.size() >= BPF_MAXINSNS) return 0;  // it is not installed then, and all calls stop
    for (const auto& [audit, a] : machine) {
        const auto check = [&, audit = audit, a = a](std::uint32_t nr) {
            const bool known = call_place(a, nr) != call_limit(a);
            const bool stops = wanted(a, known ? nr : ~std::uint64_t{});
            if (run(program, audit, nr) != (stops ? SECCOMP_RET_TRACE | mark : SECCOMP_RET_ALLOW))
                fail("another answer than was asked for", std::to_string(nr));
        };
        for (std::uint64_t place = 0; place < call_limit(a); ++place)
            check(static_cast<std::uint32_t>(call_at(a, place)));
        check(asked);
    }
    return 0;
}
