// Where a system call's parts are in the registers, for both architectures and their 32-bit programs, on any machine.
// Not here: fetching registers from a real task (tests/core runs through both paths).
// The hard part: int 0x80 in a 64-bit program.
#include "arch/arch.hpp"
#include "support/catch.hpp"

using namespace whytrace;
using arch::aarch64;
using arch::x86_64;

namespace {

x86_64::registers wide_x86() {
    x86_64::registers r;
    r.size = sizeof r.wide;
    auto& w = r.wide;
    w.orig_rax = 9, w.rdi = 1, w.rsi = 2, w.rdx = 3, w.r10 = 4, w.r8 = 5, w.r9 = 6, w.rip = 0x400000, w.rsp = 0x7000;
    w.rcx = w.rip, w.eflags = w.r11 = 0x246;
    w.rbx = 0xffffffff00000001, w.rbp = 0x77;
    return r;
}

}  // namespace

TEST_CASE("x86_64: SYSCALL is told from int 0x80 without reading code") {
    auto r = wide_x86();
    CHECK_FALSE(x86_64::may_be_int80(r));
    CHECK(x86_64::abi_of(r, {}) == abi::x86_64);
    CHECK(x86_64::arguments(r, abi::x86_64) == std::array<std::uint64_t, 6>{1, 2, 3, 4, 5, 6});
    CHECK(x86_64::ip(r) == 0x400000);
    CHECK(x86_64::sp(r) == 0x7000);
}

TEST_CASE("x86_64: int 0x80 is told by the code in front of the instruction pointer") {
    auto r = wide_x86();
    r.wide.rcx = 0xdead;
    CHECK(x86_64::may_be_int80(r));
    CHECK(x86_64::abi_of(r, std::array<unsigned char, 2>{0xcd, 0x80}) == abi::i386);
    CHECK(x86_64::abi_of(r, std::array<unsigned char, 2>{0x0f, 0x05}) == abi::x86_64);
    CHECK(x86_64::abi_of(r, {}) == abi::x86_64);
    CHECK(x86_64::arguments(r, abi::i386) == std::array<std::uint64_t, 6>{1, 0xdead, 3, 2, 1, 0x77});
}

TEST_CASE("x86_64: results and their errors") {
    auto r = wide_x86();
    r.wide.rax = 0x7f0000000000;
    CHECK_FALSE(x86_64::result(r, abi::x86_64).is_error);
    r.wide.rax = static_cast<std::uint64_t>(-4095);
    CHECK(x86_64::result(r, abi::x86_64).error() == 4095);
    r.wide.rax = static_cast<std::uint64_t>(-4096);
    CHECK_FALSE(x86_64::result(r, abi::x86_64).is_error);
    r.wide.rax = 0xfffffffe;  // as int 0x80 leaves it
    CHECK(x86_64::result(r, abi::i386).error() == 2);
    r.wide.rax = 0xf7fc0000;
    CHECK(x86_64::result(r, abi::i386).value == 0xf7fc0000);
}

TEST_CASE("x86_64: a 32-bit task, also right after the execve that made it one") {
    x86_64::registers r;
    r.size = sizeof r.narrow;
    r.narrow = {};
    r.narrow.orig_eax = static_cast<std::uint32_t>(-1), r.narrow.ebx = 0x80000000, r.narrow.eip = 0x8048000;
    CHECK(x86_64::abi_of(r, {}) == abi::i386);
    CHECK(x86_64::number(r) == static_cast<std::uint64_t>(-1));
    CHECK(x86_64::arguments(r, abi::i386)[0] == 0x80000000);
    r.narrow.eax = static_cast<std::uint32_t>(-38);
    CHECK(x86_64::result(r, abi::x86_64).error() == 38);
}

TEST_CASE("aarch64: entry and exit are shown in x7, in r12 of a 32-bit task") {
    aarch64::registers r;
    r.size = sizeof r.wide;
    r.wide.x[7] = 0, r.wide.x[8] = 64, r.wide.x[0] = 11, r.wide.x[5] = 16, r.wide.pc = 0x400, r.wide.sp = 0x800;
    CHECK(aarch64::is_entry(r) == true);
    CHECK(aarch64::number(r) == 64);
    CHECK(aarch64::arguments(r, abi::aarch64) == std::array<std::uint64_t, 6>{11, 0, 0, 0, 0, 16});
    CHECK(aarch64::abi_of(r, {}) == abi::aarch64);
    r.wide.x[7] = 1, r.wide.x[0] = static_cast<std::uint64_t>(-2);
    CHECK(aarch64::is_entry(r) == false);
    CHECK(aarch64::result(r, abi::aarch64).error() == 2);

    aarch64::registers n;
    n.size = sizeof n.narrow;
    n.narrow = {};
    n.narrow.r[12] = 1, n.narrow.r[7] = 4, n.narrow.r[0] = static_cast<std::uint32_t>(-9);
    CHECK(aarch64::is_entry(n) == false);
    CHECK(aarch64::abi_of(n, {}) == abi::arm);
    CHECK(aarch64::number(n) == 4);
    CHECK(aarch64::result(n, abi::arm).error() == 9);
}

TEMPLATE_TEST_CASE("what is set is what is read", "", x86_64, aarch64) {
    const std::array<std::uint64_t, 6> args{10, 20, 30, 40, 50, 60};
    const auto check = [&](auto r, abi a) {
        TestType::set_arguments(r, a, args);
        CHECK(TestType::arguments(r, a) == args);
        TestType::set_number(r, static_cast<std::uint64_t>(-1));
        CHECK(TestType::number(r) == static_cast<std::uint64_t>(-1));
        TestType::set_result(r, -13);
        CHECK(TestType::result(r, a).error() == 13);
    };
    typename TestType::registers r;
    r.size = sizeof r.wide;
    check(r, TestType::abis[0].second);
    r.narrow = {};
    r.size = sizeof r.narrow;
    check(r, TestType::abis[1].second);
    CHECK_FALSE(typename TestType::registers{}.is_known());
}
