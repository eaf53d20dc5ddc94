// Files by name: every form of open, stat, link and attribute call, successful and failing.
// Not here: the lines that are expected: expected/files.lines.
// The hard part: every call must be harmless for root, so what could do harm has arguments that fail.
#include "tracees/calls/calls.hpp"

#include <fcntl.h>
#include <linux/stat.h>
#include <sys/inotify.h>

using namespace calls;

static void opening() {
    section();
    for (const int flags : {O_RDONLY, O_WRONLY | O_CREAT | O_TRUNC, O_RDWR | O_CLOEXEC | O_NONBLOCK,
                            O_RDONLY | O_DIRECTORY | O_NOFOLLOW, O_TMPFILE | O_RDWR, 0x7fffffff, 3})
        close((int)sys(SYS_openat, AT_FDCWD, text("/nonexistent/file"), flags, 0644));
    close((int)sys(SYS_openat, AT_FDCWD, text("/dev/null"), O_RDWR, -1));
    close((int)sys(SYS_openat, AT_FDCWD, text("/tmp"), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    sys(SYS_openat, bad_fd, nullptr, O_RDONLY);
    sys(SYS_openat, 5, nowhere, O_RDONLY);
    sys(SYS_openat, AT_FDCWD, last("x\n\t\"\\\001\0377"), O_RDONLY);
    sys(SYS_openat, AT_FDCWD, page_end - 2, O_RDONLY);
    char long_name[300];
    std::memset(long_name, 'n', sizeof long_name);
    long_name[299] = 0;
    sys(SYS_openat, AT_FDCWD, put(long_name), O_RDONLY);
    const std::uint64_t how[] = {O_RDONLY, 0, 1}, how_create[] = {O_CREAT | O_RDWR, 0600, 0xff},
                        how_wide[] = {~0ull, ~0ull, ~0ull, 0x1234};
    sys(SYS_openat2, bad_fd, text("f"), put(how, 64), 24);
    sys(SYS_openat2, AT_FDCWD, text("f/f"), put(how_create, 64), 24);
    sys(SYS_openat2, AT_FDCWD, text("f"), put(how_wide, 64), 32);
    sys(SYS_openat2, AT_FDCWD, text("f"), put(how, 64), 16);
    sys(SYS_openat2, AT_FDCWD, text("f"), nullptr, 24);
    sys(SYS_openat2, AT_FDCWD, text("f"), nowhere, 24);
    sys(SYS_creat, text("/nonexistent/x"), 0777);
    sys(SYS_open, text("/nonexistent/x"), O_WRONLY | O_CREAT, 07777);
    sys(SYS_open, text("/nonexistent/x"), O_WRONLY | O_APPEND);
}

static void status() {
    section();
    struct statx stx;
    for (const char* name : {"/dev/null", "/dev", "/etc/passwd", "/nonexistent"}) {
        sys(SYS_newfstatat, AT_FDCWD, text(name), page + 1024, 0);
        sys(SYS_newfstatat, AT_FDCWD, text(name), page + 1024, AT_SYMLINK_NOFOLLOW);
        sys(SYS_stat, text(name), page + 1024);
        sys(SYS_lstat, text(name), page + 1024);
        sys(SYS_statx, AT_FDCWD, text(name), AT_STATX_DONT_SYNC | AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS & ~STATX_ATIME,
            &stx);
        sys(SYS_statx, AT_FDCWD, text(name), 0, STATX_ALL, page + 1024);
    }
    sys(SYS_fstat, 0, page + 1024);
    sys(SYS_fstat, bad_fd, page);
    sys(SYS_newfstatat, 0, text(""), page + 1024, AT_EMPTY_PATH);
    sys(SYS_newfstatat, AT_FDCWD, nowhere, nowhere, -1);
    sys(SYS_statx, AT_FDCWD, text("/dev/null"), -1, -1, nullptr);
    sys(SYS_statfs, text("/proc"), page + 1024);
    sys(SYS_statfs, text("/sys"), page + 1024);
    sys(SYS_statfs, text("/nonexistent"), page + 1024);
    sys(SYS_fstatfs, bad_fd, nowhere);
    sys(SYS_access, text("/dev/null"), R_OK | W_OK);
    sys(SYS_access, text("/dev/null"), F_OK);
    sys(SYS_access, text("/dev/null"), 0xff);
    sys(SYS_faccessat, AT_FDCWD, text("/dev/null"), X_OK);
    sys(SYS_faccessat2, AT_FDCWD, text("/dev/null"), R_OK, AT_EACCESS);
    sys(SYS_faccessat2, bad_fd, nullptr, -1, -1);
}

static void names() {
    section();
    sys(SYS_mkdir, text("/nonexistent/d"), 0755);
    sys(SYS_mkdirat, AT_FDCWD, text("/nonexistent/d"), 01777);
    sys(SYS_rmdir, text("/nonexistent/d"));
    sys(SYS_mknod, text("/nonexistent/n"), S_IFCHR | 0600, 0x103);
    sys(SYS_mknodat, AT_FDCWD, text("/nonexistent/n"), S_IFIFO | 0600, 0);
    sys(SYS_mknodat, AT_FDCWD, text("/nonexistent/n"), S_IFREG | 0644, 7);
    sys(SYS_mknodat, AT_FDCWD, text("/nonexistent/n"), 0170000 | 04711, 7);
    sys(SYS_link, text("/nonexistent/a"), text("/b", 64));
    sys(SYS_linkat, AT_FDCWD, text("/nonexistent/a"), 7, text("/b", 64), AT_SYMLINK_FOLLOW);
    sys(SYS_symlink, text("target"), text("/nonexistent/l", 64));
    sys(SYS_symlinkat, text("target"), AT_FDCWD, text("/nonexistent/l", 64));
    sys(SYS_unlink, text("/nonexistent/l"));
    sys(SYS_unlinkat, AT_FDCWD, text("/nonexistent/l"), AT_REMOVEDIR);
    sys(SYS_rename, text("/nonexistent/a"), text("/nonexistent/b", 64));
    sys(SYS_renameat, AT_FDCWD, text("/nonexistent/a"), AT_FDCWD, text("/nonexistent/b", 64));
    sys(SYS_renameat2, AT_FDCWD, text("/nonexistent/a"), AT_FDCWD, text("/nonexistent/b", 64), 3);
    sys(SYS_readlink, text("/proc/self/exe/x"), page + 1024, 100);
    sys(SYS_readlink, text("/dev/fd"), page + 1024, 100);
    sys(SYS_readlinkat, AT_FDCWD, text("/dev/fd"), page + 1024, 4);
    sys(SYS_readlinkat, AT_FDCWD, text("/dev/null"), page + 1024, 0);
    sys(SYS_chdir, text("/"));
    sys(SYS_chdir, text("/nonexistent"));
    sys(SYS_fchdir, bad_fd);
    sys(SYS_getcwd, page + 1024, 100);
    sys(SYS_getcwd, page + 1024, 1);
    sys(SYS_chroot, text("/nonexistent"));
    sys(SYS_chmod, text("/nonexistent"), 0644);
    sys(SYS_fchmod, bad_fd, 0);
    sys(SYS_fchmodat, AT_FDCWD, text("/nonexistent"), 07777);
    sys(SYS_chown, text("/nonexistent"), -1, 5);
    sys(SYS_lchown, text("/nonexistent"), 0, -1);
    sys(SYS_fchown, bad_fd, 1, 2);
    sys(SYS_fchownat, AT_FDCWD, text("/nonexistent"), 3, 4, AT_SYMLINK_NOFOLLOW);
    sys(SYS_truncate, text("/nonexistent"), static_cast<long>(std::uint64_t{1} << 33));
    sys(SYS_ftruncate, bad_fd, -1);
    sys(SYS_umask, 022);
    sys(SYS_umask, 0);
    sys(SYS_umask, 022);
}

static void times_and_watches() {
    section();
    const std::int64_t two[] = {1700000000, 123456789, 0x7fffffff, UTIME_OMIT}, now[] = {0, UTIME_NOW, -1, 1000000000},
                       old[] = {1, 2, 3, 4};
    sys(SYS_utimensat, AT_FDCWD, text("/nonexistent"), put(two, 1024), 0);
    sys(SYS_utimensat, AT_FDCWD, text("/nonexistent"), put(now, 1024), AT_SYMLINK_NOFOLLOW);
    sys(SYS_utimensat, bad_fd, nullptr, last(now), 0);
    sys(SYS_utimensat, AT_FDCWD, text("/nonexistent"), page_end - 16, 0);
    sys(SYS_utimensat, AT_FDCWD, text("/nonexistent"), nullptr, 0);
    sys(SYS_utimes, text("/nonexistent"), put(old, 1024));
    sys(SYS_utime, text("/nonexistent"), put(old, 1024));
    sys(SYS_futimesat, AT_FDCWD, text("/nonexistent"), put(old, 1024));
    const long watch = sys(SYS_inotify_init1, IN_CLOEXEC | IN_NONBLOCK);
    sys(SYS_inotify_add_watch, watch, text("/nonexistent"), IN_MODIFY | IN_CREATE | IN_ONLYDIR);
    sys(SYS_inotify_rm_watch, watch, 5);
    close((int)watch);
    const long directory = sys(SYS_openat, AT_FDCWD, text("/proc/self/ns"), O_RDONLY | O_DIRECTORY);
    sys(SYS_getdents64, directory, page + 1024, 2048);
    sys(SYS_getdents64, directory, page + 1024, 2048);
    sys(SYS_lseek, directory, 0, SEEK_SET);
    sys(SYS_getdents, directory, page + 1024, 2048);
    sys(SYS_getdents, directory, page + 1024, 2048);
    sys(SYS_getdents64, directory, nowhere, 2048);
    sys(SYS_getdents64, bad_fd, page, 2048);
    sys(SYS_lseek, directory, -5, SEEK_CUR);
    sys(SYS_lseek, directory, 7, 77);
    close((int)directory);
}

static void attributes() {
    section();
    sys(SYS_setxattr, text("/nonexistent"), text("user.x", 64), text("value\1", 128), 6, 1);
    sys(SYS_lsetxattr, text("/nonexistent"), text("user.x", 64), nullptr, 0, 0);
    sys(SYS_fsetxattr, bad_fd, text("user.x", 64), nowhere, 8, 2);
    sys(SYS_getxattr, text("/nonexistent"), text("user.x", 64), page + 1024, 100);
    sys(SYS_lgetxattr, text("/dev/null"), text("user.x", 64), page + 1024, 100);
    sys(SYS_fgetxattr, bad_fd, text("user.x", 64), page + 1024, 100);
    sys(SYS_listxattr, text("/nonexistent"), page + 1024, 100);
    sys(SYS_llistxattr, text("/dev/null"), page + 1024, 100);
    sys(SYS_flistxattr, bad_fd, nullptr, 0);
    sys(SYS_removexattr, text("/nonexistent"), text("user.x", 64));
    sys(SYS_lremovexattr, text("/nonexistent"), nowhere);
    sys(SYS_fremovexattr, bad_fd, nullptr);
}

int main() {
    prepare();
    opening();
    status();
    names();
    times_and_watches();
    attributes();
}
