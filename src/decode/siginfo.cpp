// siginfo: which of its fields mean something depends on the signal and on how it came about (sigaction(2)).
// Not here: where it is shown (arguments, and the lines of signals that are delivered).
// The hard part: the union lies at 16 under 64-bit ABIs and at 12 under 32-bit ones, and its members are longs or pointers there.
#include "decode/custom.hpp"
#include "decode/phrase.hpp"
#include "decode/via.hpp"

#include <array>
#include <csignal>
#include <cstring>

namespace whytrace {
namespace {

using decode::phrase;
using decode::subject;
using decode::walker;

constexpr std::size_t siginfo_size = 128;

// What a process (or the kernel for it) sent, and what the kernel found out itself: asm-generic/siginfo.h.
constexpr int si_user = 0, si_kernel = 0x80, si_timer = -2, si_sigio = -5, si_tkill = -6;
constexpr std::array<std::string_view, 8> sent_codes{"SI_USER",    "SI_QUEUE", "SI_TIMER", "SI_MESGQ",
                                                     "SI_ASYNCIO", "SI_SIGIO", "SI_TKILL", "SI_DETHREAD"};
constexpr int si_asyncnl = -60;

using names = std::span<const std::string_view>;
constexpr std::string_view ill[]{"ILL_ILLOPC", "ILL_ILLOPN", "ILL_ILLADR", "ILL_ILLTRP",  "ILL_PRVOPC",
                                 "ILL_PRVREG", "ILL_COPROC", "ILL_BADSTK", "ILL_BADIADDR"};
constexpr std::string_view fpe[]{"FPE_INTDIV", "FPE_INTOVF", "FPE_FLTDIV", "FPE_FLTOVF", "FPE_FLTUND",
                                 "FPE_FLTRES", "FPE_FLTINV", "FPE_FLTSUB", "",           "",
                                 "",           "",           "",           "FPE_FLTUNK", "FPE_CONDTRAP"};
constexpr std::string_view segv[]{"SEGV_MAPERR",  "SEGV_ACCERR",  "SEGV_BNDERR",  "SEGV_PKUERR", "SEGV_ACCADI",
                                  "SEGV_ADIDERR", "SEGV_ADIPERR", "SEGV_MTEAERR", "SEGV_MTESERR"};
constexpr std::string_view bus[]{"BUS_ADRALN", "BUS_ADRERR", "BUS_OBJERR", "BUS_MCEERR_AR", "BUS_MCEERR_AO"};
constexpr std::string_view trap[]{"TRAP_BRKPT", "TRAP_TRACE", "TRAP_BRANCH", "TRAP_HWBKPT", "TRAP_UNK", "TRAP_PERF"};
constexpr std::string_view cld[]{"CLD_EXITED",  "CLD_KILLED",  "CLD_DUMPED",
                                 "CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED"};
constexpr std::string_view poll[]{"POLL_IN", "POLL_OUT", "POLL_MSG", "POLL_ERR", "POLL_PRI", "POLL_HUP"};
constexpr std::string_view sys[]{"SYS_SECCOMP", "SYS_USER_DISPATCH"};

constexpr names codes_of(int signal) {
    switch (signal) {
    case SIGILL: return ill;
    case SIGFPE: return fpe;
    case SIGSEGV: return segv;
    case SIGBUS: return bus;
    case SIGTRAP: return trap;
    case SIGCHLD: return cld;
    case SIGIO: return poll;
    case SIGSYS: return sys;
    default: return {};
    }
}

constexpr std::string_view code_name(int signal, int code) {
    if (code <= 0 && -code < static_cast<int>(sent_codes.size())) return sent_codes[static_cast<std::size_t>(-code)];
    if (code == si_asyncnl) return "SI_ASYNCNL";
    if (code == si_kernel) return "SI_KERNEL";
    const auto codes = codes_of(signal);
    return code > 0 && static_cast<std::size_t>(code) <= codes.size() ? codes[static_cast<std::size_t>(code) - 1] : "";
}
static_assert(code_name(SIGSEGV, 1) == "SEGV_MAPERR" && code_name(SIGUSR1, -6) == "SI_TKILL" &&
              code_name(SIGUSR1, 1).empty());

struct audit_arch {
    std::uint32_t value;
    std::string_view name;
    whytrace::abi abi;
};
constexpr std::array<audit_arch, abi_count> audit_arches{{{0xc000003e, "AUDIT_ARCH_X86_64", abi::x86_64},
                                                          {0xc00000b7, "AUDIT_ARCH_AARCH64", abi::aarch64},
                                                          {0x40000003, "AUDIT_ARCH_I386", abi::i386},
                                                          {0x40000028, "AUDIT_ARCH_ARM", abi::arm}}};

class siginfo {
  public:
    siginfo(walker& w, std::span<const std::byte> bytes) : w_(w), bytes_(bytes), word_(w.word()) {}

    void show() {
        const int signal = at<std::int32_t>(0), error = at<std::int32_t>(4), code = at<std::int32_t>(8);
        auto& out = w_.out();
        const auto node = out.open(value_kind::structure);
        if (signal != 0) {
            out.name("si_signo");
            w_.show_signal(signal);
            show_code(signal, code);
            if (error != 0) show_error(error);
            code <= 0 ? sent(code) : found(signal, code);
        }
        out.close(node);
    }

  private:
    template <class T> T at(std::size_t offset) const {
        T value{};
        if (offset + sizeof value <= bytes_.size()) std::memcpy(&value, bytes_.data() + offset, sizeof value);
        return value;
    }
    /// The union's members: numbers and words of it, by their index in a row of such.
    std::size_t base() const { return word_ == 8 ? 16 : 12; }
    std::int32_t number(std::size_t index) const { return at<std::int32_t>(base() + 4 * index); }
    std::uint64_t word(std::size_t offset) const {
        return word_ == 8 ? at<std::uint64_t>(base() + offset) : at<std::uint32_t>(base() + offset);
    }
    std::int64_t signed_word(std::size_t offset) const {
        return word_ == 8 ? at<std::int64_t>(base() + offset) : at<std::int32_t>(base() + offset);
    }

