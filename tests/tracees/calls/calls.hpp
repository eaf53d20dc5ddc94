// What the tracees of this folder share: raw system calls, and memory at fixed addresses, so that two runs print the same text.
// Not here: expectations. strace's lines over the same program are the expectation (tests/core/calls_test.py compares).
// The hard part: a page with nothing behind it, for structures and strings that run off the end of what can be read.
#pragma once

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
inline char* const page = reinterpret_cast<char*>(0x20000000);       // readable, writable
inline char* const page_end = page + page_size;                      // nothing is mapped here
inline const auto nowhere = reinterpret_cast<void*>(0x20005000);     // never mapped
inline constexpr long bad_fd = -1;

inline void prepare() {
    void* const got = mmap(page, page_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (got != page) std::abort();
    std::memset(page, 0, page_size);
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

/// The same at a fixed place whatever the type of the arguments: registers are 64 bits wide, and -1 fills them.
template <class... A> long sys(long number, A... arguments) { return syscall(number, (long)arguments...); }

}  // namespace calls
