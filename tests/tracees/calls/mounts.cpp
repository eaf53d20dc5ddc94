// Mounts and file systems: the old call and the new ones, handles, statmount and listmount, quotas.
// Not here: the lines that are expected: expected/mounts.lines.
// The hard part: every call must be harmless for root, so each has a path or descriptor that is not there.
#include "tracees/calls/calls.hpp"

#include <fcntl.h>
#include <linux/mount.h>
#include <linux/quota.h>
#include <sys/mount.h>

using namespace calls;

#ifndef SYS_statmount
#define SYS_statmount 457
#define SYS_listmount 458
#endif

static void old_mount() {
    section();
    const auto mount_with = [](unsigned long flags) {
        sys(SYS_mount, text("none"), text("/nonexistent", 64), text("tmpfs", 128), flags, text("size=1m", 192));
    };
    for (const unsigned long flags :
         {0UL, 1UL, 6UL, 0x1000UL, 0x2000UL, 0x20UL, 0x40000UL, 0x80000UL, 0x100000UL, 0x20000UL, 0x5000UL, 0x1021UL,
          0xc0ed0000UL, 0xc0ed0001UL, 0x4000UL, 0x2000000UL, 0x200000UL, 0x80000000UL, ~0UL})
        mount_with(flags);
    sys(SYS_mount, nullptr, nullptr, nullptr, 0, nullptr);
    sys(SYS_mount, nowhere, nowhere, nowhere, 0, nowhere);
    sys(SYS_mount, nowhere, nowhere, nowhere, MS_BIND, nowhere);
    for (const int flags : {0, 1, 2, 4, 8, 15, -1}) sys(SYS_umount2, text("/nonexistent"), flags);
    sys(SYS_umount2, nowhere, 0);
    sys(SYS_pivot_root, text("/nonexistent"), text("/nonexistent", 64));
    sys(SYS_pivot_root, nowhere, nullptr);
}

static void new_mount() {
    section();
    sys(SYS_open_tree, bad_fd, text("x"), 0);
    sys(SYS_open_tree, bad_fd, text("x"), 1 | O_CLOEXEC | 0x8000);
    sys(SYS_open_tree, AT_FDCWD, text("/nonexistent"), -1);
    sys(SYS_open_tree, bad_fd, nowhere, 0x1100);
    sys(SYS_move_mount, bad_fd, text("x"), bad_fd, text("y", 64), 0);
    sys(SYS_move_mount, AT_FDCWD, text("/nonexistent"), AT_FDCWD, text("/nonexistent", 64), 0x77);
    sys(SYS_move_mount, bad_fd, nowhere, bad_fd, nowhere, -1);
    sys(SYS_fsopen, text("nosuchfs"), 0);
    sys(SYS_fsopen, text("nosuchfs"), 1);
    sys(SYS_fsopen, nowhere, -1);
    for (int command = 0; command < 9; ++command) sys(SYS_fsconfig, bad_fd, command, text("key"), text("value", 64), 3);
    for (int command = 0; command < 9; ++command) sys(SYS_fsconfig, bad_fd, command, nullptr, nullptr, 0);
    for (int command = 0; command < 9; ++command) sys(SYS_fsconfig, bad_fd, command, nowhere, nowhere, -1);
    sys(SYS_fsconfig, bad_fd, 3, text("key"), text("value", 64), AT_FDCWD);
    for (const long flags : {0L, 1L, 8L, 15L, 0x10L, 0x20L, 0x30L, 0x80L, 0x100000L, 0x200000L, -1L})
        sys(SYS_fsmount, bad_fd, flags, flags);
    sys(SYS_fspick, bad_fd, text("x"), 0);
    sys(SYS_fspick, AT_FDCWD, text("/nonexistent"), 15);
    sys(SYS_fspick, bad_fd, nowhere, -1);
    struct {
        std::uint64_t set, clear, propagation, userns;
    } attributes{1, 0x20, 1 << 18, 5};
    sys(SYS_mount_setattr, bad_fd, text("x", 512), 0, put(attributes), 32);
    sys(SYS_mount_setattr, AT_FDCWD, text("/nonexistent", 512), 0x8900, put(attributes), 32);
    attributes = {0x100000, ~0UL, ~0UL, 1};
    sys(SYS_mount_setattr, bad_fd, text("x", 512), -1, put(attributes), 32);
    sys(SYS_mount_setattr, bad_fd, text("x", 512), 0, put(attributes), 40);
    put(0x1234L, 32);
    sys(SYS_mount_setattr, bad_fd, text("x", 512), 0, put(attributes), 40);
    sys(SYS_mount_setattr, bad_fd, text("x", 512), 0, put(attributes), 16);
    sys(SYS_mount_setattr, bad_fd, text("x", 512), 0, last(attributes), 32);
    sys(SYS_mount_setattr, bad_fd, text("x", 512), 0, last(attributes), 40);
    sys(SYS_mount_setattr, bad_fd, nowhere, 0, nowhere, 32);
    sys(SYS_mount_setattr, bad_fd, nullptr, 0, nullptr, 0);
}

