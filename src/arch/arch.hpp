// What an architecture must tell about its system calls, and which one this build traces. The only `#if` on the architecture.
// Not here: system call tables (syscalls/), fetching registers (src/trace/inspect.cpp).
// A new architecture is one more struct like x86_64 that satisfies the concept.
#pragma once

#include "arch/aarch64.hpp"
#include "arch/x86_64.hpp"

#include <concepts>

namespace whytrace::arch {

template <class A>
concept architecture = requires(typename A::registers& r, const typename A::registers& c, abi a,
                                std::optional<std::array<unsigned char, 2>> code,
                                const std::array<std::uint64_t, 6>& args) {
    { A::is_entry(c) } -> std::same_as<std::optional<bool>>;
    { A::may_be_int80(c) } -> std::same_as<bool>;
    { A::abi_of(c, code) } -> std::same_as<abi>;
    { A::ip(c) } -> std::same_as<std::uint64_t>;
    { A::sp(c) } -> std::same_as<std::uint64_t>;
    { A::number(c) } -> std::same_as<std::uint64_t>;
    { A::dwarf_register(c, int{}) } -> std::same_as<std::optional<std::uint64_t>>;
    { A::arguments(c, a) } -> std::same_as<std::array<std::uint64_t, 6>>;
    { A::result(c, a) } -> std::same_as<whytrace::result>;
    A::set_number(r, std::uint64_t{});
    A::set_arguments(r, a, args);
    A::set_result(r, std::int64_t{});
    A::abis.begin();
};

static_assert(architecture<x86_64> && architecture<aarch64>);

/// The kernel keeps the number in a register set of its own and ignores the general register.
template <class A>
concept has_number_note = requires {
    A::number_note;
};

#if defined(__x86_64__)
using native = x86_64;
#elif defined(__aarch64__)
using native = aarch64;
#else
#error "whytrace traces on x86_64 and aarch64"
#endif

/// The ABI that AUDIT_ARCH value `audit` means, if this machine has it.
constexpr std::optional<abi> abi_of_audit(std::uint32_t audit) {
    for (const auto& [value, which] : native::abis)
        if (value == audit) return which;
    return std::nullopt;
}

}  // namespace whytrace::arch
