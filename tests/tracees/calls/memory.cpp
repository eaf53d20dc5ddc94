// Memory: mappings, protection, advice, policy, and other processes' memory.
// Not here: the lines that are expected: expected/memory.lines.
// The hard part: every call must be harmless for root, so what could do harm has arguments that fail.
#include "tracees/calls/calls.hpp"

#include <sys/uio.h>

using namespace calls;

int main() {
    prepare();
    section();
    sys(SYS_mmap, nullptr, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, bad_fd, 0x1000);
    sys(SYS_mmap, page, 4096, PROT_NONE, MAP_SHARED | MAP_ANONYMOUS, bad_fd, 0);
    sys(SYS_mmap, nullptr, 0, -1, -1, 99, -1);
    sys(SYS_mmap, nullptr, 4096, PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | 21 << 26, bad_fd, 0);
    sys(SYS_mmap, nullptr, 4096, 0, 0x10, 7, 0);
    sys(SYS_munmap, 1, 2);
    sys(SYS_mprotect, 0x1000, 4096, PROT_READ | PROT_EXEC);
    sys(SYS_mprotect, 0x1001, 4096, 0x01000000 | 0x10);
    sys(SYS_pkey_mprotect, 0x1001, 4096, PROT_NONE, -1);
    sys(SYS_pkey_alloc, 1, 3);
    sys(SYS_pkey_free, 99);
    sys(SYS_brk, 0);
    sys(SYS_mremap, 0x1001, 1, 2, 1, 0);
    sys(SYS_mremap, 0x1001, 1, 2, 3, 0x9999000);
    sys(SYS_msync, 0x1001, 4096, 5);
    sys(SYS_madvise, page, 4096, 4);
    sys(SYS_madvise, 1, 4096, 21);
    sys(SYS_madvise, 1, 4096, 1000);
    sys(SYS_mincore, page, 4096, page + 64);
    sys(SYS_mincore, page, 4096, nowhere);
    sys(SYS_mincore, 1, 4096, page);
    sys(SYS_mlock, 0x1000, 100);
    sys(SYS_munlock, 0x1000, 100);
    sys(SYS_mlock2, 0x1000, 100, 1);
    sys(SYS_mlockall, 8);
    sys(SYS_munlockall);
    sys(SYS_remap_file_pages, 0x1001, 4096, 0, 7, 0);
    const std::uint64_t nodes[] = {5, 0};
    sys(SYS_mbind, page, 4096, 2, put(nodes, 128), 3, 1);
    sys(SYS_mbind, page, 4096, 0x8003, nowhere, 64, 8);
    sys(SYS_set_mempolicy, 0, nullptr, 0);
    sys(SYS_set_mempolicy, 77, put(nodes, 128), 64);
    sys(SYS_get_mempolicy, page, nullptr, 0, nullptr, 0);
    sys(SYS_get_mempolicy, page, page + 64, 1024, page, 3);
    sys(SYS_get_mempolicy, nowhere, nowhere, 64, nullptr, 16);
    sys(SYS_migrate_pages, -1, 64, put(nodes, 128), put(nodes, 256));
    sys(SYS_process_madvise, bad_fd, put(iovec{page, 4096}), 1, 20, 0);
    sys(SYS_membarrier, 0, 0);
    sys(SYS_membarrier, 16, 1, 0);
    const iovec local[] = {{page + 512, 5}, {page + 600, 6}}, remote[] = {{page, 20}};
    text("remote memory", 0);
    sys(SYS_process_vm_readv, getpid(), put(local, 1024), 2, put(remote, 1100), 1, 0);
    sys(SYS_process_vm_readv, getpid(), put(local, 1024), 2, nowhere, 1, 0);
    sys(SYS_process_vm_readv, -1, put(local, 1024), 2, put(remote, 1100), 1, 7);
    sys(SYS_process_vm_writev, getpid(), put(local, 1024), 2, put(remote, 1100), 1, 0);
    sys(SYS_shmget, 0x1234, 4096, 0666);
    const long segment = sys(SYS_shmget, 0, 4096, 01600);
    sys(SYS_shmctl, segment, 0, nullptr);
    sys(SYS_shmat, -1, nullptr, 010000);
    sys(SYS_shmdt, nullptr);
}
