// aarch64 and its 32-bit (EABI) programs: where a system call's number, arguments and result are (syscall(2)).
// Not here: fetching registers. Compiled on every machine, so that its tests run everywhere.
// The hard part: x0 is both first argument and result, so arguments exist at the entry only; and a changed number is only
// heard through a register set of its own (number_note).
#pragma once

#include "arch/registers.hpp"
#include "whytrace/call.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

namespace whytrace::arch {

struct aarch64 {
    struct wide {  // struct user_pt_regs
        std::uint64_t x[31], sp, pc, pstate;
    };
    struct narrow {  // compat_elf_gregset_t: r0–r15, cpsr, orig_r0
        std::uint32_t r[16], cpsr, orig_r0;
    };
    using registers = arch::registers<wide, narrow>;
    static_assert(sizeof(wide) == 272 && sizeof(narrow) == 72);

    static constexpr std::array abis{std::pair{0xC00000B7u, abi::aarch64},
                                     std::pair{0x40000028u, abi::arm}};  // AUDIT_ARCH_*

    /// NT_ARM_SYSTEM_CALL: the kernel has copied x8 (r7) by the entry stop; this is the copy that counts.
    static constexpr int number_note = 0x404;

    /// At a syscall-stop the kernel shows 0 (entry) or 1 (exit) in x7, in r12 for a 32-bit task, and puts the program's own
    /// value back afterwards (arch/arm64/kernel/ptrace.c, report_syscall).
    static std::optional<bool> is_entry(const registers& r) {
        const std::uint64_t phase = r.is_wide() ? r.wide.x[7] : r.narrow.r[12];
        return phase == 0;
    }

    static bool may_be_int80(const registers&) { return false; }
    static abi abi_of(const registers& r, std::optional<std::array<unsigned char, 2>>) {
        return r.is_wide() ? abi::aarch64 : abi::arm;
    }

    static std::uint64_t ip(const registers& r) { return r.is_wide() ? r.wide.pc : r.narrow.r[15]; }
    static std::uint64_t sp(const registers& r) { return r.is_wide() ? r.wide.sp : r.narrow.r[13]; }

    static std::uint64_t number(const registers& r) {
        const auto low = r.is_wide() ? static_cast<std::uint32_t>(r.wide.x[8]) : r.narrow.r[7];
        return static_cast<std::uint64_t>(static_cast<std::int32_t>(low));  // an int in the kernel: -1 is -1
    }

    static std::array<std::uint64_t, 6> arguments(const registers& r, abi) {
        if (r.is_wide()) return {r.wide.x[0], r.wide.x[1], r.wide.x[2], r.wide.x[3], r.wide.x[4], r.wide.x[5]};
        const auto& n = r.narrow.r;
        return {n[0], n[1], n[2], n[3], n[4], n[5]};
    }

    static whytrace::result result(const registers& r, abi) {
        if (r.is_wide()) {
            const auto value = static_cast<std::int64_t>(r.wide.x[0]);
            return {value, is_error(value)};
        }
        const auto value = static_cast<std::int32_t>(r.narrow.r[0]);
        return is_error(value) ? whytrace::result{value, true} : whytrace::result{r.narrow.r[0], false};
    }

    /// By DWARF's numbers ("DWARF for the Arm 64-bit Architecture", 4.1); 32 is the program counter. Of a 64-bit task.
    static std::optional<std::uint64_t> dwarf_register(const registers& r, int number) {
        if (number >= 0 && number < 31) return r.wide.x[number];
        if (number == 31) return r.wide.sp;
        if (number == 32) return r.wide.pc;
        return std::nullopt;
    }

    /// For the reader's registers only: the kernel hears number_note.
    static void set_number(registers& r, std::uint64_t nr) {
        if (r.is_wide())
            r.wide.x[8] = nr;
        else
            r.narrow.r[7] = static_cast<std::uint32_t>(nr);
    }

    static void set_arguments(registers& r, abi, const std::array<std::uint64_t, 6>& v) {
        for (std::size_t i = 0; i < v.size(); ++i) {
            if (r.is_wide())
                r.wide.x[i] = v[i];
            else
                r.narrow.r[i] = static_cast<std::uint32_t>(v[i]);
        }
    }

    static void set_result(registers& r, std::int64_t value) {
        if (r.is_wide())
            r.wide.x[0] = static_cast<std::uint64_t>(value);
        else
            r.narrow.r[0] = static_cast<std::uint32_t>(value);
    }
};

}  // namespace whytrace::arch
