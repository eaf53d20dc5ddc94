// Credentials, terminals, prctl, mounts, IPC, asynchronous I/O and the rest.
// Not here: the lines that are expected: expected/misc.lines.
// The hard part: every call must be harmless for root, so what could do harm has arguments that fail.
#include "tracees/calls/calls.hpp"

#include <linux/fs.h>
#include <linux/seccomp.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <termios.h>

using namespace calls;

static void credentials() {
    section();
    sys(SYS_getuid), sys(SYS_geteuid), sys(SYS_getgid), sys(SYS_getegid);
    sys(SYS_getresuid, page, page + 4, page + 8);
    sys(SYS_getresgid, page, nowhere, page + 8);
    sys(SYS_setresuid, -1, -1, -1);
    sys(SYS_setreuid, -1, -1);
    sys(SYS_setregid, -1, -1);
    sys(SYS_setfsuid, -1);
    sys(SYS_getgroups, 0, nullptr);
    sys(SYS_getgroups, -1, page);
    const unsigned groups[] = {1, 2, 3};
    sys(SYS_setgroups, -1, put(groups));
    const unsigned header[] = {0x20080522, 0}, old[] = {0x19980330, 0}, wrong[] = {7, 5};
    sys(SYS_capget, put(header), page + 64);
    sys(SYS_capget, put(old), page + 64);
    sys(SYS_capget, put(wrong), page + 64);
    sys(SYS_capget, put(header), nullptr);
    const unsigned sets[] = {1, 2, 0, 3, 4, 0};
    sys(SYS_capset, put(wrong), put(sets, 64));
    sys(SYS_capset, nowhere, nowhere);
    sys(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, put(0x7fff0000u));
    sys(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, put(0x12340000u));
    sys(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, page);
    sys(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 1, nowhere);
    sys(SYS_seccomp, 99, 1, nowhere);
    sys(SYS_add_key, text("user"), text("name", 64), text("secret", 128), 6, -77);
    sys(SYS_request_key, text("user"), text("name", 64), nullptr, -3);
}

static void terminals() {
    section();
    const int master = (int)sys(SYS_openat, -100, text("/dev/ptmx"), 2);
    for (const unsigned long command : {(unsigned long)TCGETS, (unsigned long)TIOCGWINSZ, (unsigned long)TIOCGPGRP,
                                        (unsigned long)FIONREAD, (unsigned long)TIOCGPTN, (unsigned long)TIOCOUTQ}) {
        std::memset(page, 0, 64);
        sys(SYS_ioctl, master, command, page);
        sys(SYS_ioctl, bad_fd, command, page);
    }
    sys(SYS_ioctl, master, TIOCSPTLCK, put(0));
    sys(SYS_ioctl, master, TIOCSWINSZ, put(winsize{24, 80, 0, 0}));
    sys(SYS_ioctl, bad_fd, TIOCSPGRP, put(5));
    sys(SYS_ioctl, bad_fd, TCSETS, page);
    sys(SYS_ioctl, bad_fd, TCXONC, 1);
    sys(SYS_ioctl, bad_fd, TCFLSH, 2);
    sys(SYS_ioctl, bad_fd, TIOCSCTTY, 0);
    sys(SYS_ioctl, bad_fd, FIONBIO, put(1));
    sys(SYS_ioctl, bad_fd, FIOCLEX);
    sys(SYS_ioctl, bad_fd, FS_IOC_GETFLAGS, page);
    sys(SYS_ioctl, bad_fd, FICLONE, 5);
    sys(SYS_ioctl, bad_fd, BLKGETSIZE64, page);
    sys(SYS_ioctl, bad_fd, 0x8008abcd, page);
    sys(SYS_ioctl, bad_fd, 0x12345678, 5);
    sys(SYS_ioctl, bad_fd, 0, nullptr);
    sys(SYS_ioctl, bad_fd, 0x89a0, page);
}

static void process_control() {
    section();
    sys(SYS_prctl, PR_SET_NAME, text("a-name"));
    sys(SYS_prctl, PR_GET_NAME, page);
    sys(SYS_prctl, PR_SET_NAME, nowhere);
    for (const int option : {PR_GET_DUMPABLE, PR_GET_KEEPCAPS, PR_GET_NO_NEW_PRIVS, PR_GET_SECCOMP, PR_GET_SECUREBITS,
                             PR_GET_TIMERSLACK, PR_GET_TIMING})
        sys(SYS_prctl, option, 0, 0, 0, 0);
    sys(SYS_prctl, PR_GET_PDEATHSIG, page);
    sys(SYS_prctl, PR_SET_PDEATHSIG, 99);
    sys(SYS_prctl, PR_SET_DUMPABLE, 1);
    sys(SYS_prctl, PR_CAPBSET_READ, 19);
    sys(SYS_prctl, PR_CAPBSET_READ, 99);
    sys(SYS_prctl, PR_CAP_AMBIENT, 1, 5, 0, 0);
    sys(SYS_prctl, PR_CAP_AMBIENT, 4, 0, 0, 0);
    sys(SYS_prctl, PR_SET_PTRACER, -1);
    sys(SYS_prctl, PR_SET_PTRACER, 1);
    sys(SYS_prctl, PR_GET_CHILD_SUBREAPER, page);
    sys(SYS_prctl, PR_GET_TSC, page);
    sys(SYS_prctl, PR_SET_MM, 1, 0, 0, 0);
    sys(SYS_prctl, PR_SET_VMA, 0, 0x1000, 4096, text("x"));
    sys(SYS_prctl, PR_SET_SECCOMP, 2, nowhere);
    sys(SYS_prctl, PR_SET_SECUREBITS, 0xfff);
    sys(SYS_prctl, 0x12345, 1, 2, 3, 4);
}

