// A small machine for the BPF of our seccomp filters.
// Not here: the kernel's own check of a program, which core/filter_test.cpp meets.
#pragma once

#include "trace/syscall_filter.hpp"

#include <cstddef>
#include <linux/seccomp.h>
#include <stdexcept>

namespace whytrace {

/// The part of BPF that the filters use; a jump beyond the end or an unknown instruction is a failure.
inline std::uint32_t run(const trace::filter_program& program, std::uint32_t audit, std::uint32_t nr) {
    std::uint32_t a = 0, x = 0;
    for (std::size_t at = 0;; ++at) {
        const sock_filter& i = program.at(at);
        const auto branch = [&](bool yes) { at += yes ? i.jt : i.jf; };
        switch (i.code) {
        case BPF_LD | BPF_W | BPF_ABS: a = i.k == offsetof(seccomp_data, nr) ? nr : audit; break;
        case BPF_LD | BPF_IMM: a = i.k; break;
        case BPF_ALU | BPF_AND | BPF_K: a &= i.k; break;
        case BPF_ALU | BPF_LSH | BPF_X: a <<= x; break;
        case BPF_MISC | BPF_TAX: x = a; break;
        case BPF_JMP | BPF_JA: at += i.k; break;
        case BPF_JMP | BPF_JEQ | BPF_K: branch(a == i.k); break;
        case BPF_JMP | BPF_JGE | BPF_K: branch(a >= i.k); break;
        case BPF_JMP | BPF_JSET | BPF_X: branch((a & x) != 0); break;
        case BPF_RET | BPF_K: return i.k;
        default: throw std::logic_error("unknown instruction");
        }
    }
}

}  // namespace whytrace