static void handles() {
    section();
    std::memset(page, 0, page_size);
    sys(SYS_name_to_handle_at, bad_fd, text("x"), put(0, 256), page + 512, 0);
    sys(SYS_name_to_handle_at, AT_FDCWD, text("/"), put(0, 256), page + 512, 0);
    sys(SYS_name_to_handle_at, AT_FDCWD, text("/"), put(128, 256), page + 512, AT_SYMLINK_FOLLOW);
    sys(SYS_name_to_handle_at, AT_FDCWD, text("/"), put(129, 256), page + 512, AT_EMPTY_PATH);
    sys(SYS_name_to_handle_at, AT_FDCWD, nowhere, nowhere, nowhere, -1);
    sys(SYS_name_to_handle_at, AT_FDCWD, nullptr, nullptr, nullptr, 0x200);
    const struct {
        unsigned bytes;
        int type;
        unsigned char data[16];
    } handle{8, 1, {1, 2, 3, 4, 5, 6, 7, 8}};
    sys(SYS_open_by_handle_at, bad_fd, put(handle), O_RDONLY);
    sys(SYS_open_by_handle_at, bad_fd, last(handle), O_RDWR | O_PATH);
    sys(SYS_open_by_handle_at, bad_fd, nowhere, 0);
    sys(SYS_open_by_handle_at, bad_fd, nullptr, 0);
}

static void mount_information() {
    section();
    struct {
        unsigned size, spare;
        std::uint64_t id, param, ns;
    } request{24, 0, ~0UL, 0x23, 0};
    sys(SYS_listmount, put(request), page + 512, 4, 0);
    sys(SYS_listmount, put(request), page + 512, 4, 1);
    sys(SYS_listmount, put(request), page + 512, 0, 0x8);
    sys(SYS_listmount, nowhere, nowhere, 4, 0);
    sys(SYS_listmount, nullptr, nullptr, 0, -1);
    request.id = 1;
    sys(SYS_statmount, put(request), page + 512, 512, 0);
    request.param = ~0UL, request.size = 32;
    sys(SYS_statmount, put(request), page + 512, 512, 1);
    sys(SYS_statmount, nowhere, nowhere, 512, 0);
    sys(SYS_statmount, nullptr, nullptr, 0, -1);
    // The first form of the structure had 24 bytes: what lies behind them is none of it.
    request.size = 24, request.ns = 7;
    sys(SYS_listmount, put(request), page + 512, 4, -1);
    sys(SYS_statmount, put(request), page + 512, 512, -1);
    std::memcpy(page_end - 24, &request, 24);
    sys(SYS_listmount, page_end - 24, page + 512, 4, -1);
    sys(SYS_statmount, page_end - 24, page + 512, 512, -1);
    sys(SYS_statmount, page_end - 16, page + 512, 512, -1);
}

static void quotas() {
    section();
    std::memset(page, 0, page_size);
    const auto quota = [](int command, int type, void* data) {
        sys(SYS_quotactl, QCMD(command, type), text("/dev/nonexistent", 1024), 1000, data);
    };
    for (const int command :
         {Q_SYNC, Q_QUOTAON, Q_QUOTAOFF, Q_GETFMT, Q_GETINFO, Q_SETINFO, Q_GETQUOTA, Q_SETQUOTA, Q_GETNEXTQUOTA}) {
        std::memset(page, 1, 512);
        quota(command, USRQUOTA, page);
        quota(command, GRPQUOTA, nowhere);
        quota(command, PRJQUOTA, nullptr);
        quota(command, 7, page_end - 8);
    }
    for (int command = 0x5801; command <= 0x5809; ++command) {
        std::memset(page, 1, 512);
        quota(command, USRQUOTA, page);
        quota(command, GRPQUOTA, nullptr);
        quota(command, PRJQUOTA, nowhere);
    }
    quota(0x123456, USRQUOTA, page);
    sys(SYS_quotactl, -1, nullptr, 0, nullptr);
    sys(SYS_quotactl, QCMD(Q_QUOTAON, USRQUOTA), nullptr, 1, text("/nonexistent"));
    sys(SYS_quotactl, QCMD(Q_QUOTAON, USRQUOTA), nowhere, 4, nowhere);
    sys(SYS_quotactl_fd, bad_fd, QCMD(Q_GETQUOTA, USRQUOTA), 1000, page);
    sys(SYS_quotactl_fd, bad_fd, QCMD(Q_SETQUOTA, GRPQUOTA), 1000, page);
    sys(SYS_quotactl_fd, bad_fd, -1, 0, nullptr);
}

int main() {
    prepare();
    old_mount();
    new_mount();
    handles();
    mount_information();
    quotas();
}
