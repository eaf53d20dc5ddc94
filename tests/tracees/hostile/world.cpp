// A program that changes what it is and where: filters, credentials, namespaces, root, descriptors, its own file, its word size.
// Not here: its tasks, its memory.
// The hard part for a tracer: what it has learnt of the program (its files, its ids, its ABI) is no longer so, and calls end in ways of their own.
#include "tracees/hostile/scenes.hpp"

#include <csignal>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <initializer_list>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

namespace {

/// One more filter: this answer to that call.
void answer(long call, unsigned action) {
    sock_filter rows[] = {BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                          BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<unsigned>(call), 0, 1),
                          BPF_STMT(BPF_RET | BPF_K, action), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    const sock_fprog program{sizeof rows / sizeof *rows, rows};
    require(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0);
}

int trapped;
void on_trap(int) { ++trapped; }

/// What the call says under the filter, in a child: its error, or 200 and the signal that it died of.
int outcome(long call, unsigned action) {
    const pid_t child = fork();
    if (child == 0) {
        answer(call, action);
        errno = 0;
        const long got = syscall(call, 0, 0, 0, 0, 0, 0);
        syscall(SYS_exit_group, got == -1 ? errno : 0);
    }
    const int status = status_of(child);
    return WIFSIGNALED(status) ? 200 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// Becomes root of its own user namespace.
bool write_map(int user) {
    const int map = open("/proc/self/uid_map", O_WRONLY);
    return map >= 0 && dprintf(map, "0 %d 1", user) > 0;
}

void* caller(void* count) {
    for (long i = 0; i < reinterpret_cast<long>(count); ++i) syscall(SYS_getppid);
    return nullptr;
}

}  // namespace

int filters(int) {
    constexpr unsigned killed = 200 + SIGSYS;
    for (const long call :
         {long{SYS_getppid}, long{SYS_ptrace}, long{SYS_process_vm_readv}, long{SYS_rt_sigreturn}, long{SYS_execve}}) {
        require(outcome(call, SECCOMP_RET_ERRNO | 33) == 33);
        require(outcome(call, SECCOMP_RET_ERRNO) == 0);
        require(outcome(call, SECCOMP_RET_ERRNO | 4095) == (4095 & 255));
        require(outcome(call, SECCOMP_RET_KILL_PROCESS) == killed);
        require(outcome(call, SECCOMP_RET_KILL_THREAD) == killed);
        require(outcome(call, SECCOMP_RET_TRAP) == killed);
        require(outcome(call, 0x12340000) == killed);              // no action has this number
        require(outcome(call, SECCOMP_RET_TRACE | 7) == ENOSYS);   // for a tracer that asks for it
        require(outcome(call, SECCOMP_RET_USER_NOTIF) == ENOSYS);  // nobody listens
    }
    // Its own end under a filter that does not let it.
    const pid_t child = fork();
    if (child == 0) {
        answer(SYS_exit_group, SECCOMP_RET_ERRNO | EPERM);
        syscall(SYS_exit_group, 1);
        answer(SYS_exit, SECCOMP_RET_KILL_PROCESS);
        syscall(SYS_exit, 2);
    }
    require(WTERMSIG(status_of(child)) == SIGSYS);
    signal(SIGSYS, on_trap);
    answer(SYS_getpgid, SECCOMP_RET_TRAP);
    for (int i = 0; i < 20; ++i) syscall(SYS_getpgid, 0);
    require(trapped == 20);
    for (int i = 0; i < 50; ++i) answer(SYS_getsid, SECCOMP_RET_ERRNO | static_cast<unsigned>(i + 1));
    require(syscall(SYS_getsid, 0) == -1 && errno == 50);  // the newest of equals decides
    pthread_t thread;
    require(pthread_create(&thread, nullptr, caller, reinterpret_cast<void*>(20)) == 0 &&
            pthread_join(thread, nullptr) == 0);
    return 0;
}

int identity(int step) {
    sigset_t all;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, nullptr);
    umask(0777);
    for (int dumpable : {0, 1, 0}) {
        prctl(PR_SET_DUMPABLE, dumpable);
        syscall(SYS_openat, AT_FDCWD, "/nowhere", O_RDONLY);
    }
    prctl(PR_SET_KEEPCAPS, 1);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_PDEATHSIG, SIGUSR1);
    if (getuid() == 0) require(setresgid(61234, 61234, 61234) == 0 && setresuid(61234, 61234, 61234) == 0);
    syscall(SYS_openat, AT_FDCWD, "/nowhere", O_RDONLY);
    setsid();
    if (step < 3) {
        const pid_t child = fork();
        if (child == 0) _exit(identity(step + 1));
        return WEXITSTATUS(status_of(child)) + 1;
    }
    pthread_t thread;
    require(pthread_create(&thread, nullptr, caller, reinterpret_cast<void*>(20)) == 0 &&
            pthread_join(thread, nullptr) == 0);
    return 0;
}

