// Reading struct kvm_run of a traced program.
// Not here: when (session.cpp).
// The hard part: see the header. The mapping bears the name of the descriptor (proc(5), /proc/PID/maps).
#include "cli/kvm.hpp"

#include "text/format.hpp"
#include "text/lines.hpp"
#include "whytrace/decoder.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <linux/kvm.h>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unistd.h>

namespace whytrace::cli {

namespace {

/// linux/kvm.h, "KVM_EXIT_": by number; a header of the build machine may be older than the kernel that runs.
constexpr std::string_view reasons[] = {"UNKNOWN",
                                        "EXCEPTION",
                                        "IO",
                                        "HYPERCALL",
                                        "DEBUG",
                                        "HLT",
                                        "MMIO",
                                        "IRQ_WINDOW_OPEN",
                                        "SHUTDOWN",
                                        "FAIL_ENTRY",
                                        "INTR",
                                        "SET_TPR",
                                        "TPR_ACCESS",
                                        "S390_SIEIC",
                                        "S390_RESET",
                                        "DCR",
                                        "NMI",
                                        "INTERNAL_ERROR",
                                        "OSI",
                                        "PAPR_HCALL",
                                        "S390_UCONTROL",
                                        "WATCHDOG",
                                        "S390_TSCH",
                                        "EPR",
                                        "SYSTEM_EVENT",
                                        "S390_STSI",
                                        "IOAPIC_EOI",
                                        "HYPERV",
                                        "ARM_NISV",
                                        "X86_RDMSR",
                                        "X86_WRMSR",
                                        "DIRTY_RING_FULL",
                                        "AP_RESET_HOLD",
                                        "X86_BUS_LOCK",
                                        "XEN",
                                        "RISCV_SBI",
                                        "RISCV_CSR",
                                        "NOTIFY",
                                        "LOONGARCH_IOCSR",
                                        "MEMORY_FAULT"};
static_assert(reasons[KVM_EXIT_HLT] == "HLT" && reasons[KVM_EXIT_FAIL_ENTRY] == "FAIL_ENTRY" &&
              reasons[KVM_EXIT_SYSTEM_EVENT] == "SYSTEM_EVENT" && reasons[KVM_EXIT_X86_WRMSR] == "X86_WRMSR");

std::string descriptor_name(pid_t tid, std::uint64_t fd) {
    std::array<char, 64> target{};
    const auto size = readlink(fmt::format("/proc/{}/fd/{}", tid, fd).c_str(), target.data(), target.size());
    return {target.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

std::optional<std::uint64_t> mapping_of(pid_t tid, const std::string& name) {
    text::lines maps(fmt::format("/proc/{}/maps", tid));
    while (const auto line = maps.next()) {
        if (!line->ends_with(' ' + name)) continue;
        std::uint64_t start = 0;
        std::from_chars(line->data(), line->data() + line->size(), start, 16);
        return start;
    }
    return {};
}

}  // namespace

void note_kvm_exit(output::flight& f, const result& r, pid_t tid, memory& m) {
    if (r.is_error || f.what.args[1] != KVM_RUN || call_name(f.what.abi, f.what.nr) != "ioctl") return;
    const std::string name = descriptor_name(tid, f.what.args[0]);
    if (!name.starts_with("anon_inode:kvm-vcpu")) return;
    const auto start = mapping_of(tid, name);
    std::uint32_t reason = 0;
    if (!start ||
        m.read(*start + offsetof(kvm_run, exit_reason), std::as_writable_bytes(std::span(&reason, 1))) != sizeof reason)
        return;
    value_node n;
    n.kind = value_kind::verbatim;
    n.text = static_cast<std::uint32_t>(f.tree->text.size());
    f.tree->text += reason < std::size(reasons) ? fmt::format("KVM_EXIT_{}", reasons[reason])
                                                : fmt::format("{:#x} /* KVM_EXIT_??? */", reason);
    n.text_size = static_cast<std::uint32_t>(f.tree->text.size()) - n.text;
    f.tree->note = static_cast<std::uint32_t>(f.tree->nodes.size());
    f.tree->nodes.push_back(n);
}

}  // namespace whytrace::cli
