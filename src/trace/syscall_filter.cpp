// BPF as seccomp(2) runs it: a section for each ABI, found by the architecture that the kernel reports with the call.
//
//     linear   compares with the ends of each run of wanted numbers; Linux 5.11 and later can follow it, and then does not even
//              run it for numbers that are always allowed
//     bitmap   finds the number's word of 32 bits, then tests its bit: shorter for sets that are scattered
//
// Not here: the kernel's cost of a filter; both were seen to be lost in the noise of a call.
// The hard part: conditional jumps reach 255 instructions. A linear section that is longer is never the shorter one; so it is not made.
#include "trace/syscall_filter.hpp"

#include "arch/arch.hpp"
#include "whytrace/decoder.hpp"

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

/// The numbers of one ABI: which are wanted below the limit, and whether those beyond are (x32's are: they have bit 30).
struct numbers {
    std::vector<bool> wanted;
    bool beyond;
};

numbers numbers_of(abi a, const call_question& wanted) {
    numbers n{std::vector<bool>(call_limit(a)), wanted(a, ~std::uint64_t{})};
    for (std::size_t nr = 0; nr < n.wanted.size(); ++nr) n.wanted[nr] = wanted(a, nr);
    return n;
}

/// Both layouts end like this; a section jumps to one of the two.
void append_answers(filter_program& section, std::uint32_t trace) {
    section.push_back(statement(BPF_RET | BPF_K, trace));
    section.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

/// Where the answer changes, in ascending order: `number >= at` has the answer `wanted` until the next one.
struct boundary {
    std::uint32_t at;
    bool wanted;
};

std::vector<boundary> boundaries_of(const numbers& n) {
    std::vector<boundary> all;
    bool last = n.beyond;
    for (std::size_t nr = n.wanted.size(); nr-- > 0;) {
        if (n.wanted[nr] == last) continue;
        all.push_back({static_cast<std::uint32_t>(nr + 1), last});
        last = n.wanted[nr];
    }
    all.push_back({0, last});
    return all;  // descending, so that the first that a number reaches is its own
}

std::optional<filter_program> linear(const numbers& n, std::uint32_t trace) {
    const auto boundaries = boundaries_of(n);
    const std::size_t size = boundaries.size() + 1;  // without the answers
    if (size > reach) return std::nullopt;
    filter_program section{load(offsetof(seccomp_data, nr))};
    for (std::size_t i = 0; i < boundaries.size(); ++i) {
        const std::size_t to_trace = size - section.size() - 1, to_answer = to_trace + (boundaries[i].wanted ? 0 : 1);
        section.push_back(jump(BPF_JGE | BPF_K, boundaries[i].at, to_answer, 0));
    }
    append_answers(section, trace);
    return section;
}

filter_program bitmap(const numbers& n, std::uint32_t trace) {
    const std::size_t words = (n.wanted.size() + bits - 1) / bits, size = 9 + 3 * words;
    filter_program section{
        load(offsetof(seccomp_data, nr)),        statement(BPF_ALU | BPF_AND | BPF_K, bits - 1),
        statement(BPF_MISC | BPF_TAX, 0),        statement(BPF_LD | BPF_IMM, 1),
        statement(BPF_ALU | BPF_LSH | BPF_X, 0), statement(BPF_MISC | BPF_TAX, 0),
        load(offsetof(seccomp_data, nr)),
    };
    const auto to = [&](bool wanted) { return size - section.size() - 1 + (wanted ? 0 : 1); };
    section.push_back(jump(BPF_JGE | BPF_K, static_cast<std::uint32_t>(n.wanted.size()), to(n.beyond), 0));
    for (std::size_t word = 0; word < words; ++word) {
        std::uint32_t map = 0;
        for (std::size_t bit = 0; bit < bits && word * bits + bit < n.wanted.size(); ++bit)
            map |= std::uint32_t{n.wanted[word * bits + bit]} << bit;
        section.push_back(jump(BPF_JGE | BPF_K, static_cast<std::uint32_t>((word + 1) * bits), 2, 0));
        section.push_back(statement(BPF_LD | BPF_IMM, map));
        section.push_back(jump(BPF_JSET | BPF_X, 0, to(true), to(false)));
    }
    section.push_back(statement(BPF_JMP | BPF_JA, 1));  // not reached: the limit was tested first
    append_answers(section, trace);
    return section;
}

filter_program section_of(const numbers& n, std::uint32_t trace, filter_layout layout) {
    filter_program map = bitmap(n, trace);
    auto line = layout == filter_layout::bitmap ? std::nullopt : linear(n, trace);
    return line && (layout == filter_layout::linear || line->size() <= map.size()) ? *std::move(line) : map;
}

}  // namespace

filter_program make_filter(const call_question& wanted, std::uint16_t mark, filter_layout layout) {
    const std::uint32_t trace = SECCOMP_RET_TRACE | mark;
    filter_program program{load(offsetof(seccomp_data, arch))};
    for (const auto& [audit, a] : arch::native::abis) {
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
