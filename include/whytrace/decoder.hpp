// From a raw call and the tracee's memory to a value tree, by the tables made from syscalls/. Knows nothing of ptrace or output formats.
// Not here: rendering (src/output), selection of calls (src/cli).
// The hard part: the two stages. What the kernel reads is decoded at entry, what it writes at exit, into one tree.
#pragma once

#include "whytrace/call.hpp"
#include "whytrace/memory.hpp"
#include "whytrace/value.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace whytrace {

/// Kinds of descriptors that -y, -yy and --decode-fds= resolve; bits.
// clang-format off
enum class fd_detail : std::uint8_t { none = 0, path = 1, socket = 2, dev = 4, eventfd = 8, pidfd = 16, signalfd = 32, all = 63 };
// clang-format on
constexpr bool operator&(fd_detail a, fd_detail b) { return (static_cast<int>(a) & static_cast<int>(b)) != 0; }
constexpr fd_detail operator|(fd_detail a, fd_detail b) {
    return static_cast<fd_detail>(static_cast<int>(a) | static_cast<int>(b));
}

/// SELinux contexts of tasks and files (--secontext): none, their types, or the whole.
enum class contexts : std::uint8_t { none, type, full };

struct decode_options {
    std::size_t string_limit = 32;  ///< bytes of a string (-s), also elements of an abbreviated array
    fd_detail descriptors = fd_detail::none;
    bool comms = false;  ///< -Y: pids carry the task's comm
    whytrace::contexts contexts = whytrace::contexts::none;
    bool pid_spaces = false;  ///< --decode-pids=pidns: pids of another namespace carry their number in ours
    /// What only other options would show goes with it: value_node::brief, lengths of cut strings.
    bool recording = false;
};

/// How one call is to be decoded: -e abbrev=, verbose=, raw= choose by call.
struct call_style {
    bool abbreviate = true;   ///< leave out `verbose` fields and long arrays (off: -v)
    bool dereference = true;  ///< follow pointers to structs (off: -e verbose=none shows addresses)
    bool raw = false;         ///< hexadecimal arguments and result
};

namespace decode {
class socket_table;
}

/// The call that a multiplexing one makes: of socketcall (i386, arm) socket, bind …, with the arguments that lie in the
/// tracee's memory; any other call itself.
call stands_for(const call& c, memory& m);
/// Whether that may be another one.
constexpr bool is_multiplexer(abi a, std::uint64_t nr) { return nr == 102 && (a == abi::i386 || a == abi::arm); }

class decoder {
  public:
    explicit decoder(decode_options options);

    /// Fills `tree` (cleared first) with what is known at the syscall-enter-stop of thread `tid`.
    void enter(const call& c, call_style style, pid_t tid, memory& m, value_tree& tree) const;
    /// Completes a tree that `enter` made with the same call and style. It may have been cleared meanwhile unless it is `revisited`:
    /// then what only the end shows is all that is in it.
    void leave(const call& c, const result& r, call_style style, pid_t tid, memory& m, value_tree& tree) const;
    /// A siginfo as the kernel gave it (PTRACE_GETSIGINFO), as one structure node; returns its index in `tree` (cleared first).
    std::uint32_t signal_info(std::span<const std::byte> native_siginfo, value_tree& tree) const;

  private:
    decode_options options_;
    std::shared_ptr<decode::socket_table> sockets_;  // what is known of them; null where nobody wants to know
};

/// Index of a call by name and ABI; the name of a number ("" where the ABI has no such call).
std::string_view call_name(abi a, std::uint64_t nr);
std::optional<std::uint64_t> call_number(abi a, std::string_view name);
/// Arrays by call have call_limit(a) places, one for each number that may have a name. A number is its own place, but for those that
/// arm keeps far from all others (from 0xf0000 on), which follow. call_limit(a) itself: a number that has none.
std::uint64_t call_limit(abi a);
std::uint64_t call_place(abi a, std::uint64_t nr);
std::uint64_t call_at(abi a, std::uint64_t place);
/// Bits of the classes (%file, %desc …) that a call is in, and their names in bit order, without '%'.
std::uint64_t call_classes(abi a, std::uint64_t nr);
std::span<const std::string_view> class_names();
/// Whether syscalls/ describes the call beyond its name, and its one-line summary ("" if none).
bool call_is_described(abi a, std::uint64_t nr);
std::string_view call_summary(abi a, std::uint64_t nr);

/// "SIGINT", "ENOENT" for this machine's numbers; "" if unknown. Signal names are also found without SIG and in any case.
std::string_view signal_name(int number);
std::optional<int> signal_number(std::string_view name);
std::string_view errno_name(int number);

/// What syscalls/ calls a value's type (value_node::type); its reference, 0 for a name that is not there.
std::string_view type_name(std::uint32_t reference);
std::uint32_t type_reference(std::string_view name);

/// The SELinux context of a task, empty where there is none.
std::string task_context(pid_t tid, contexts how);

}  // namespace whytrace
