// The calls that no other tracee makes in four forms: as they are meant, with an address that is not there, with none, with all bits
// set, and with something that runs off the end of a page. The lines that are expected are in expected/forms.lines.
// Not here: commands and structures, which have tracees of their own.
// The hard part: it may run as root, so what would change the machine is only ever asked for what does not exist.
#include "tracees/calls/calls.hpp"

#include <fcntl.h>
#include <sys/stat.h>

using namespace calls;

namespace {

// What an argument is, one letter each. Pointers: p a file, q another name, x a name that nothing has, s some text, b zeros.
// Numbers: f a descriptor (F: of a folder, in the end), a AT_FDCWD, n a length, L one too long, i a number, m a mode, g flags, z always 0,
// Z what does not exist.
struct call {
    long number;
    const char* arguments;
};
constexpr call table[] = {
    {SYS_access, "pi"},
    {SYS_chmod, "pm"},
    {SYS_chown, "pii"},
    {SYS_lchown, "pii"},
    {SYS_creat, "pm"},
    {SYS_open, "pgm"},
    {SYS_mkdir, "qm"},
    {SYS_rmdir, "q"},
    {SYS_mknod, "qmz"},
    {SYS_unlink, "q"},
    {SYS_link, "pq"},
    {SYS_rename, "qp"},
    {SYS_symlink, "sq"},
    {SYS_readlink, "qbn"},
    {SYS_utime, "pb"},
    {SYS_utimes, "pb"},
    {SYS_futimesat, "apb"},
    {SYS_faccessat, "api"},
    {SYS_faccessat2, "apig"},
    {SYS_fchmodat, "apm"},
    {newer_fchmodat2, "apmg"},
    {SYS_fchownat, "apiig"},
    {SYS_mkdirat, "aqm"},
    {SYS_mknodat, "axmz"},
    {SYS_unlinkat, "aqg"},
    {SYS_linkat, "apaqg"},
    {SYS_renameat, "aqap"},
    {SYS_renameat2, "axapg"},
    {SYS_symlinkat, "saq"},
    {SYS_readlinkat, "aqbn"},
    {SYS_chdir, "x"},
    {SYS_truncate, "pi"},
    {SYS_ftruncate, "fi"},
    {SYS_fallocate, "fgii"},
    {SYS_statfs, "pb"},
    {SYS_fstatfs, "fb"},
    {SYS_fstat, "fb"},
    {SYS_fchdir, "F"},
    {SYS_fchmod, "fm"},
    {SYS_fchown, "fii"},
    {SYS_fsync, "F"},
    {SYS_fdatasync, "F"},
    {SYS_syncfs, "Z"},
    {SYS_flock, "fg"},
    {SYS_close, "Z"},
    {SYS_dup, "F"},
    {SYS_dup2, "fi"},
    {SYS_dup3, "fig"},
    {SYS_close_range, "Zig"},
    {SYS_lseek, "fii"},
    {SYS_getcwd, "bn"},
    {SYS_getdents64, "fbn"},
    {SYS_readahead, "fin"},
    {newer_cachestat, "fbbg"},
    {SYS_sync_file_range, "fiig"},
    {SYS_fadvise64, "fiig"},
    {SYS_copy_file_range, "fbfbng"},
    {SYS_splice, "fbfbng"},
    {SYS_tee, "ffng"},
    {SYS_vmsplice, "fbig"},
    {SYS_sendfile, "ffbn"},
    {SYS_pread64, "fbni"},
    {SYS_pwrite64, "fbni"},
    {SYS_preadv, "fbii"},
    {SYS_pwritev, "fbii"},
    {SYS_preadv2, "fbiiig"},
    {SYS_pwritev2, "fbiiig"},
    {SYS_setxattr, "psbng"},
    {SYS_lsetxattr, "psbng"},
    {SYS_fsetxattr, "fsbng"},
    {SYS_getxattr, "psbn"},
    {SYS_lgetxattr, "psbn"},
    {SYS_fgetxattr, "fsbn"},
    {SYS_listxattr, "pbn"},
    {SYS_llistxattr, "pbn"},
    {SYS_flistxattr, "fbn"},
    {newer_setxattrat, "apgsbn"},
    {newer_getxattrat, "apgsbn"},
    {newer_listxattrat, "apgbn"},
    {newer_removexattrat, "apgs"},
    {newer_file_getattr, "apbng"},
    {newer_file_setattr, "axbng"},
    {SYS_removexattr, "ps"},
    {SYS_lremovexattr, "ps"},
    {SYS_fremovexattr, "fs"},
    {SYS_pipe, "b"},
    {SYS_eventfd, "i"},
    {SYS_inotify_rm_watch, "fi"},
    {SYS_getpgid, "i"},
    {SYS_getsid, "i"},
    {SYS_setpgid, "ii"},
    {SYS_getresuid, "bbb"},
    {SYS_getresgid, "bbb"},
    {SYS_getgroups, "ib"},
    {SYS_setgroups, "Zb"},
    {SYS_setregid, "ZZ"},
    {SYS_setreuid, "ZZ"},
    {SYS_setresuid, "ZZZ"},
    {SYS_setresgid, "ZZZ"},
    {SYS_setfsuid, "Z"},
    {SYS_setfsgid, "Z"},
    {SYS_setgid, "Z"},
    {SYS_setuid, "Z"},  // from here on it is nobody
    {SYS_chroot, "x"},
    {SYS_acct, "x"},
    {SYS_pivot_root, "xx"},
    {SYS_swapon, "xg"},
    {SYS_swapoff, "x"},
    {SYS_times, "b"},
    {SYS_time, "b"},
    {SYS_sysinfo, "b"},
    {SYS_uname, "b"},
    {SYS_umask, "m"},
    {SYS_personality, "Z"},
    {SYS_getrandom, "zng"},
    {SYS_membarrier, "gg"},
    {SYS_sched_getscheduler, "i"},
    {SYS_kcmp, "iiiii"},
    {SYS_tkill, "Zi"},
    {SYS_tgkill, "ZZi"},
    {SYS_rt_sigqueueinfo, "Zib"},
    {SYS_rt_tgsigqueueinfo, "ZZib"},
    {SYS_rt_sigpending, "bn"},
    {SYS_rt_sigtimedwait, "bbbn"},
    {SYS_rt_sigsuspend, "bi"},  // of no size that there is: it does not wait
    {SYS_sigaltstack, "bb"},
    {SYS_timer_getoverrun, "i"},
    {SYS_alarm, "L"},
    {SYS_rseq, "Znig"},
    {SYS_brk, "Z"},
    {SYS_set_tid_address, "Z"},
    {newer_map_shadow_stack, "Zng"},
    {newer_mseal, "Zng"},
    {SYS_mlock, "bn"},
    {SYS_mlock2, "bng"},
    {SYS_munlock, "bn"},
    {SYS_mlockall, "Z"},
    {SYS_msync, "bng"},
    {SYS_madvise, "bni"},
    {SYS_mincore, "bnb"},
    {SYS_munmap, "Zn"},
    {SYS_mremap, "Znng"},
    {SYS_remap_file_pages, "Znggg"},
    {SYS_pkey_alloc, "gg"},
    {SYS_pkey_free, "Z"},
    {SYS_pkey_mprotect, "Zngi"},
    {SYS_process_madvise, "Zbiig"},
    {SYS_process_mrelease, "Zg"},
    {SYS_process_vm_readv, "Zbibig"},
    {SYS_process_vm_writev, "Zbibig"},
    {SYS_shmdt, "Z"},
    {SYS_accept, "fbb"},
    {SYS_accept4, "fbbg"},
    {SYS_listen, "fi"},
    {SYS_shutdown, "fi"},
    {SYS_getsockname, "fbb"},
    {SYS_getpeername, "fbb"},
    {SYS_sendmmsg, "fbig"},
    {SYS_recvmmsg, "fbigb"},
    {SYS_readv, "fbi"},
    {SYS_execveat, "axzzg"},
    {SYS_setns, "Zg"},
    {SYS_unshare, "g"},
    {newer_open_tree_attr, "axgbn"},
    {newer_listns, "bbng"},
    {SYS_fsopen, "xg"},
    {SYS_quotactl_fd, "Zgib"},
    {SYS_init_module, "bZs"},
    {SYS_finit_module, "Zsg"},
    {SYS_delete_module, "xg"},
    {SYS_kexec_load, "iZbZ"},
    {SYS_kexec_file_load, "ZZnsg"},
    {SYS_reboot, "ZZZb"},
    {SYS_sethostname, "bL"},
    {SYS_setdomainname, "bL"},
    {SYS_syslog, "Zbn"},
#ifdef SYS_getdents  // x86 alone has these
    {SYS_getdents, "fbn"},
    {SYS_ioperm, "Znz"},
    {SYS_iopl, "Z"},
    {SYS_sysfs, "iii"},
    {SYS_ustat, "ib"},
    {SYS_uselib, "x"},
    {SYS__sysctl, "b"},
    {SYS_modify_ldt, "ibn"},
    {SYS_set_thread_area, "b"},
    {SYS_get_thread_area, "b"},
    {SYS_inotify_init, ""},
    {SYS_create_module, "xn"},
    {SYS_get_kernel_syms, "b"},
    {SYS_query_module, "xibnb"},
    {SYS_epoll_ctl_old, "iiib"},
    {SYS_epoll_wait_old, "ibii"},
    {SYS_afs_syscall, "ibgnm"},
    {SYS_getpmsg, "ibgnm"},
    {SYS_putpmsg, "ibgnm"},
    {SYS_tuxcall, "ibg"},
    {SYS_security, "ibg"},
    {SYS_vserver, "ibgnm"},
#endif
    {SYS_nfsservctl, "ibb"},
    {SYS_lookup_dcookie, "ibn"},
};

enum form { usual, nowhere_there, none, all_bits, short_of, forms };

// The calls that take nothing have one form; vfork's child leaves the library's stack as it is.
constexpr long without_arguments[] = {SYS_setsid, SYS_vhangup, SYS_sync, SYS_restart_syscall, newer_rseq_slice_yield};

struct opened {
    long file, folder;
};

std::uint64_t argument(char letter, form how, opened here) {
    const auto pointer = [&](const char* good) -> std::uint64_t {
        if (how == nowhere_there) return reinterpret_cast<std::uint64_t>(nowhere);
        if (how == none) return 0;
        return reinterpret_cast<std::uint64_t>(how == short_of ? page_end - 2 : good);
    };
    const auto number = [&](std::uint64_t first, std::uint64_t second, std::uint64_t third) -> std::uint64_t {
        return how == all_bits ? ~std::uint64_t{} : how == short_of ? third : how == usual ? first : second;
    };
    switch (letter) {
    case 'p': return pointer(page);
    case 'q': return pointer(page + 32);
    case 'x': return pointer(page + 96);
    case 's': return pointer(page + 128);
    case 'b': return pointer(page + 1024);
    case 'f': return how == none || how == all_bits ? ~std::uint64_t{} : static_cast<std::uint64_t>(here.file);
    case 'a': return how == all_bits ? 77 : static_cast<std::uint64_t>(AT_FDCWD);
    case 'n': return number(64, 32, 128);
    case 'L': return number(65, 100, 1000);
    case 'i': return number(0, 5, 77);
    case 'm': return number(0640, 0, 0170777);
    case 'g': return number(0, 1, 0x40000000);
    case 'Z': return number(0x7ffffff0, 0x7ffffff1, 0x7ffffff2);
    case 'F': return number(static_cast<std::uint64_t>(here.file), 77, static_cast<std::uint64_t>(here.folder));
    default: return 0;
    }
}

}  // namespace

int main() {
    prepare();
    section();
    text("file", 0), text("name", 32), text("no/such", 96), text("user.text", 128);
    const opened here{open("file", O_CREAT | O_RDWR, 0600), open(".", O_RDONLY | O_DIRECTORY)};
    for (const auto& one : table) {
        for (int how = usual; how < forms; ++how) {
            std::memset(page + 1024, 0, 1024);
            std::uint64_t a[6]{};
            for (std::size_t i = 0; one.arguments[i] != 0; ++i)
                a[i] = argument(one.arguments[i], static_cast<form>(how), here);
            sys(one.number, a[0], a[1], a[2], a[3], a[4], a[5]);
        }
    }
    for (const long number : without_arguments) sys(number);
    sys(600, 1, 2, 3, 4, 5, 6), sys(SYS_restart_syscall);  // after a call without a name
    hold_children();
    if (sys(SYS_fork) == 0) _exit(1);
    if (vfork() == 0) _exit(2);
    sys(SYS_exit, 3);
}
