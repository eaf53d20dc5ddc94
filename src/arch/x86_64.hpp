// x86_64 and its 32-bit programs: where a system call's number, arguments and result are (syscall(2), "Architecture calling conventions").
// Not here: fetching registers. Compiled on every machine, so that its tests run everywhere.
// The hard part: int 0x80 in a 64-bit program is an i386 call although the task's registers are 64-bit; see may_be_int80.
#pragma once

#include "arch/registers.hpp"
#include "whytrace/call.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace whytrace::arch {

struct x86_64 {
    struct wide {  // struct user_regs_struct
        std::uint64_t r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8, rax, rcx, rdx, rsi, rdi, orig_rax, rip, cs,
            eflags, rsp, ss, fs_base, gs_base, ds, es, fs, gs;
    };
    struct narrow {  // struct user_regs_struct32
        std::uint32_t ebx, ecx, edx, esi, edi, ebp, eax, ds, es, fs, gs, orig_eax, eip, cs, eflags, esp, ss;
    };
    using registers = arch::registers<wide, narrow>;
    static_assert(sizeof(wide) == 216 && sizeof(narrow) == 68);

    static constexpr std::array abis{std::pair{0xC000003Eu, abi::x86_64},
                                     std::pair{0x40000003u, abi::i386}};  // AUDIT_ARCH_*

    /// Nothing in the registers tells an entry from an exit.
    static std::optional<bool> is_entry(const registers&) { return std::nullopt; }

    /// The SYSCALL instruction leaves the return address in rcx and the flags in r11 and int 0x80 does not (Intel SDM, "SYSCALL"),
    /// so most calls are told without reading the program's code. (With FRED neither is written: then the code decides.)
    static bool may_be_int80(const registers& r) {
        return r.is_wide() && (r.wide.rcx != r.wide.rip || r.wide.r11 != r.wide.eflags);
    }

    /// `before_ip`: the two bytes in front of the instruction pointer, needed if may_be_int80. They are the program's
    /// memory and another thread of it may lie; only GET_SYSCALL_INFO cannot be deceived.
    static abi abi_of(const registers& r, std::optional<std::array<unsigned char, 2>> before_ip) {
        if (!r.is_wide()) return abi::i386;
        const bool int80 = before_ip && *before_ip == std::array<unsigned char, 2>{0xcd, 0x80};
        return int80 ? abi::i386 : abi::x86_64;
    }

    static std::uint64_t ip(const registers& r) { return r.is_wide() ? r.wide.rip : r.narrow.eip; }
    static std::uint64_t sp(const registers& r) { return r.is_wide() ? r.wide.rsp : r.narrow.esp; }

    static std::uint64_t number(const registers& r) {
        const auto low = r.is_wide() ? static_cast<std::uint32_t>(r.wide.orig_rax) : r.narrow.orig_eax;
        return static_cast<std::uint64_t>(static_cast<std::int32_t>(low));  // an int in the kernel: -1 is -1
    }

    static std::array<std::uint64_t, 6> arguments(const registers& r, abi a) {
        if (!r.is_wide()) {
            const auto& n = r.narrow;
            return {n.ebx, n.ecx, n.edx, n.esi, n.edi, n.ebp};
        }
        const auto& w = r.wide;
        if (a == abi::x86_64) return {w.rdi, w.rsi, w.rdx, w.r10, w.r8, w.r9};
        const auto low = [](std::uint64_t v) { return v & 0xffffffffu; };
        return {low(w.rbx), low(w.rcx), low(w.rdx), low(w.rsi), low(w.rdi), low(w.rbp)};
    }

    static whytrace::result result(const registers& r, abi a) {
        if (a == abi::x86_64 && r.is_wide()) {  // not wide: this execve has started a 32-bit program
            const auto value = static_cast<std::int64_t>(r.wide.rax);
            return {value, is_error(value)};
        }
        const auto low = r.is_wide() ? static_cast<std::uint32_t>(r.wide.rax) : r.narrow.eax;
        const auto value = static_cast<std::int32_t>(low);
        return is_error(value) ? whytrace::result{value, true} : whytrace::result{low, false};
    }

    /// By DWARF's numbers (System V ABI, AMD64, "DWARF Register Number Mapping"); of a 64-bit task.
    static std::optional<std::uint64_t> dwarf_register(const registers& r, int number) {
        const auto& w = r.wide;
        const std::array<std::uint64_t, 17> by_number{w.rax, w.rdx, w.rcx, w.rbx, w.rsi, w.rdi, w.rbp, w.rsp, w.r8,
                                                      w.r9,  w.r10, w.r11, w.r12, w.r13, w.r14, w.r15, w.rip};
        if (number < 0 || number >= static_cast<int>(by_number.size())) return std::nullopt;
        return by_number[static_cast<std::size_t>(number)];
    }

    static void set_number(registers& r, std::uint64_t nr) {
        if (r.is_wide())
            r.wide.orig_rax = nr;
        else
            r.narrow.orig_eax = static_cast<std::uint32_t>(nr);
    }

    static void set_arguments(registers& r, abi a, const std::array<std::uint64_t, 6>& v) {
        const auto low = [&](int i) { return static_cast<std::uint32_t>(v[i]); };
        if (!r.is_wide()) {
            auto& n = r.narrow;
            n.ebx = low(0), n.ecx = low(1), n.edx = low(2), n.esi = low(3), n.edi = low(4), n.ebp = low(5);
        } else if (a == abi::x86_64) {
            auto& w = r.wide;
            w.rdi = v[0], w.rsi = v[1], w.rdx = v[2], w.r10 = v[3], w.r8 = v[4], w.r9 = v[5];
        } else {
            auto& w = r.wide;
            w.rbx = low(0), w.rcx = low(1), w.rdx = low(2), w.rsi = low(3), w.rdi = low(4), w.rbp = low(5);
        }
    }

    static void set_result(registers& r, std::int64_t value) {
        if (r.is_wide())
            r.wide.rax = static_cast<std::uint64_t>(value);
        else
            r.narrow.eax = static_cast<std::uint32_t>(value);
    }
};

}  // namespace whytrace::arch
