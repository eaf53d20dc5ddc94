// Asynchronous I/O: the calls of libaio, and io_uring.
// Not here: the lines that are expected: expected/async.lines.
// The hard part: a context's address differs from run to run, so nothing succeeds but making rings.
#include "tracees/calls/calls.hpp"

#include <linux/aio_abi.h>
#include <linux/io_uring.h>
#include <time.h>

using namespace calls;

namespace {

void contexts() {
    section();
    unsigned long* const context = reinterpret_cast<unsigned long*>(page);
    sys(SYS_io_setup, 0, context), sys(SYS_io_setup, 5, nowhere), sys(SYS_io_setup, 5, nullptr),
        *context = 7, sys(SYS_io_setup, -1, context);
    sys(SYS_io_destroy, 5), sys(SYS_io_destroy, nullptr), sys(SYS_io_destroy, -1), sys(SYS_io_destroy, nowhere);
    const timespec past{0, 1}, wrong{1, 2000000000};
    sys(SYS_io_getevents, 5, 1, 1, page, nullptr), sys(SYS_io_getevents, 5, -1, -1, nowhere, nowhere),
        sys(SYS_io_getevents, 5, 0, 2, page, put(past, 64)),
        sys(SYS_io_getevents, 0, 0, 0x100000000, nullptr, put(wrong, 64));
    const struct {
        const void* set;
        unsigned long size;
    } signals{put(0x4001ul, 128), 8}, odd{nowhere, 5};
    sys(SYS_io_pgetevents, 5, 1, 1, page, nullptr, nullptr),
        sys(SYS_io_pgetevents, 5, 1, 2, page, put(past, 64), put(signals, 192)),
        sys(SYS_io_pgetevents, 5, -1, -1, nowhere, nowhere, nowhere),
        sys(SYS_io_pgetevents, 5, 0, 0, page, put(wrong, 64), put(odd, 192)),
        sys(SYS_io_pgetevents, 5, 0, 0, page, nullptr, page_end - 8);
    iocb one{};
    one.aio_lio_opcode = IOCB_CMD_PREAD, one.aio_fildes = 3, one.aio_buf = 0x1000, one.aio_nbytes = 10,
    one.aio_offset = -1;
    sys(SYS_io_cancel, 5, put(one), page + 512), sys(SYS_io_cancel, 5, nowhere, nowhere),
        sys(SYS_io_cancel, 0, nullptr, nullptr), sys(SYS_io_cancel, -1, page_end - 32, page);
    one.aio_data = 5, one.aio_key = 6, one.aio_rw_flags = 8, one.aio_reqprio = -7, one.aio_flags = 3, one.aio_resfd = 9;
    sys(SYS_io_cancel, 5, put(one), page + 512);
    text("written", 900);
    const struct {
        std::uint64_t base, length;
    } vector[2] = {{(std::uint64_t)page + 900, 4}, {(std::uint64_t)page + 904, 3}};
    put(vector, 1000);
    for (int operation = 0; operation < 11; ++operation) {
        one = {};
        one.aio_lio_opcode = operation, one.aio_fildes = 7,
        one.aio_buf = (std::uint64_t)page + (operation >= 7 ? 1000 : 900), one.aio_nbytes = operation >= 7 ? 2 : 7,
        one.aio_offset = 512;
        if (operation == 5) one.aio_buf = 0x2041;
        put(one, 256);
        *reinterpret_cast<std::uint64_t*>(page + 600) = (std::uint64_t)page + 256,
                                                 *reinterpret_cast<std::uint64_t*>(page + 608) = 0x20005000;
        sys(SYS_io_submit, 5, 1, page + 600);
    }
    sys(SYS_io_submit, 5, 2, page + 600), sys(SYS_io_submit, 5, 0, page + 600), sys(SYS_io_submit, 5, -1, page + 600),
        sys(SYS_io_submit, 5, 2, nowhere), sys(SYS_io_submit, 5, 2, nullptr), sys(SYS_io_submit, 5, 3, page_end - 8);
}

void rings() {
    section();
    io_uring_params p{};
    const long ring = sys(SYS_io_uring_setup, 4, put(p));
    p = {}, p.flags = 0xffff, p.sq_thread_cpu = 1, p.sq_thread_idle = 2, p.wq_fd = 7, p.resv[1] = 5;
    sys(SYS_io_uring_setup, 4, put(p)), sys(SYS_io_uring_setup, -1, put(io_uring_params{})),
        sys(SYS_io_uring_setup, 0, nowhere), sys(SYS_io_uring_setup, 1, nullptr),
        sys(SYS_io_uring_setup, 1, page_end - 64);
    p = {}, p.flags = 0x1000000, sys(SYS_io_uring_setup, 1, put(p));
    p = {}, p.flags = 8, p.cq_entries = 64, sys(SYS_io_uring_setup, 4, put(p));
    sys(SYS_io_uring_enter, ring, 0, 0, 0, nullptr, 8), sys(SYS_io_uring_enter, ring, 1, 0, 1, put(5ul), 8),
        sys(SYS_io_uring_enter, bad_fd, -1, -1, -1, nowhere, 8), sys(SYS_io_uring_enter, 5, 1, 1, 2, page_end - 4, 8),
        sys(SYS_io_uring_enter, ring, 0, 0, 0x100, nullptr, 0), sys(SYS_io_uring_enter, ring, 0, 0, 1, put(5ul), 5);
    const struct {
        std::uint64_t set;
        std::uint32_t size, wait;
        std::uint64_t time;
    } argument{(std::uint64_t)page + 64, 8, 0, (std::uint64_t)page + 128};
    sys(SYS_io_uring_enter, bad_fd, 0, 0, 9, put(argument), sizeof argument);
    text("a buffer", 640);
    const struct { std::uint64_t base, length; } vector[2] = {{(std::uint64_t)page + 640, 8}, {0, 0}};
    const int files[3] = {0, -1, -2};
    struct {
        std::uint32_t offset, reserved;
        std::uint64_t fds;
    } update{1, 0, (std::uint64_t)page + 128};
    struct {
        std::uint32_t count, flags;
        std::uint64_t reserved, data, tags;
    } resources{2, 1, 0, (std::uint64_t)page + 128, (std::uint64_t)page + 256};
    struct {
        std::uint32_t offset, reserved;
        std::uint64_t data, tags;
        std::uint32_t count, reserved2;
    } update2{1, 0, (std::uint64_t)page + 128, (std::uint64_t)page + 256, 2, 0};
    struct {
        std::uint16_t opcode;
        std::uint8_t first, second;
        std::uint32_t reserved[3];
    } restrictions[4] = {{0, 1, 0, {}}, {1, 22, 0, {}}, {2, 5, 0, {}}, {9, 1, 1, {}}};
    put(files, 128), put(vector, 512);
    for (long opcode = 0; opcode < 36; ++opcode) {
        sys(SYS_io_uring_register, bad_fd, opcode, page + 512, 2);
        sys(SYS_io_uring_register, bad_fd, opcode, nowhere, 1);
        sys(SYS_io_uring_register, bad_fd, opcode, nullptr, 0);
        sys(SYS_io_uring_register, bad_fd, opcode, page_end - 4, -1);
    }
    sys(SYS_io_uring_register, bad_fd, 99, page, 1), sys(SYS_io_uring_register, bad_fd, -1, page, 1),
        sys(SYS_io_uring_register, ring, 0x80000002, page + 128, 3);
    sys(SYS_io_uring_register, bad_fd, 0, page + 512, 2), sys(SYS_io_uring_register, bad_fd, 2, page + 128, 3),
        sys(SYS_io_uring_register, bad_fd, 4, page + 128, 1);
    sys(SYS_io_uring_register, bad_fd, 6, put(update), 3), sys(SYS_io_uring_register, bad_fd, 13, put(resources), 32),
        sys(SYS_io_uring_register, bad_fd, 14, put(update2), 32),
        sys(SYS_io_uring_register, bad_fd, 15, put(resources), 32),
        sys(SYS_io_uring_register, bad_fd, 16, put(update2), 32);
    sys(SYS_io_uring_register, bad_fd, 11, put(restrictions), 4), sys(SYS_io_uring_register, ring, 8, page + 1024, 3),
        sys(SYS_io_uring_register, ring, 8, page + 1024, 60), sys(SYS_io_uring_register, ring, 9, nullptr, 0),
        sys(SYS_io_uring_register, ring, 10, nullptr, 77), sys(SYS_io_uring_register, bad_fd, 19, put(files), 2),
        sys(SYS_io_uring_register, bad_fd, 17, put(5ul), 8);
}

}  // namespace

int main() {
    prepare();
    contexts();
    rings();
}
