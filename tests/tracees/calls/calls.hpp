// What the tracees of this folder share: raw system calls, and memory at fixed addresses, so that two runs print the same text.
// Not here: the lines that are expected of their traces (expected.hpp).
// The hard part: a page with nothing behind it, for structures and strings that run off the end of what can be read.
#pragma once

#include "tracees/calls/expected.hpp"

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace calls {

inline constexpr std::size_t page_size = 4096;
inline char* const page = reinterpret_cast<char*>(0x20000000);    // readable, writable
inline char* const page_end = page + page_size;                   // nothing is mapped here
inline const auto nowhere = reinterpret_cast<void*>(0x20005000);  // never mapped
inline constexpr long bad_fd = -1;

// Calls that the kernel's later ports do without: it has them in another form (include/uapi/asm-generic/unistd.h).
inline constexpr long absent = -1;
#ifndef SYS_open
enum : long {
    SYS_access = absent,
    SYS_alarm = absent,
    SYS_arch_prctl = absent,
    SYS_chmod = absent,
    SYS_chown = absent,
    SYS_creat = absent,
    SYS_dup2 = absent,
    SYS_epoll_create = absent,
    SYS_epoll_wait = absent,
    SYS_eventfd = absent,
    SYS_fork = absent,
    SYS_futimesat = absent,
    SYS_getdents = absent,
    SYS_getpgrp = absent,
    SYS_ioperm = absent,
    SYS_iopl = absent,
    SYS_lchown = absent,
    SYS_link = absent,
    SYS_lstat = absent,
    SYS_mkdir = absent,
    SYS_mknod = absent,
    SYS_open = absent,
    SYS_pause = absent,
    SYS_pipe = absent,
    SYS_poll = absent,
    SYS_readlink = absent,
    SYS_rename = absent,
    SYS_rmdir = absent,
    SYS_select = absent,
    SYS_signalfd = absent,
    SYS_stat = absent,
    SYS_symlink = absent,
    SYS_time = absent,
    SYS_unlink = absent,
    SYS_utime = absent,
    SYS_utimes = absent,
};
#endif

// Calls that a 32-bit kernel does without, or has under another name.
#ifndef SYS_newfstatat
inline constexpr long SYS_newfstatat = SYS_fstatat64;
#endif
#ifndef SYS_accept
inline constexpr long SYS_accept = absent;
#endif
#ifndef SYS_semop
inline constexpr long SYS_semop = absent, SYS_semtimedop = absent;
#endif

// Calls that this machine's headers may be too old for: their numbers are the same on every ABI.
inline constexpr long newer_cachestat = 451, newer_fchmodat2 = 452, newer_map_shadow_stack = 453, newer_mseal = 462,
                      newer_setxattrat = 463, newer_getxattrat = 464, newer_listxattrat = 465,
                      newer_removexattrat = 466, newer_open_tree_attr = 467, newer_file_getattr = 468,
                      newer_file_setattr = 469, newer_listns = 470, newer_rseq_slice_yield = 471;

inline void prepare() {
    expected::open_file();
    void* const got = mmap(page, page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (got != page) std::abort();
    std::memset(page, 0, page_size);
}

/// The end of a child is told by a signal between any two calls, so it has to wait.
inline void hold_children() {
    sigset_t children;
    sigemptyset(&children), sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, nullptr);
}

/// A copy of `value` that ends where the page ends.
template <class T> T* last(const T& value) {
    auto* const there = page_end - sizeof(T);
    std::memcpy(there, &value, sizeof(T));
    return reinterpret_cast<T*>(there);
}

/// A copy of `value` at a fixed place in the page.
template <class T> T* put(const T& value, std::size_t offset = 0) {
    std::memcpy(page + offset, &value, sizeof(T));
    return reinterpret_cast<T*>(page + offset);
}

inline char* text(const char* s, std::size_t offset = 0) { return std::strcpy(page + offset, s); }

/// The lines that follow are of the function that calls this.
inline void section(const char* name = __builtin_FUNCTION()) { expected::begin(name); }

/// The same at a fixed place whatever the type of the arguments: registers are 64 bits wide, and -1 fills them.
template <class... A> long sys(long number, A... arguments) {
    const long given[6]{(long)arguments...};
    char* const row = expected::row(given);
    if (number == absent) return expected::without(row), -1;
    const long result = syscall(number, (long)arguments...);
    expected::answered(row, result);
    return result;
}

}  // namespace calls
