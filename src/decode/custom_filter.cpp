// BPF programs, shown with -v: seccomp filters and socket filters as the macros that write them, eBPF as structures.
// Not here: the attributes of bpf(2), which are described.
// The hard part: which bits of an instruction's code mean what depends on its class (linux/bpf_common.h).
#include "decode/custom.hpp"
#include "decode/fd_names.hpp"
#include "decode/phrase.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace whytrace::decode::custom {
namespace {

struct instruction {
    std::uint16_t code;
    std::uint8_t if_true, if_false;
    std::uint32_t k;
};

/// The name at bits >> shift, or the bits.
void part(walker& w, phrase& text, type_ref names, unsigned bits, unsigned shift) {
    (text << "|").named(w.name_of(names, bits >> shift), bits, "BPF_???");
}

void unknown(phrase& text, unsigned bits) {
    if (bits != 0) (text << "|").hexadecimal(bits) << " /* BPF_??? */";
}

void code(walker& w, phrase& text, unsigned code) {
    const auto kind = code & 7;
    text << w.name_of(types::bpf_classes, kind);
    const auto source = [&] { text << ((code & 8) != 0 ? "|BPF_X" : "|BPF_K"); };
    switch (kind) {
    case 0:
    case 1: part(w, text, types::bpf_sizes, code & 0x18, 3); return part(w, text, types::bpf_modes, code & 0xe0, 5);
    case 4: source(); return part(w, text, types::bpf_operations, code & 0xf0, 4);
    case 5: source(); return part(w, text, types::bpf_jumps, code & 0xf0, 4);
    case 6: {
        part(w, text, types::bpf_returns, code & 0x18, 3);
        return unknown(text, code & 0xe0);
    }
    case 7:
        if ((code & 0xf8) == 0) {
            text << "|BPF_TAX";
        } else if ((code & 0xf8) == 0x80) {
            text << "|BPF_TXA";
        } else {
            unknown(text, code & 0xf8);
        }
        return;
    default: unknown(text, code & 0xf8);
    }
}

/// What a seccomp filter returns: an action, and data for it.
void action(walker& w, phrase& text, std::uint32_t k) {
    const auto action = k & 0xffff0000;
    text.named(w.name_of(types::seccomp_action, action), action, "SECCOMP_RET_???");
    if ((k & 0xffff) != 0) (text << "|").hexadecimal(k & 0xffff);
}

void show(walker& w, const instruction& i, bool seccomp) {
    phrase text;
    const bool statement = i.if_true == 0 && i.if_false == 0;
    text << (statement ? "BPF_STMT(" : "BPF_JUMP(");
    code(w, text, i.code & 0xff);
    unknown(text, i.code & 0xff00U);
    text << ", ";
    if (statement && seccomp && (i.code & 7) == 6) {  // BPF_RET
        action(w, text, i.k);
    } else {
        text.hexadecimal(i.k);
    }
    if (!statement) {
        (text << ", ").hexadecimal(i.if_true);
        (text << ", ").hexadecimal(i.if_false);
    }
    w.out().verbatim(text << ")");
}

void program(walker& w, const subject& s, bool seccomp) {
    constexpr std::uint64_t most = 4096;  // BPF_MAXINSNS
    const auto count = std::min(s.params[0] & 0xffff, most);
    bool whole = true;
    const auto start = w.out().here();
    const auto array = w.out().open(value_kind::array);
    for (std::uint64_t i = 0; i < count && !w.exhausted(); ++i) {
        const auto address = s.value + i * sizeof(instruction);
        const auto one = w.load<instruction>(address);
        if (!one && i == 0) {
            w.out().rollback(start);
            w.out().address(s.value);
            return;
        }
        if (!one) {
            w.out().unreadable(address);
            whole = false;
            break;
        }
        show(w, *one, seccomp);
    }
    w.out().close(array, whole && count < (s.params[0] & 0xffff));
    if (w.options().recording) w.out().brief(array.node, [&] { w.out().address(s.value); });
}

}  // namespace

/// `filter via F(len, kind)`: a pointer to `len` instructions of a socket's filter (0), a seccomp filter (1) or an eBPF program (2).
void filter_program(walker& w, const subject& s) {
    constexpr std::uint64_t filter = 1, ebpf = 2;
    if (s.value == 0 || w.style().abbreviate) {
        w.out().address(s.value);
    } else if (s.params[1] == ebpf) {
        w.show_array(types::bpf_insn, s.value, s.params[0]);
    } else {
        program(w, s, s.params[1] == filter);
    }
}

/// The code of an eBPF instruction: class, then width and mode, or source and operation (linux/bpf.h).
void bpf_code(walker& w, const subject& s) {
    const auto code = static_cast<unsigned>(s.bytes.empty() ? 0 : std::to_integer<unsigned>(s.bytes[0]));
    const auto kind = code & 7;
    phrase text;
    text << w.name_of(types::bpf_extended_classes, kind);
    if (kind < 4) {
        part(w, text, types::bpf_sizes, code & 0x18, 3);
        part(w, text, types::bpf_modes, code & 0xe0, 5);
    } else {
        text << ((code & 8) != 0 ? "|BPF_X" : "|BPF_K");
        part(w, text, kind == 4 || kind == 7 ? types::bpf_operations : types::bpf_jumps, code & 0xf0, 4);
    }
    w.out().symbol(code, text).width = 1;
}

/// KERNEL_VERSION(a, b, c): linux/version.h.
void kernel_version(walker& w, const subject& s) {
    phrase text;
    text << "KERNEL_VERSION(";
    (text.decimal(s.value >> 16) << ", ").decimal(s.value >> 8 & 0xff) << ", ";
    w.out().symbol(s.value, text.decimal(s.value & 0xff) << ")").width = 4;
}

/// What the kernel told of a program, map, types or link, `F(descriptor, length)`: the descriptor's name says which. With -v.
void bpf_object(walker& w, const subject& s) {
    static constexpr std::array<std::pair<std::string_view, type_ref>, 4> kinds{{
        {"anon_inode:bpf-map", types::bpf_map_info},
        {"anon_inode:bpf-prog", types::bpf_program_info},
        {"anon_inode:btf", types::bpf_btf_info},
        {"anon_inode:bpf_link", types::bpf_link_info},
    }};
    fd_name name;
    if (!w.failed() && !w.style().abbreviate) name.look_up(w.tid(), static_cast<std::int32_t>(s.params[0]));
    const auto* const kind = std::ranges::find(kinds, name.text(), &decltype(kinds)::value_type::first);
    if (kind == kinds.end()) {
        w.out().address(s.value);
        return;
    }
    w.show_at(kind->second, s.value, s.params[1]);
    if (w.options().recording) w.out().brief(w.out().last(), [&] { w.out().address(s.value); });
}

}  // namespace whytrace::decode::custom
