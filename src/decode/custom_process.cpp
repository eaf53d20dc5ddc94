// Processes: clone3's arguments, limits, CPU sets, I/O priorities, execution domains, descriptors of other processes.
// Not here: wait statuses (custom_wait.cpp), capabilities (custom_creds.cpp).
// The hard part: clone3 answers through pointers inside of its structure, which is shown before and after.
#include "decode/custom.hpp"
#include "decode/phrase.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>

namespace whytrace::decode::custom {

/// `inout via F(size)`: {flags=…, …} => {pidfd=[3], parent_tid=[5]}.
void clone3_args(walker& w, const subject& s) {
    constexpr std::uint64_t clone_pidfd = 0x1000, clone_parent_settid = 0x100000;
    struct beginning {
        std::uint64_t flags, pidfd, child_tid, parent_tid;
    };
    if (w.entering()) return w.show_at(types::clone_args, s.address, s.params[0]);
    const auto args = w.failed() || !w.style().dereference ? std::nullopt : w.load<beginning>(s.address);
    if (!args || (args->flags & (clone_pidfd | clone_parent_settid)) == 0) return;
    w.show_change();
    const auto node = w.out().open(value_kind::structure);
    if ((args->flags & clone_pidfd) != 0) {
        w.out().name("pidfd");
        w.show_at(types::descriptor, args->pidfd);
    }
    if ((args->flags & clone_parent_settid) != 0) {
        w.out().name("parent_tid");
        w.show_at(types::process, args->parent_tid);
    }
    w.out().close(node);
}

/// clone3's set_tid, `F(set_tid_size)`: more than there are levels of namespaces is no array.
void set_tids(walker& w, const subject& s) {
    constexpr std::uint64_t levels = 32;  // MAX_PID_NS_LEVEL
    if (s.params[0] == 0 || s.params[0] > levels) {
        w.out().address(s.value);
    } else {
        w.show_array(types::process, s.value, s.params[0]);
    }
}

void rlim_value(walker& w, const subject& s) {
    const bool infinite = s.value == (s.width == 4 ? 0xffffffff : ~std::uint64_t{});
    if (infinite) {
        w.out().symbol(s.value, w.word() == 4 && s.width == 4 ? "RLIM_INFINITY" : "RLIM64_INFINITY").base = 10;
    } else if (s.value > 1024 && s.value % 1024 == 0) {
        phrase text;
        w.out().symbol(s.value, text.decimal(s.value / 1024) << "*1024").base = 10;
    } else {
        w.out().unsigned_decimal(s.value, s.width);
    }
}

/// `F(len)`, `ENUM via F(len)`: the bits in that many bytes that are set, by number or by name.
void bit_set(walker& w, const subject& s) {
    constexpr std::uint64_t most = 4096;  // bytes; more CPUs than any kernel has
    std::array<std::byte, most> bits;
    const auto size = std::min(s.params[0] & 0xffffffff, most);
    if (!w.style().dereference || w.read(s.address, std::span{bits}.first(size)) != size) {
        w.out().address(s.address);
        return;
    }
    const auto node = w.out().open(value_kind::set);
    for (std::uint64_t bit = 0; bit < 8 * size; ++bit) {
        if ((bits[bit / 8] >> bit % 8 & std::byte{1}) == std::byte{}) continue;
        s.layout.index != 0 ? w.show(s.layout, bit) : static_cast<void>(w.out().unsigned_decimal(bit, 4));
    }
    w.out().close(node);
}

/// sched_setattr: its size is its first field. A kernel that finds it too large writes the size that it knows.
void sched_attr_set(walker& w, const subject& s) {
    constexpr int too_big = 7;                   // E2BIG
    constexpr std::uint32_t first_version = 48;  // SCHED_ATTR_SIZE_VER0: what 0 stands for
    const auto size = w.load<std::uint32_t>(s.address);
    const bool small = size && *size != 0 && *size < first_version;
    if (w.entering() && !small)
        return w.show_at(types::sched_attr, s.address, size && *size != 0 ? *size : first_version);
    if (!w.style().dereference || !size || (!w.entering() && w.error() != too_big)) return;
    if (!w.entering()) w.show_change();
    const auto node = w.out().open(value_kind::structure);
    w.out().name("size").unsigned_decimal(*size, 4);
    w.out().close(node);
}

void ioprio(walker& w, const subject& s) {
    const auto value = static_cast<std::uint32_t>(s.value), kind = value >> 13;
    phrase text;
    (text << "IOPRIO_PRIO_VALUE(").named(w.name_of(types::ioprio_class, kind), kind, "IOPRIO_CLASS_???");
    w.out().symbol(value, (text << ", ").decimal(value & 0x1fff) << ")").width = 4;
}

/// An argument of all ones asks without setting.
void personality(walker& w, const subject& s) {
    if (static_cast<std::uint32_t>(s.value) == 0xffffffff) {
        w.out().hexadecimal(0xffffffff, 4);
    } else {
        w.show(types::personality_flags, s.value);
    }
}

/// A descriptor of another process, `F(pid)`; of 0, that nobody here can ask.
void fd_of(walker& w, const subject& s) {
    const auto fd = static_cast<std::int32_t>(s.value);
    s.params[0] == 0 ? static_cast<void>(w.out().fd(fd)) : w.show_fd(fd, static_cast<pid_t>(s.params[0]));
    w.out().node(w.out().last()).foreign = true;
}

void ptracer(walker& w, const subject& s) {
    if (s.value == (w.word() == 4 ? 0xffffffff : ~std::uint64_t{})) {
        w.out().symbol(s.value, "PR_SET_PTRACER_ANY");
    } else {
        w.show_pid(static_cast<std::int32_t>(s.value));
    }
}

/// Where in struct user a word lies: 8*R15, offsetof(struct user, i387)+8. Other architectures than x86 have no such.
void user_area(walker& w, const subject& s) {
    const bool wide = w.abi() == abi::x86_64;
    const std::uint64_t size = wide ? 912 : w.abi() == abi::i386 ? 284 : 0;
    if (s.value >= size) {
        s.value == size&& size != 0 ? w.out().symbol(s.value, "sizeof(struct user)") : w.out().address(s.value);
        return;
    }
    auto start = s.value;
    const auto names = wide ? types::user_area : types::user_area_32;
    while (w.name_of(names, start).empty()) --start;  // 0 has one
    const auto name = w.name_of(names, start);
    const bool register_name = name[0] < 'a';
    phrase text;
    text << (register_name ? (wide ? "8*" : "4*") : "offsetof(struct user, ") << name << (register_name ? "" : ")");
    if (start != s.value) (text << "+").decimal(s.value - start);
    w.out().symbol(s.value, text);
}

/// restart_syscall: which call it resumes cannot be seen from its registers.
void restarted_call(walker& w, const subject&) { w.out().verbatim("<... resuming interrupted system call ...>"); }

/// set_thread_area's note, `F(u_info)`: the entry that the kernel chose, where it was asked to.
void new_thread_area(walker& w, const subject& s) {
    const auto entry = w.load<std::int32_t>(s.params[0]);
    if (!entry || !w.style().dereference) return;
    phrase text;
    w.out().verbatim((text << "entry_number=").signed_decimal(*entry));
}

}  // namespace whytrace::decode::custom
