// Reading a tracee's memory.
// Not here: caching; two reads of one place may differ, and callers must live with it.
// The hard part is process_vm_readv's short read: "partial transfers apply at the granularity of iovec elements" (its
// manual page), so no element may cross a page.
#include "trace/memory.hpp"

#include "trace/ptrace.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <sys/uio.h>
#include <unistd.h>

namespace whytrace::trace {

namespace {

constexpr std::uint64_t page = 4096;  // the smallest there is: a boundary too many does no harm
constexpr std::size_t parts_a_call = 64;

}  // namespace

std::size_t task_memory::read(std::uint64_t from, std::span<std::byte> into) {
    const std::uint64_t to_the_top = ~from;  // bytes after `from` without wrapping around
    if (into.size() > to_the_top) into = into.first(to_the_top);
    if (into.empty()) return 0;
    const auto got = direct_ ? read_directly(from, into) : read_file(from, into);
    if (observer) [[unlikely]]
        observer->memory_read(tid_, from, into.first(got), into.size());
    return got;
}

std::size_t task_memory::read_directly(std::uint64_t from, std::span<std::byte> into) {
    std::size_t done = 0;
    while (done < into.size()) {
        std::array<iovec, parts_a_call> remote;
        std::size_t parts = 0, wanted = 0;
        while (parts < remote.size() && done + wanted < into.size()) {
            const std::uint64_t at = from + done + wanted;
            const std::size_t size = std::min<std::uint64_t>(page - at % page, into.size() - done - wanted);
            remote[parts++] = {reinterpret_cast<void*>(at), size};
            wanted += size;
        }
        const iovec local{into.data() + done, wanted};
        const ssize_t got = ::process_vm_readv(tid_, &local, 1, remote.data(), parts, 0);
        // EPERM, ENOSYS: a sandbox that lets ptrace through but not this call. EFAULT is the tracee's, ESRCH its end.
        if (got < 0 && done == 0 && (errno == EPERM || errno == ENOSYS)) {
            direct_ = false;
            return read_file(from, into);
        }
        if (got <= 0) break;
        done += static_cast<std::size_t>(got);
        if (static_cast<std::size_t>(got) < wanted) break;
    }
    return done;
}

// By PTRACE_POKEDATA alone: process_vm_writev(2) keeps to the program's own rights, and a literal is the usual target. What is written is
// a few words, now and then.
std::size_t task_memory::write(std::uint64_t to, std::span<const std::byte> bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const std::uint64_t at = (to + done) & ~std::uint64_t{sizeof(long) - 1};
        const std::size_t skipped = to + done - at;
        const std::size_t size = std::min(sizeof(long) - skipped, bytes.size() - done);
        std::array<std::byte, sizeof(long)> word;
        if (read(at, word) != word.size()) break;
        std::copy_n(bytes.data() + done, size, word.data() + skipped);
        if (!poke_word(tid_, at, std::bit_cast<unsigned long>(word))) break;
        done += size;
    }
    return done;
}

// Unlike process_vm_readv this reads pages that the program itself may not read; better than nothing at all.
std::size_t task_memory::read_file(std::uint64_t from, std::span<std::byte> into) {
    if (file_ < 0 || file_tid_ != tid_) {
        close_file();
        std::array<char, 32> path;
        std::snprintf(path.data(), path.size(), "/proc/%d/mem", tid_);
        file_ = ::open(path.data(), O_RDONLY | O_CLOEXEC);
        file_tid_ = tid_;
    }
    std::size_t done = 0;
    while (file_ >= 0 && done < into.size()) {
        const auto got = ::pread64(file_, into.data() + done, into.size() - done, static_cast<off64_t>(from + done));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

void task_memory::close_file() {
    if (file_ >= 0) ::close(file_);
    file_ = -1;
}

}  // namespace whytrace::trace
