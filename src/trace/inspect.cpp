// Syscall-stops, asked or read from registers.
// Not here: which stop is a syscall-stop (wait_status.hpp).
// The hard part is the register path on x86_64: the phase is counted from stops that are known to be outside of calls or inside
// (step.cpp sets task::phase at each), never from the last stop of another task.
#include "trace/inspect.hpp"

#include "trace/ptrace.hpp"

#include <elf.h>

namespace whytrace::trace {

namespace {

using native = arch::native;
using kind = syscall_stop_facts::kind;

constexpr std::uint64_t low(std::uint64_t v) { return v & 0xffffffffu; }

call entry_of(const ptrace_syscall_info& info, abi a) {
    call c{a, info.entry.nr, {}, info.instruction_pointer, info.stack_pointer};
    for (std::size_t i = 0; i < c.args.size(); ++i)
        c.args[i] =
            word_size(a) == 4 ? low(info.entry.args[i]) : info.entry.args[i];  // int 0x80 leaves the upper halves
    return c;
}

/// Tells the kernel of another number where writing the general register does not.
template <class A> bool announce_number([[maybe_unused]] pid_t tid, [[maybe_unused]] std::uint64_t nr) {
    if constexpr (arch::has_number_note<A>) {
        const int number = static_cast<int>(nr);
        return static_cast<bool>(set_register_set(tid, A::number_note, &number, sizeof number));
    } else {
        return true;
    }
}

}  // namespace

syscall_stop_facts inspector::inspect(const task& t) {
    if (!ask_) return inspect_registers(t);
    ptrace_syscall_info info;
    const auto answer = syscall_info(t.tid, info);
    if (answer.gone()) return {kind::gone, {}, {}, {}};
    if (!answer) {
        ask_ = false;
        return inspect_registers(t);
    }
    syscall_stop_facts facts;
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
        facts.what = kind::entry;
        facts.call = entry_of(info, arch::abi_of_audit(info.arch).value_or(native::abis[0].second));
    } else if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
        facts.what = kind::exit;
        facts.result = {info.exit.rval, info.exit.is_error != 0};
    }
    return facts;
}

// The record's first members are those of an entry (ptrace(2), PTRACE_GET_SYSCALL_INFO).
syscall_stop_facts inspector::inspect_filtered(const task& t) {
    ptrace_syscall_info info;
    const auto answer = ask_ ? syscall_info(t.tid, info) : ptrace_result{0, EINVAL};
    if (answer.gone()) return {kind::gone, {}, {}, {}};
    if (!answer || info.op != PTRACE_SYSCALL_INFO_SECCOMP) return inspect_registers(t, true);
    syscall_stop_facts facts;
    facts.what = kind::entry;
    facts.call = entry_of(info, arch::abi_of_audit(info.arch).value_or(native::abis[0].second));
    facts.mark = static_cast<std::uint16_t>(info.seccomp.ret_data);
    return facts;
}

syscall_stop_facts inspector::inspect_registers(const task& t, bool known_entry) {
    registers r;
    bool gone = false;
    if (!fetch(t.tid, r, gone)) return {gone ? kind::gone : kind::neither, {}, {}, {}};
    const bool entry = known_entry || native::is_entry(r).value_or(t.phase == phase::outside);
    syscall_stop_facts facts;
    facts.what = entry ? kind::entry : kind::exit;
    if (entry) {
        const abi a = abi_of(t.tid, r);
        facts.call = {a, native::number(r), native::arguments(r, a), native::ip(r), native::sp(r)};
    } else {
        facts.result = native::result(r, t.call.abi);
    }
    return facts;
}

bool inspector::change_entry(const task& t, const tampering& wish) {
    const auto nr = wish.nr.value_or(t.call.nr);
    const auto args = wish.args.value_or(t.call.args);
    if (set_) {
        ptrace_syscall_info info{};
        info.op = PTRACE_SYSCALL_INFO_ENTRY;
        info.entry.nr = nr;
        for (std::size_t i = 0; i < args.size(); ++i) info.entry.args[i] = args[i];
        const auto answer = set_syscall_info(t.tid, info);
        if (answer || answer.gone()) return static_cast<bool>(answer);
        set_ = false;
    }
    registers r;
    bool gone = false;
    if (!fetch(t.tid, r, gone)) return false;
    if (wish.args) native::set_arguments(r, t.call.abi, args);
    if (wish.nr) native::set_number(r, nr);
    return store(t.tid, r) && (!wish.nr || announce_number<native>(t.tid, nr));
}

bool inspector::change_exit(const task& t, const result& wish) {
    if (set_) {
        ptrace_syscall_info info{};
        info.op = PTRACE_SYSCALL_INFO_EXIT;
        info.exit.rval = wish.value;
        info.exit.is_error = wish.is_error;
        const auto answer = set_syscall_info(t.tid, info);
        if (answer || answer.gone()) return static_cast<bool>(answer);
        set_ = false;
    }
    registers r;
    bool gone = false;
    if (!fetch(t.tid, r, gone)) return false;
    native::set_result(r, wish.value);
    return store(t.tid, r);
}

std::optional<std::uint64_t> inspector::instruction_pointer(pid_t tid) {
    ptrace_syscall_info info{};
    if (ask_ && syscall_info(tid, info)) return info.instruction_pointer;  // it has it at every kind of stop
    registers r;
    bool gone = false;
    if (!fetch(tid, r, gone)) return std::nullopt;
    return native::ip(r);
}

bool inspector::fetch(pid_t tid, registers& r, bool& gone) {
    r.size = sizeof r.wide;
    const auto answer = get_register_set(tid, NT_PRSTATUS, &r.wide, r.size);
    gone = answer.gone();
    return answer && r.is_known();
}

bool inspector::store(pid_t tid, const registers& r) {
    return static_cast<bool>(set_register_set(tid, NT_PRSTATUS, &r.wide, r.size));
}

abi inspector::abi_of(pid_t tid, const registers& r) {
    std::optional<std::array<unsigned char, 2>> code;
    if (native::may_be_int80(r)) {
        std::array<unsigned char, 2> bytes;
        code_.of(tid);
        if (code_.read(native::ip(r) - 2, std::as_writable_bytes(std::span(bytes))) == bytes.size()) code = bytes;
    }
    return native::abi_of(r, code);
}

}  // namespace whytrace::trace
