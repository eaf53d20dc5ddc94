// Descriptors and process ids of a tracee, with what they stand for: -y, -yy, --decode-fds=, -Y, --decode-pids=.
// Not here: asking /proc (fd_names.cpp) and the kernel's lists of sockets (sockets.cpp), other number spaces of pids (pid_spaces.cpp).
// The hard part: all of it is asked at the moment at which it is shown, of a task that others may change meanwhile.
#include "decode/contexts.hpp"
#include "decode/fd_names.hpp"
#include "decode/phrase.hpp"
#include "decode/pid_spaces.hpp"
#include "decode/sockets.hpp"
#include "decode/types.hpp"
#include "decode/walker.hpp"

#include <array>
#include <charconv>
#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace whytrace::decode {

namespace {

constexpr std::uint32_t at_fdcwd = static_cast<std::uint32_t>(-100);

/// The number in "socket:[123]".
std::uint64_t inode_of(std::string_view link) {
    std::uint64_t inode = 0;
    const auto from = link.find('[') + 1;
    std::from_chars(link.data() + from, link.data() + link.size(), inode);
    return inode;
}

bool is_device(const struct stat& s) { return S_ISCHR(s.st_mode) || S_ISBLK(s.st_mode); }

}  // namespace

void walker::show_fd(std::int32_t fd, pid_t of) {
    const auto wanted = options_.descriptors;
    if (fd < 0 || (wanted == fd_detail::none && options_.contexts == contexts::none)) {
        out_.fd(fd);
        return;
    }
    if (options_.contexts != contexts::none && show_fd_with_context(fd, of)) return;
    fd_name name;
    name.look_up(of, fd);
    const auto link = name.text();
    if (link.starts_with("socket:[")) {
        if (wanted & fd_detail::socket) return show_socket(fd, of, link);
    } else if (link.starts_with('/')) {
        if (wanted & fd_detail::dev && show_device(fd, of, name)) return;
    } else if (link.ends_with("[pidfd]") || link.starts_with("pidfd:")) {
        if (wanted & fd_detail::pidfd && show_pidfd(fd, of)) return;
    } else if (link == "anon_inode:[eventfd]") {
        if (wanted & fd_detail::eventfd && show_eventfd(fd, of)) return;
    } else if (link == "anon_inode:[signalfd]") {
        if (wanted & fd_detail::signalfd && show_signalfd(fd, of)) return;
    }
    out_.fd(fd, wanted & fd_detail::path ? link : std::string_view{}).deleted = name.deleted();
}

/// strace's forms: "3</etc/passwd [passwd_file_t]>", "3 [passwd_file_t]".
bool walker::show_fd_with_context(std::int32_t fd, pid_t of) {
    const auto context = file_context(proc_path(of, "fd", fd).data(), options_.contexts);
    fd_name name;
    name.look_up(of, fd);
    if (context.empty() || !name.text().starts_with('/')) return false;
    const bool path = options_.descriptors & fd_detail::path;
    const auto position = open_fd(fd, path ? name.text() : std::string_view{});
    phrase text;
    text << " [" << context << "]";
    out_.verbatim(text);
    out_.close(position);
    out_.node(position).deleted = path && name.deleted();
    return true;
}

/// A descriptor whose meaning follows, piece by piece, until close().
builder::position walker::open_fd(std::int32_t fd, std::string_view path) {
    const auto position = out_.open(value_kind::fd);
    auto& n = out_.node(position);
    n.number = static_cast<std::uint32_t>(fd);
    n.width = 4;
    n.is_signed = true;
    out_.begin_text(n);
    out_.add_text(path);
    out_.end_text(n);
    return position;
}