static void system_wide() {
    section();
    sys(SYS_mount, text("none"), text("/nonexistent", 64), text("tmpfs", 128), 6, text("size=1m", 192));
    sys(SYS_mount, nullptr, text("/nonexistent", 64), nullptr, 0x1000, nullptr);
    sys(SYS_mount, text("none"), text("/nonexistent", 64), text("tmpfs", 128), 32, nowhere);
    sys(SYS_umount2, text("/nonexistent"), 2);
    sys(SYS_pivot_root, text("/nonexistent"), text("/nonexistent", 64));
    sys(SYS_swapon, text("/nonexistent"), 0x8005);
    sys(SYS_swapoff, text("/nonexistent"));
    sys(SYS_acct, text("/nonexistent/acct"));
    sys(SYS_delete_module, text("no_such"), 0x800);
    sys(SYS_finit_module, bad_fd, text("p=1"), 1);
    sys(SYS_init_module, nowhere, 5, text("p"));
    sys(SYS_open_tree, bad_fd, text("x"), 1);
    sys(SYS_move_mount, bad_fd, text("x"), bad_fd, text("y", 64), 4);
    sys(SYS_fsopen, text("nosuchfs"), 1);
    sys(SYS_fsconfig, bad_fd, 1, text("key"), text("value", 64), 0);
    sys(SYS_fsconfig, bad_fd, 6, nullptr, nullptr, 0);
    sys(SYS_fsmount, bad_fd, 1, 8);
    sys(SYS_fspick, bad_fd, text("x"), 1);
    sys(SYS_name_to_handle_at, bad_fd, text("x"), put(0), page + 512, 0);
    sys(SYS_open_by_handle_at, bad_fd, put(0), 2);
    sys(SYS_getrandom, page, 0, 1);
    sys(SYS_getrandom, nowhere, 5, 6);
    sys(SYS_sysinfo, nowhere);
    sys(SYS_uname, page);
    sys(SYS_uname, nowhere);
    sys(SYS_syslog, 77, page, 5);
    sys(SYS_reboot, 0, 0, 0, 0);
    sys(SYS_ioperm, -1, 1, 1);
    sys(SYS_iopl, 9);
    sys(SYS_perf_event_open, nullptr, 0, 0, -1, 8);
    sys(SYS_bpf, 99, nowhere, 5);
    sys(SYS_landlock_create_ruleset, nullptr, 0, 1);
    const std::uint64_t rules[] = {3, 1, 1};
    sys(SYS_landlock_create_ruleset, put(rules), 24, 8);
    sys(SYS_landlock_add_rule, bad_fd, 1, put(rules), 0);
    sys(SYS_landlock_restrict_self, bad_fd, 0);
    sys(SYS_ptrace, PTRACE_PEEKDATA, 0x7fffffff, page, page);
    sys(SYS_ptrace, PTRACE_SEIZE, 0x7fffffff, 0, 0x11);
    sys(SYS_ptrace, 0x1234, 0x7fffffff, 1, 2);
}

static void ipc() {
    section();
    sys(SYS_semget, 0x7777, 3, 0600);
    const short operations[] = {0, -1, 0x1000, 1, 1, 0x800};
    sys(SYS_semop, -1, put(operations), 2);
    sys(SYS_semtimedop, -1, put(operations), 2, nowhere);
    sys(SYS_msgget, 0x7777, 0);
    struct {
        long type;
        char text[8];
    } message{5, "message"};
    sys(SYS_msgsnd, -1, put(message), 8, 04000);
    sys(SYS_msgrcv, -1, page, 8, -5, 010000);
    sys(SYS_shmctl, -1, 2, page);
    sys(SYS_semctl, -1, 0, 2, page);
    sys(SYS_msgctl, -1, 0, nullptr);
    sys(SYS_mq_open, text("nosuch"), 0, 0, nullptr);
    const long attributes[8] = {0, 5, 100};
    sys(SYS_mq_open, text("no/such"), 0102, 0600, put(attributes, 64));
    sys(SYS_mq_unlink, text("nosuch"));
    sys(SYS_mq_timedsend, bad_fd, text("x"), 1, 5, nullptr);
    sys(SYS_mq_timedreceive, bad_fd, page, 10, page + 64, nullptr);
    sys(SYS_io_setup, 5, nowhere);
    sys(SYS_io_destroy, 5);
    sys(SYS_io_getevents, 5, 1, 1, page, nullptr);
    sys(SYS_io_submit, 5, 1, nowhere);
    sys(SYS_io_uring_setup, 0, page);
    sys(SYS_io_uring_enter, bad_fd, 1, 1, 1, nullptr, 8);
    sys(SYS_io_uring_register, bad_fd, 2, page, 1);
    sys(600, 1, 2, 3, 4, 5, 6);
    sys(SYS_quotactl, 0x80000700, text("/dev/x"), 0, page);
}

int main() {
    prepare();
    credentials();
    terminals();
    process_control();
    system_wide();
    ipc();
}
