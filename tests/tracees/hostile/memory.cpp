// Arguments that are not what they seem.
// Not here: tasks, signals.
// The hard part for a tracer: memory may change or go between two reads; lengths, counts and pointers are the program's word for it; and every
// byte of it ends up in front of somebody's terminal.
#include "tracees/hostile/scenes.hpp"

#include <atomic>
#include <climits>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <initializer_list>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/un.h>

namespace {

constexpr long page = 4096;

/// Two pages; nothing is mapped behind them.
char* edge() {
    void* const at = mmap(nullptr, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    require(at != MAP_FAILED && munmap(static_cast<char*>(at) + 2 * page, page) == 0);
    return static_cast<char*>(at);
}

int dev_null() {
    const int fd = open("/dev/null", O_WRONLY);
    require(fd >= 0);
    return fd;
}

std::atomic<bool> over;
struct {
    char path[64] = "/nowhere/at all";
    iovec vectors[8];
    msghdr message;
    char* pages = edge();
} shared;

void* changer(void*) {
    const iovec good{shared.path, 8}, bad{shared.pages + 2 * page - 4, 1000};
    for (unsigned i = 0; !over; ++i) {
        shared.path[9 + i % 40] = static_cast<char>(i);
        for (iovec& v : shared.vectors) v = i & 1 ? good : bad;
        shared.vectors[i % 8].iov_len = i % 5 == 0 ? SIZE_MAX : i % 100;
        shared.message.msg_iov = i & 2 ? shared.vectors : reinterpret_cast<iovec*>(shared.pages + 2 * page - 24);
        shared.message.msg_iovlen = i % 3 == 0 ? SIZE_MAX : i % 9;
        shared.message.msg_control = i & 4 ? shared.path : nullptr;
        shared.message.msg_controllen = i * 7;
        if (i % 64 == 0) mprotect(shared.pages + page, page, i % 128 == 0 ? PROT_NONE : PROT_READ | PROT_WRITE);
    }
    return nullptr;
}

// What a terminal would obey, and what a reader of traces would believe.
constexpr const char* texts[] = {
    "\x1b]0;owned\x07",
    "\x1b[2J\x1b[1;31m",
    "\xc2\x9b"
    "31m",
    "\r\x1b[A\x1b[K",
    "\n1 exit_group(0) = ?\n+++ exited with 0 +++\n",
    "\xff\xfe\xc3(\x80",
    "%s%n%999999d",
    "\"\\\"\\\\",
    "<unfinished ...>",
    "</script><script>alert(1)</script>",
};

void show_everywhere(const char* text, int null) {
    struct stat s;
    sockaddr_un name{AF_UNIX, ""};
    strncpy(name.sun_path + 1, text, sizeof name.sun_path - 2);
    char* const words[] = {const_cast<char*>(text), const_cast<char*>(text), nullptr};
    prctl(PR_SET_NAME, text);
    syscall(SYS_openat, AT_FDCWD, text, O_RDONLY | O_PATH);
    stat(text, &s);
    require(execve("/nowhere", words, words) == -1);
    require(write(null, text, strlen(text)) >= 0);
    const int file = static_cast<int>(syscall(SYS_memfd_create, text, 0)), unix_socket = socket(AF_UNIX, SOCK_DGRAM, 0);
    require(file >= 0 && unix_socket >= 0);
    write(file, text, strlen(text));  // its descriptor has the name
    bind(unix_socket, reinterpret_cast<sockaddr*>(&name), sizeof name);
    sendto(unix_socket, text, strlen(text), MSG_DONTWAIT, reinterpret_cast<sockaddr*>(&name), sizeof name);
    close(file);
    close(unix_socket);
}

}  // namespace

int racing(int) {
    const int null = dev_null();
    pthread_t thread;
    require(pthread_create(&thread, nullptr, changer, nullptr) == 0);
    for (int i = 0; i < 300; ++i) {
        syscall(SYS_openat, AT_FDCWD, shared.path, O_RDONLY);
        syscall(SYS_writev, null, shared.vectors, 8);
        syscall(SYS_sendmsg, -1, &shared.message, 0);
        syscall(SYS_execve, shared.path, shared.vectors, shared.vectors);
    }
    over = true;
    require(pthread_join(thread, nullptr) == 0);
    return 0;
}

int bytes(int) {
    const int null = dev_null();
    for (int byte = 1; byte < 256; ++byte) {
        const char text[] = {'/', static_cast<char>(byte), static_cast<char>(byte), '\0'};
        show_everywhere(text, null);
    }
    for (const char* text : texts) show_everywhere(text, null);
    char here[] = "/tmp/hostile-XXXXXX";
    require(mkdtemp(here) && chdir(here) == 0);
    for (const char* text : texts) {
        if (strchr(text, '/')) continue;
        const int file = open(text, O_CREAT | O_RDWR, 0600);
        require(file >= 0 && write(file, text, strlen(text)) > 0 && unlink(text) == 0);
        write(file, "", 1);  // the name of what is deleted
    }
    require(rmdir(here) == 0);
    if (const pid_t child = fork(); child != 0) return WTERMSIG(status_of(child));
    raise(SIGRTMAX);  // under the last of the names
    return 1;
}

int lengths(int) {
    static iovec many[16000];
    static mmsghdr messages[1];
    static pollfd polled[2000];
    static sock_filter program[4096];
    char* const pages = edge();
    const int null = dev_null();
    for (iovec& v : many) v = {pages, SIZE_MAX / 3};
    for (mmsghdr& m : messages) {  // each of its pointers leads to itself
        iovec* const itself = reinterpret_cast<iovec*>(&m);
        m = {{&m, ~0u, itself, 16000, &m, SIZE_MAX, 0}, ~0u};
    }
    for (sock_filter& i : program) i = BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0xffffffff);
    struct {
        unsigned short length;
        void* filter;
    } self{65535, &self}, full{4096, program};
    alignas(8) char attributes[128];
    for (unsigned i = 0; i < sizeof attributes; i += 8) {
        const void* const itself = attributes;
        memcpy(attributes + i, &itself, 8);
    }
    timespec none{};
    for (const long n : {-1L, LONG_MIN, LONG_MAX, 1L << 32, 0x7ffff000L, 1L << 20, 16000L, 1025L, 1024L}) {
        for (char* const at : {pages, pages + page, pages + 2 * page - 1}) {
            syscall(SYS_write, null, at, n);
            syscall(SYS_read, -1, at, n);
            syscall(SYS_writev, -1, at, n);
            syscall(SYS_sendmmsg, -1, at, n, 0);
            syscall(SYS_ppoll, at, n, &none, nullptr, 8);
            syscall(SYS_pselect6, n < 0 ? n : -n, at, at, at, &none, nullptr);
            syscall(SYS_move_pages, 0, n, at, nullptr, pages, 0);
            syscall(SYS_io_submit, 0, n, at);
            syscall(SYS_sched_setaffinity, -1, n, at);
            syscall(SYS_getxattr, "/", "user.none", at, n);
            syscall(SYS_clone3, nullptr, n);
            syscall(SYS_keyctl, 11, -1, at, n);
            syscall(SYS_rt_sigprocmask, 77, at, at, n);
            syscall(SYS_mount, "/nowhere", "/nowhere", at, n, at);
        }
        syscall(SYS_bpf, 5, attributes, n);
        syscall(SYS_perf_event_open, attributes, -1, -1, -1, n);
        syscall(SYS_futex_waitv, attributes, n, 0, &none, 0);
    }
    syscall(SYS_writev, null, many, 16000);
    syscall(SYS_process_vm_readv, getpid(), many, 1025, many, 1025, 0);
    syscall(SYS_sendmmsg, -1, messages, 1, 0);
    syscall(SYS_recvmmsg, -1, messages, ~0u, 0, nullptr);
    syscall(SYS_ppoll, polled, 1u << 31, &none, nullptr, 8);
    syscall(SYS_sendmsg, -1, &messages[0], 0);
    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &self);
    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &full);
    static char* words[100'001];
    for (int i = 0; i < 100'000; ++i) words[i] = reinterpret_cast<char*>(words);
    require(execve("/nowhere", words, words) == -1);
    return 0;
}

int addresses(int) {
    char* const pages = edge();
    const auto end = reinterpret_cast<unsigned long>(pages) + 2 * page;
    const int null = dev_null();
    const unsigned long edges[] = {0,         1,   page - 1,       end - 1,   end - 7,        end - 8,
                                   end - 16,  end, 0x7fffffffefff, 1ul << 47, 0xffffUL << 47, ~0ul - page,
                                   ~0ul - 15, ~0ul};
    for (const unsigned long a : edges) {
        syscall(SYS_openat, AT_FDCWD, a, 0);
        syscall(SYS_newfstatat, AT_FDCWD, a, a, 0);
        syscall(SYS_write, null, a, 100);
        syscall(SYS_writev, null, a, 3);
        syscall(SYS_execve, a, a, a);
        syscall(SYS_sendmsg, -1, a, 0);
        syscall(SYS_recvmsg, -1, a, 0);
        syscall(SYS_clock_nanosleep, 99, 0, a, a);
        syscall(SYS_rt_sigaction, 99, a, a, 8);
        syscall(SYS_clone3, a, 88);
        syscall(SYS_bpf, 5, a, 120);
        syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, a);
        syscall(SYS_ioctl, 0, 0x5401, a);
        syscall(SYS_getdents64, -1, a, 100);
        syscall(SYS_connect, -1, a, 110);
        syscall(SYS_prctl, PR_SET_NAME, a);
        syscall(SYS_mount, a, a, a, a, a);
        syscall(SYS_process_vm_readv, getpid(), a, 2, a, 2, 0);
        syscall(SYS_futex, a, 0x81, 1, a, a, 0);
        syscall(SYS_wait4, -1, a, 1, a);
    }
    if (const pid_t child = fork(); child != 0) return WTERMSIG(status_of(child));
    for (const int bits : {48, 47, 39})
        munmap(nullptr, (1ul << bits) - page);  // all of it, this code and stack included
    return 1;
}