void walker::show_socket(std::int32_t fd, pid_t of, std::string_view link) {
    protocol_name protocol;
    protocol.look_up(of, fd);
    const auto kind = socket_table::kind_of(protocol.text());
    const auto inode = inode_of(link);
    const auto* ends = at_.sockets != nullptr ? at_.sockets->find(of, kind, inode) : nullptr;
    phrase text;
    text << (kind == socket_kind::other ? std::string_view("socket") : protocol.text()) << ":[";
    if (ends != nullptr && ends->protocol) {
        constexpr std::string_view prefix = "NETLINK_";
        const auto name = name_of(types::netlink_protocol, *ends->protocol);
        if (name.starts_with(prefix))
            text << name.substr(prefix.size());
        else
            text.decimal(*ends->protocol);
    }
    if (ends == nullptr)
        text.decimal(inode);
    else
        text << ends->text;
    if (ends != nullptr && ends->has_path) text << ",";
    const auto position = open_fd(fd, {});
    out_.verbatim(text);
    if (ends != nullptr && ends->has_path) out_.string(std::as_bytes(std::span(ends->path))).at = ends->abstract;
    out_.verbatim("]");
    out_.close(position);
}

bool walker::show_device(std::int32_t fd, pid_t of, const fd_name& name) {
    struct stat s {};
    if (stat(proc_path(of, "fd", fd).data(), &s) != 0 || !is_device(s)) return false;
    phrase text;
    (text << (S_ISCHR(s.st_mode) ? "<char " : "<block ")).decimal(major(s.st_rdev));
    (text << ":").decimal(minor(s.st_rdev)) << ">";
    const auto position = open_fd(fd, name.text());
    out_.verbatim(text);
    out_.close(position);
    out_.node(position).deleted = name.deleted();
    return true;
}

bool walker::show_pidfd(std::int32_t fd, pid_t of) {
    fd_info info;
    info.look_up(of, fd);
    const auto pid = info.field("Pid:");
    if (pid.empty()) return false;
    const auto position = open_fd(fd, {});
    phrase text;
    text << "pid:" << pid;
    out_.verbatim(text);
    out_.close(position);
    return true;
}

// The count is in hexadecimal there (fs/eventfd.c); which of the others there are depends on the kernel.
bool walker::show_eventfd(std::int32_t fd, pid_t of) {
    fd_info info;
    info.look_up(of, fd);
    const auto count = info.field("eventfd-count:");
    if (count.empty()) return false;
    const auto position = open_fd(fd, {});
    phrase text;
    text << "{eventfd-count=" << (count == "0" ? "" : "0x") << count;
    for (const std::string_view key : {"eventfd-id:", "eventfd-semaphore:"})
        if (const auto value = info.field(key); !value.empty())
            text << ", " << key.substr(0, key.size() - 1) << "=" << value;
    text << "}";
    out_.verbatim(text);
    out_.close(position);
    return true;
}

bool walker::show_signalfd(std::int32_t fd, pid_t of) {
    fd_info info;
    info.look_up(of, fd);
    const auto field = info.field("sigmask:");
    std::uint64_t mask = 0;
    if (field.empty() || std::from_chars(field.data(), field.data() + field.size(), mask, 16).ec != std::errc{})
        return false;
    const auto position = open_fd(fd, {});
    out_.verbatim("signalfd:");
    show_sigset(std::as_bytes(std::span(&mask, 1)));
    out_.close(position);
    return true;
}

void walker::show_working_directory() {
    auto& n = out_.fd(static_cast<std::int32_t>(at_fdcwd));
    n.at = true;
    if (!(options_.descriptors & fd_detail::path)) return;
    fd_name name;
    name.look_up_working_directory(tid());
    out_.begin_text(n);
    out_.add_text(name.text());
    out_.end_text(n);
}

void walker::show_pid(std::int32_t pid) {
    if (pid <= 0 || (!options_.comms && !options_.pid_spaces)) {
        out_.pid(pid);
        return;
    }
    // Whom it means is known to us under another number if the task lives in another pid namespace (pid_namespaces(7)).
    const pid_t ours = pid_in_our_space(tid(), pid);
    comm_name name;
    if (options_.comms && ours > 0) name.look_up(ours);
    auto& n = out_.pid(pid, name.text());
    if (!options_.pid_spaces || ours <= 0 || ours == pid) return;
    phrase text;
    text.decimal(static_cast<std::uint64_t>(ours)) << " in strace's PID NS";
    out_.comment(n, text);
}

}  // namespace whytrace::decode
