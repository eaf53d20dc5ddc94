// BPF as seccomp(2) runs it: a section for each ABI, found by the architecture that the kernel reports with the call.
//
//     linear   compares with the ends of each run of wanted numbers; Linux 5.11 and later can follow it, and then does not even
//              run it for numbers that are always allowed
//     bitmap   finds the number's word of 32 bits, then tests its bit: shorter for sets that are scattered. The few numbers far
//              from all others (arm's own) are compared first
//
// Not here: the kernel's cost of a filter; both were seen to be lost in the noise of a call.
// The hard part: conditional jumps reach 255 instructions. A linear section that is longer is never the shorter one; so it is not made.
#include "trace/syscall_filter.hpp"

#include "whytrace/decoder.hpp"

#include <algorithm>
#include <cstddef>
#include <linux/seccomp.h>
#include <optional>
#include <sys/prctl.h>
#include <utility>

namespace whytrace::trace {

namespace {

constexpr std::uint8_t reach = 255;
constexpr std::uint32_t bits = 32;

sock_filter statement(unsigned code, std::uint32_t k) { return {static_cast<std::uint16_t>(code), 0, 0, k}; }
sock_filter jump(unsigned how, std::uint32_t k, std::size_t yes, std::size_t no) {
    return {static_cast<std::uint16_t>(BPF_JMP | how), static_cast<std::uint8_t>(yes), static_cast<std::uint8_t>(no),
            k};
}
sock_filter load(std::size_t offset) { return statement(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)); }

/// The numbers of one ABI: which of those that have a place are wanted, and whether all others are (x32's: they have bit 30).
struct numbers {
    abi whose;
    std::vector<bool> wanted;  // by place
    bool others;
};

numbers numbers_of(abi a, const call_question& wanted) {
    numbers n{a, std::vector<bool>(call_limit(a)), wanted(a, ~std::uint64_t{})};
    for (std::size_t place = 0; place < n.wanted.size(); ++place) n.wanted[place] = wanted(a, call_at(a, place));
    return n;
}

/// Both layouts end like this; a section jumps to one of the two.
void append_answers(filter_program& section, std::uint32_t trace) {
    section.push_back(statement(BPF_RET | BPF_K, trace));
    section.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

/// Where the answer changes: `number >= at` has the answer `wanted`, up to the one before it in the list.
struct boundary {
    std::uint32_t at;
    bool wanted;
};

/// Of the numbers from `from` on. Descending, so that the first that a number reaches is its own.
std::vector<boundary> boundaries_of(const numbers& n, std::uint64_t from) {
    std::vector<boundary> all;
    bool last = n.others;
    const auto turn = [&](std::uint64_t at, bool below) {
        if (below != last) all.push_back({static_cast<std::uint32_t>(at), last});
        last = below;
    };
    std::uint64_t above = call_at(n.whose, n.wanted.size());
    for (std::size_t place = n.wanted.size(); place-- > 0;) {
        const std::uint64_t nr = call_at(n.whose, place);
        if (nr + 1 != above) turn(above, n.others);  // between the far numbers and the others nothing has a place
        if (nr < from) break;
        turn(nr + 1, n.wanted[place]);
        above = nr;
    }
    all.push_back({static_cast<std::uint32_t>(from), last});
    return all;
}

/// `size`: of the section without the answers, which end it.
void append_jumps(filter_program& section, const std::vector<boundary>& boundaries, std::size_t size) {
    for (const auto& [at, wanted] : boundaries)
        section.push_back(jump(BPF_JGE | BPF_K, at, size - section.size() - 1 + (wanted ? 0 : 1), 0));
}

std::optional<filter_program> linear(const numbers& n, std::uint32_t trace) {
    const auto boundaries = boundaries_of(n, 0);
    const std::size_t size = boundaries.size() + 1;
    if (size > reach) return std::nullopt;
    filter_program section{load(offsetof(seccomp_data, nr))};
    append_jumps(section, boundaries, size);
    append_answers(section, trace);
    return section;
}

/// The end of the numbers that lie side by side from 0 on.
std::size_t end_of_near(const numbers& n) {
    std::size_t place = 0;
    while (place < n.wanted.size() && call_at(n.whose, place) == place) ++place;
    return place;
}

filter_program bitmap(const numbers& n, std::uint32_t trace) {
    const std::size_t near = end_of_near(n);
    const auto boundaries = boundaries_of(n, near);
    const std::size_t words = (near + bits - 1) / bits, size = 8 + boundaries.size() + 3 * words;
    filter_program section{
        load(offsetof(seccomp_data, nr)),        statement(BPF_ALU | BPF_AND | BPF_K, bits - 1),
        statement(BPF_MISC | BPF_TAX, 0),        statement(BPF_LD | BPF_IMM, 1),
        statement(BPF_ALU | BPF_LSH | BPF_X, 0), statement(BPF_MISC | BPF_TAX, 0),
        load(offsetof(seccomp_data, nr)),
    };
    append_jumps(section, boundaries, size);
    const auto to = [&](bool wanted) { return size - section.size() - 1 + (wanted ? 0 : 1); };
    for (std::size_t word = 0; word < words; ++word) {
        std::uint32_t map = 0;
        for (std::size_t bit = 0; bit < bits && word * bits + bit < near; ++bit)
            map |= std::uint32_t{n.wanted[word * bits + bit]} << bit;
        section.push_back(jump(BPF_JGE | BPF_K, static_cast<std::uint32_t>((word + 1) * bits), 2, 0));
        section.push_back(statement(BPF_LD | BPF_IMM, map));
        section.push_back(jump(BPF_JSET | BPF_X, 0, to(true), to(false)));
    }
    section.push_back(statement(BPF_JMP | BPF_JA, 1));  // not reached: the end was tested first
    append_answers(section, trace);
    return section;
}

filter_program section_of(const numbers& n, std::uint32_t trace, filter_layout layout) {
    filter_program map = bitmap(n, trace);
    auto line = layout == filter_layout::bitmap ? std::nullopt : linear(n, trace);
    return line && (layout == filter_layout::linear || line->size() <= map.size()) ? *std::move(line) : map;
}

}  // namespace

filter_program make_filter(abi_list abis, const call_question& wanted, std::uint16_t mark, filter_layout layout) {
    const std::uint32_t trace = SECCOMP_RET_TRACE | mark;
    filter_program program{load(offsetof(seccomp_data, arch))};
    for (const auto& [audit, a] : abis) {
        const filter_program section = section_of(numbers_of(a, wanted), trace, layout);
        program.push_back(jump(BPF_JEQ | BPF_K, audit, 1, 0));
        program.push_back(statement(BPF_JMP | BPF_JA, static_cast<std::uint32_t>(section.size())));
        program.insert(program.end(), section.begin(), section.end());
    }
    program.push_back(statement(BPF_RET | BPF_K, trace));  // an architecture that nobody has heard of
    return program;
}

bool install_filter(const filter_program& program, bool with_no_new_privs) {
    if (with_no_new_privs && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return false;
    const sock_fprog p{static_cast<unsigned short>(program.size()), const_cast<sock_filter*>(program.data())};
    return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p, 0, 0) == 0;
}

}  // namespace whytrace::trace
