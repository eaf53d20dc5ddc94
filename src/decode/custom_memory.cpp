// Memory: page sizes in flags, pages in memory, NUMA nodes.
// Not here: protections and the like, which are described.
// The hard part: nothing; but lengths come from the program, so loops are bounded.
#include "decode/custom.hpp"
#include "decode/phrase.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>

namespace whytrace::decode::custom {

/// `TYPE via F(bits, which)`: a number in the upper bits of flags, and by what it is shifted (asm-generic/hugetlb_encode.h …).
void shifted(walker& w, const subject& s) {
    constexpr std::array<std::string_view, 5> shifts{"MAP_HUGE_SHIFT", "MFD_HUGE_SHIFT", "SHM_HUGE_SHIFT", "IBSHIFT",
                                                     "PR_MTE_TAG_SHIFT"};
    const auto start = w.out().here();
    w.show(s.layout, s.value >> s.params[0]);
    const auto n = w.out().node(w.out().last());
    phrase text;
    if (n.text_size != 0) {
        text << w.out().tree().text_of(n);
    } else {
        n.base == 10 ? text.decimal(n.number) : text.hexadecimal(n.number);
    }
    w.out().rollback(start);
    w.out().symbol(s.value, text << "<<" << shifts[s.params[1]]);
}

/// mincore, `F(len)`: one byte a page, of which the lowest bit counts.
void mincore_vec(walker& w, const subject& s) {
    constexpr std::uint64_t page = 4096;
    const auto pages = s.params[0] / page + (s.params[0] % page != 0 ? 1 : 0);
    const auto shown = std::min(pages, w.element_limit());
    const auto start = w.out().here();
    const auto array = w.out().open(value_kind::array);
    std::array<std::byte, 1024> some;
    for (std::uint64_t done = 0; done < shown;) {
        const auto got =
            w.read(s.address + done, std::span{some}.first(std::min<std::uint64_t>(some.size(), shown - done)));
        if (got == 0) {
            w.out().rollback(start);
            w.out().address(s.address);
            return;
        }
        for (std::size_t i = 0; i < got; ++i)
            w.out().unsigned_decimal(std::to_integer<unsigned>(some[i] & std::byte{1}), 1);
        done += got;
    }
    w.out().close_limited(array, shown < pages);
}

/// A bit mask of NUMA nodes in longs, `F(maxnode)`: one bit less than that counts.
void node_mask(walker& w, const subject& s) {
    const auto bits = 8 * w.word();
    const auto words = s.params[0] == 0 ? 0 : (s.params[0] - 1) / bits + ((s.params[0] - 1) % bits != 0 ? 1 : 0);
    constexpr std::uint64_t most = 4096 / 8;
    if (s.params[0] == 1 || words > most || !w.style().dereference || (words != 0 && !w.load_word(s.address))) {
        w.out().address(s.address);
        return;
    }
    const auto array = w.out().open(value_kind::array);
    for (std::uint64_t i = 0; i < words; ++i) {
        const auto address = s.address + i * w.word();
        const auto value = w.load_word(address);
        if (!value) {
            w.out().unreadable(address);
            break;
        }
        phrase text;
        w.out().symbol(*value, text.padded_hexadecimal(*value, w.word())).notation = true;
    }
    w.out().close(array);
}

}  // namespace whytrace::decode::custom