// Who may not make namespaces goes on without; the calls are made either way.
int namespaces(int) {
    constexpr int all = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWNET;
    const int user = static_cast<int>(getuid());
    const bool rooted = unshare(all) == 0 || (unshare(CLONE_NEWUSER | all) == 0 && write_map(user));
    if (rooted) {
        mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
        require(mount("none", "/tmp", "tmpfs", 0, nullptr) == 0 && mkdir("/tmp/root", 0777) == 0);
        umount2("/proc", MNT_DETACH);  // ours only
    }
    const pid_t child = fork();
    if (child == 0) {  // process 1 of its namespace
        if (rooted) require(chroot("/tmp/root") == 0 && chdir("/") == 0);
        for (int i = 0; i < 5; ++i) {
            const pid_t grandchild = fork();
            if (grandchild == 0) {
                pthread_t thread;
                require(pthread_create(&thread, nullptr, caller, reinterpret_cast<void*>(5)) == 0 &&
                        pthread_join(thread, nullptr) == 0);
                kill(getpid(), SIGKILL);
            }
            require(WTERMSIG(status_of(grandchild)) == SIGKILL);
        }
        for (int i = 0; i < 3; ++i)
            if (fork() == 0) pause();  // killed by the kernel when their process 1 ends
        _exit(4);
    }
    if (!rooted) return 4;
    return WEXITSTATUS(status_of(child));
}

int descriptors(int step) {
    for (int fd = 0; fd < 2000; ++fd) close(fd);
    syscall(SYS_close_range, 0u, ~0u, 0);
    require(open("/proc/self/exe", O_RDONLY) == 0);
    for (int fd = 1; fd < 300; ++fd) dup2(0, fd);
    if (step < 3) play_again("/proc/self/exe", "descriptors", step + 1);
    return step;
}

// Its file goes away, comes back as another, and has a name that nobody wants to see.
int binary(int step) {
    static const char name[] = "/tmp/hostile \x1b]0;owned\x07 \xff %d";
    char copy[96], own[96] = "";
    snprintf(copy, sizeof copy, name, getpid());
    if (step == 4) return 6;
    if (readlink("/proc/self/exe", own, sizeof own - 1) > 0 && step > 0) require(unlink(own) == 0);
    const int from = open("/proc/self/exe", O_RDONLY), to = open(copy, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0700);
    require(from >= 0 && to >= 0);
    static char buffer[1 << 16];
    for (ssize_t got; (got = read(from, buffer, sizeof buffer)) > 0;)
        require(write(to, buffer, static_cast<size_t>(got)) == got);
    close(to);
    if (step == 3) unlink(copy), play_again("/proc/self/exe", "binary", 4);
    play_again(copy, "binary", step + 1);
    return 1;
}

#ifdef __x86_64__
namespace {

long by_int80(long call, long a, long b) {
    long result;
    asm volatile("int $0x80"
                 : "=a"(result)
                 : "a"(call), "b"(a), "c"(b), "d"(0l), "S"(0l), "D"(0l)
                 : "memory", "r8", "r9", "r10", "r11");
    return result;
}

void* mixer(void* seed) {
    unsigned choice = static_cast<unsigned>(reinterpret_cast<long>(seed));
    for (int i = 0; i < 150; ++i) {
        choice = choice * 1103515245 + 12345;
        switch (choice >> 16 & 3) {
        case 0: by_int80(20, 0, 0); break;                                    // getpid
        case 1: by_int80(5, static_cast<long>(choice) << 32 | 1, -1); break;  // open of what is no address of 32 bits
        case 2:
            syscall(static_cast<long>(0x40000000 | (choice & 15)), -1, -1, -1);
            break;                                                           // x32, with descriptors that are none
        default: by_int80(static_cast<long>(choice & 0xffff) + 1000, 1, 2);  // no call
        }
        syscall(SYS_getppid);
    }
    return nullptr;
}

}  // namespace

int mixed(int) {
    pthread_t threads[3];
    for (long i = 0; i < 3; ++i) require(pthread_create(&threads[i], nullptr, mixer, reinterpret_cast<void*>(i)) == 0);
    for (pthread_t t : threads) require(pthread_join(t, nullptr) == 0);
    const pid_t child = fork();
    if (child == 0) by_int80(1, 11, 0);  // exit
    return WEXITSTATUS(status_of(child));
}
#else
int mixed(int) { return 11; }
#endif
