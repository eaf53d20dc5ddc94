// Watching files: inotify and fanotify; extended and other attributes by descriptor.
// Not here: the lines that are expected: expected/watches.lines.
// The hard part: none; nothing is watched that is there.
#include "tracees/calls/calls.hpp"

#include <fcntl.h>

using namespace calls;

static void inotify() {
    section();
    for (const int flags : {0, 0x800, 0x80000, 0x80800, 1, -1}) sys(SYS_inotify_init1, flags);
    sys(SYS_inotify_add_watch, bad_fd, text("/nonexistent"), 0xfff);
    for (const unsigned mask : {0U, 1U, 0x8U, 0x100U, 0x3000000U, 0x80000000U, 0x40000100U, ~0U})
        sys(SYS_inotify_add_watch, bad_fd, text("/nonexistent"), mask);
    sys(SYS_inotify_add_watch, bad_fd, nowhere, 1);
    sys(SYS_inotify_rm_watch, bad_fd, 5);
    sys(SYS_inotify_rm_watch, bad_fd, -1);
}

static void fanotify() {
    section();
    for (const long flags : {0L, 1L, 2L, 4L, 8L, 12L, 0x10L, 0x33L, 0x200L, 0xc00L, 0x1fffL, -1L})
        sys(SYS_fanotify_init, flags | 0x40000000, O_RDONLY);
    sys(SYS_fanotify_init, 0x40000001, O_RDWR | O_CLOEXEC | O_LARGEFILE);
    sys(SYS_fanotify_init, 0x40000001, -1);
    for (const long flags : {0L, 1L, 2L, 0x80L, 0x11L, 0x101L, 0x10cL, 0x265L, 0x401L, -1L})
        sys(SYS_fanotify_mark, bad_fd, flags, 0x1bL, AT_FDCWD, text("/nonexistent"));
    for (const unsigned long mask : {0UL, 1UL, 0x70000UL, 0x48000000UL, 0x10000000UL, 0xfffUL, ~0UL})
        sys(SYS_fanotify_mark, bad_fd, 1, mask, bad_fd, text("x"));
    sys(SYS_fanotify_mark, bad_fd, 1, 1, AT_FDCWD, nullptr);
    sys(SYS_fanotify_mark, bad_fd, 1, 1, 5, nowhere);
}

static void attributes() {
    section();
    sys(SYS_setxattr, text("/nonexistent"), text("user.a", 64), text("value", 128), 5, 0);
    sys(SYS_setxattr, text("/nonexistent"), text("user.a", 64), text("value", 128), 0, 1);
    sys(SYS_lsetxattr, text("/nonexistent"), text("user.a", 64), nowhere, 5, 2);
    sys(SYS_fsetxattr, bad_fd, nowhere, nullptr, 5, -1);
    sys(SYS_getxattr, text("/nonexistent"), text("user.a", 64), page + 128, 100);
    sys(SYS_lgetxattr, text("/"), text("user.none", 64), page + 128, 0);
    sys(SYS_fgetxattr, bad_fd, nowhere, nullptr, 0);
    sys(SYS_listxattr, text("/nonexistent"), page + 128, 100);
    sys(SYS_listxattr, text("/"), page + 128, 100);
    sys(SYS_llistxattr, nowhere, nowhere, 0);
    sys(SYS_flistxattr, bad_fd, nullptr, -1);
    sys(SYS_removexattr, text("/nonexistent"), text("user.a", 64));
    sys(SYS_lremovexattr, nowhere, nullptr);
    sys(SYS_fremovexattr, bad_fd, nowhere);
    struct {
        std::uint64_t value;
        unsigned size, flags;
    } value{reinterpret_cast<std::uint64_t>(text("value", 128)), 5, 1};
    sys(newer_setxattrat, AT_FDCWD, text("/nonexistent"), 0, text("user.a", 64), put(value, 256), 16);
    sys(newer_setxattrat, bad_fd, nowhere, -1, nowhere, nowhere, 16);
    sys(newer_getxattrat, AT_FDCWD, text("/nonexistent"), 0x100, text("user.a", 64), put(value, 256), 16);
    sys(newer_getxattrat, bad_fd, nullptr, 0, nullptr, nullptr, 0);
    sys(newer_listxattrat, AT_FDCWD, text("/nonexistent"), 0x100, page + 128, 100);
    sys(newer_removexattrat, AT_FDCWD, text("/nonexistent"), 0x1000, text("user.a", 64));
    struct {
        std::uint64_t xflags;
        unsigned extsize, nextents, projid, cowextsize;
    } attr{0x8001, 1, 2, 3, 4};
    sys(newer_file_getattr, AT_FDCWD, text("/nonexistent"), put(attr, 256), 24, 0x100);
    sys(newer_file_setattr, AT_FDCWD, text("/nonexistent"), put(attr, 256), 24, 0);
    sys(newer_file_setattr, bad_fd, nowhere, nowhere, 24, -1);
}

int main() {
    prepare();
    inotify();
    fanotify();
    attributes();
}