    void show_code(int signal, int code) {
        auto& n = w_.out().name("si_code").symbol(static_cast<std::uint32_t>(code), code_name(signal, code));
        n.width = 4;
    }

    void show_error(int error) {
        auto& n = w_.out().name("si_errno").symbol(static_cast<std::uint32_t>(error), errno_name(error));
        n.base = 10;
        n.width = 4;
    }

    void sender() {
        w_.out().name("si_pid");
        w_.show_pid(number(0));
        w_.out().name("si_uid").unsigned_decimal(static_cast<std::uint32_t>(number(1)), 4);
    }

    void value(std::size_t offset) {
        w_.out().name("si_int").decimal(at<std::int32_t>(base() + offset), 4);
        w_.out().name("si_ptr").address(word(offset));
    }

    void band() {
        w_.out().name("si_band").decimal(signed_word(0), word_);
        w_.out().name("si_fd");
        w_.show_fd(at<std::int32_t>(base() + word_));
    }

    /// By a process, a timer, a queue …
    void sent(int code) {
        if (code == si_sigio) return band();
        if (code == si_timer) {
            w_.out().name("si_timerid").hexadecimal(static_cast<std::uint32_t>(number(0)), 4);
            w_.out().name("si_overrun").decimal(number(1), 4);
            return value(8);
        }
        sender();
        if (code != si_user && code != si_tkill && word(8) != 0) value(8);
    }

    /// By the kernel.
    void found(int signal, int code) {
        switch (signal) {
        case SIGCHLD: return child(code);
        case SIGILL:
        case SIGFPE:
        case SIGSEGV:
        case SIGBUS:
        case SIGTRAP: return fault(signal, code);
        case SIGIO:
            if (code <= static_cast<int>(std::size(poll))) band();
            return;
        case SIGSYS: return bad_call();
        default: break;
        }
        if (number(0) != 0 || number(1) != 0) sender();
        if (word(8) != 0) value(8);
    }

    void child(int code) {
        sender();
        w_.out().name("si_status");
        const auto status = number(2);
        code == 1 ? static_cast<void>(w_.out().decimal(status, 4)) : w_.show_signal(status);
        // clock_t has the alignment of a long.
        ticks("si_utime", signed_word(word_ == 8 ? 16 : 12));
        ticks("si_stime", signed_word(word_ == 8 ? 24 : 16));
    }

    void ticks(std::string_view name, std::int64_t count) {
        auto& n = w_.out().name(name).decimal(count, word_);
        if (count <= 0) return;
        const auto hundredths = static_cast<std::uint64_t>(count);
        phrase text;
        (text.decimal(hundredths / 100) << ".").padded(hundredths % 100, 2) << " s";
        w_.out().comment(n, text);
    }

    void fault(int signal, int code) {
        w_.out().name("si_addr").address(word(0));
        if (signal == SIGBUS && (code == 4 || code == 5)) {
            w_.out().name("si_addr_lsb").hexadecimal(at<std::uint16_t>(base() + word_), 2);
        } else if (signal == SIGSEGV && code == 3) {
            w_.out().name("si_lower").address(word(2 * word_));
            w_.out().name("si_upper").address(word(3 * word_));
        } else if (signal == SIGSEGV && code == 4) {
            w_.out().name("si_pkey").unsigned_decimal(at<std::uint32_t>(base() + 2 * word_), 4);
        }
    }

    void bad_call() {
        const auto nr = number(static_cast<std::size_t>(word_ / 4));
        const auto arch = at<std::uint32_t>(base() + word_ + 4);
        w_.out().name("si_call_addr").address(word(0));
        const audit_arch* known = nullptr;
        for (const auto& a : audit_arches) {
            if (a.value == arch) known = &a;
        }
        const auto name = known != nullptr ? call_name(known->abi, static_cast<std::uint32_t>(nr)) : std::string_view{};
        phrase text;
        if (!name.empty()) text << "__NR_" << name;
        auto& call = w_.out().name("si_syscall").symbol(static_cast<std::uint32_t>(nr), text);
        call.base = 10;
        call.width = 4;
        auto& n = w_.out().name("si_arch").symbol(arch, known != nullptr ? known->name : std::string_view{});
        n.width = 4;
        n.unknown = "AUDIT_ARCH_???";
    }

    walker& w_;
    std::span<const std::byte> bytes_;
    std::size_t word_;
};

struct no_memory final : memory {
    std::size_t read(std::uint64_t, std::span<std::byte>) override { return 0; }
};

}  // namespace

void decode::custom::siginfo(walker& w, const subject& s) {
    std::array<std::byte, siginfo_size> bytes;
    const auto from = s.bytes.empty() ? std::span<const std::byte>{bytes}.first(w.read(s.address, bytes)) : s.bytes;
    if (from.size() < siginfo_size) {
        w.out().address(s.address);
        return;
    }
    whytrace::siginfo{w, from}.show();
}

std::uint32_t decoder::signal_info(std::span<const std::byte> native_siginfo, value_tree& tree) const {
    tree.clear();
    no_memory none;
    // The tracer's own layout: 64-bit, and the same on all our architectures.
    const call native{};
    decode::walker w{decode::schema::generated, options_, {native, nullptr, {}, 0}, none, tree};
    siginfo{w, native_siginfo}.show();
    return w.out().last();
}

}  // namespace whytrace
