// The BPF of the seccomp filter, run by a small machine, against the question that it was made from.
// Not here: the kernel's own check of it, which core/filter_test.cpp meets.
#include "arch/arch.hpp"
#include "support/bpf_machine.hpp"
#include "support/catch.hpp"
#include "trace/syscall_filter.hpp"
#include "whytrace/decoder.hpp"

#include <linux/seccomp.h>

using namespace whytrace;
using namespace whytrace::trace;

namespace {

constexpr std::uint16_t mark = 0x1234;
const abi_list machines[] = {arch::x86_64::abis, arch::aarch64::abis};

void check(abi_list machine, const call_question& wanted, filter_layout layout) {
    const filter_program program = make_filter(machine, wanted, mark, layout);
    REQUIRE(program.size() < BPF_MAXINSNS);
    for (const auto& [audit, a] : machine) {
        const auto answer = [&](std::uint64_t nr, std::uint64_t asked) {
            const std::uint32_t expected = wanted(a, asked) ? SECCOMP_RET_TRACE | mark : SECCOMP_RET_ALLOW;
            if (run(program, audit, static_cast<std::uint32_t>(nr)) != expected)
                FAIL("ABI " << static_cast<int>(a) << " number " << nr);
        };
        const std::uint64_t none = ~std::uint64_t{};
        for (std::uint64_t place = 0; place < call_limit(a); ++place) {
            const auto nr = call_at(a, place);
            answer(nr, nr);
            for (const auto beside : {nr - 1, nr + 1})
                if (call_place(a, beside) == call_limit(a)) answer(beside, none);
        }
        for (const std::uint64_t nr : {0x10000u, 0x40000000u, 0x40000001u, 0x7fffffffu, ~0u}) answer(nr, none);
    }
    CHECK(run(program, 0xdead, 1) == (SECCOMP_RET_TRACE | mark));
}

const std::pair<const char*, call_question> questions[] = {
    {"one", [](abi, std::uint64_t nr) { return nr == 1; }},
    {"the first", [](abi, std::uint64_t nr) { return nr == 0; }},
    {"none", [](abi, std::uint64_t) { return false; }},
    {"all", [](abi, std::uint64_t) { return true; }},
    {"all but one", [](abi, std::uint64_t nr) { return nr != 257; }},
    {"unknown ones", [](abi a, std::uint64_t nr) { return call_place(a, nr) == call_limit(a); }},
    {"the far ones", [](abi, std::uint64_t nr) { return nr >= 0xf0000; }},
    {"one of the far ones", [](abi, std::uint64_t nr) { return nr == 0xf0002; }},
    {"one ABI", [](abi a, std::uint64_t nr) { return word_size(a) == 8 && nr < 100; }},
    {"every third", [](abi, std::uint64_t nr) { return nr % 3 == 0; }},
    {"every other", [](abi, std::uint64_t nr) { return nr % 2 == 0; }},
    {"scattered", [](abi, std::uint64_t nr) { return (nr * 2654435761u >> 13) % 5 == 0; }},
};

}  // namespace

TEST_CASE("both layouts say what was asked for") {
    for (const auto& machine : machines)
        for (const auto& [name, wanted] : questions)
            for (const auto layout : {filter_layout::linear, filter_layout::bitmap, filter_layout::shorter}) {
                INFO(name << ' ' << static_cast<int>(layout));
                check(machine, wanted, layout);
            }
}

TEST_CASE("the shorter layout wins") {
    const auto size_of = [](abi_list machine, const auto& question, filter_layout layout) {
        return make_filter(machine, question.second, mark, layout).size();
    };
    for (const auto& machine : machines) {
        for (const auto& question : questions) {
            INFO(question.first);
            const auto chosen = size_of(machine, question, filter_layout::shorter);
            CHECK(chosen <= size_of(machine, question, filter_layout::linear));
            CHECK(chosen <= size_of(machine, question, filter_layout::bitmap));
        }
        const auto &one = questions[0], &every_other = questions[10];
        CHECK(size_of(machine, one, filter_layout::shorter) < size_of(machine, one, filter_layout::bitmap));
        CHECK(size_of(machine, every_other, filter_layout::shorter) ==
              size_of(machine, every_other, filter_layout::bitmap));
    }
}
