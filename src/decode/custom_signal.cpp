// Handlers, and the signal masks that are no pointer to a set.
// Not here: siginfo (siginfo.cpp); sets as such (walker::show_sigset).
// The hard part: rt_sigreturn has no arguments; what it restores lies on the stack, in each ABI's own frame.
#include "decode/custom.hpp"
#include "decode/via.hpp"

#include <array>
#include <cstring>

namespace whytrace::decode::custom {
namespace {

void number(walker& w, std::uint64_t value) {
    std::array<std::byte, 8> bytes;
    std::memcpy(bytes.data(), &value, sizeof value);
    w.show_sigset(std::span{bytes}.first(w.word()));
}

/// Where the mask lies above the stack pointer at the entry of the call: the kernel's struct rt_sigframe of each ABI
/// (arch/*/include/asm/sigframe.h, asm/sigcontext.h), whose return address has been popped on x86.
std::uint64_t mask_offset(abi a, bool old) {
    constexpr std::uint64_t x86_64 = 40 + 256;                     // uc_flags, uc_link, uc_stack; struct sigcontext
    constexpr std::uint64_t aarch64 = 128 + 8 + 8 + 24;            // siginfo; uc_flags, uc_link, uc_stack
    constexpr std::uint64_t i386_rt = 12 + 128 + 4 + 4 + 12 + 88;  // sig, pinfo, puc; siginfo; ucontext up to the mask
    constexpr std::uint64_t i386 =
        80;  // sig has been popped, too; struct sigcontext's oldmask is its last but one word
    constexpr std::uint64_t arm_rt = 128 + 4 + 4 + 12 + 84;  // siginfo; ucontext up to the mask
    constexpr std::uint64_t arm = 4 + 4 + 12 + 84;           // ucontext up to the mask
    switch (a) {
    case abi::x86_64: return x86_64;
    case abi::aarch64: return aarch64;
    case abi::i386: return old ? i386 : i386_rt;
    case abi::arm: return old ? arm : arm_rt;
    }
    return 0;
}

}  // namespace

/// The first word of a signal set, by value.
void sigset_value(walker& w, const subject& s) { number(w, s.value); }

/// `F(whether it is sigreturn of old)`.
void sigreturn_mask(walker& w, const subject& s) {
    std::array<std::byte, 8> mask;
    const bool old = s.params[0] != 0;
    const auto address = w.call().sp + mask_offset(w.abi(), old);
    auto& out = w.out();
    bool whole = w.read(address, mask) == mask.size();
    if (old && w.abi() == abi::i386) {  // the other half is behind struct sigcontext, and a struct _fpstate_32
        const auto upper = std::span{mask}.subspan<4>();
        whole = w.read(w.call().sp + 88 + 624, upper) == upper.size() && whole;
    }
    if (!whole) {
        out.address(address);
        return;
    }
    const auto node = out.open(value_kind::structure);
    out.name("mask");
    w.show_sigset(mask);
    out.close(node);
}

}  // namespace whytrace::decode::custom
