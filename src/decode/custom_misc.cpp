// Messages of System V queues, and requests of asynchronous I/O.
// Not here: sockets' messages (custom_message.cpp).
// The hard part: an iocb's buffer is data, a vector or a set of events, by its operation.
#include "decode/custom.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>

namespace whytrace::decode::custom {
namespace {

/// struct iocb (linux/aio_abi.h): the same on all ABIs.
struct iocb {
    std::uint64_t data;
    std::uint32_t key, rw_flags;
    std::uint16_t operation;
    std::int16_t priority;
    std::uint32_t fd;
    std::uint64_t buffer, bytes;
    std::int64_t offset;
    std::uint64_t reserved;
    std::uint32_t flags, result_fd;
};
static_assert(sizeof(iocb) == 64);

enum operation : std::uint16_t { pread, pwrite, fsync, fdsync, preadx, poll, noop, preadv, pwritev };

void buffer(walker& w, const iocb& cb) {
    auto& out = w.out();
    switch (cb.operation) {
    case pread: out.name("aio_buf").address(cb.buffer); break;
    case pwrite:
        out.name("aio_buf");
        w.show_string(cb.buffer, cb.bytes);
        break;
    case poll: out.name("aio_buf"); return w.show(types::aio_poll_events, cb.buffer);
    case preadv:
    case pwritev:
        out.name("aio_buf");
        w.show_array(cb.operation == preadv ? types::unread_iovec : types::iovec, cb.buffer, cb.bytes);
        break;
    default: return;
    }
    if (cb.operation == pread || cb.operation == pwrite) out.name("aio_nbytes").unsigned_decimal(cb.bytes);
    out.name("aio_offset").decimal(cb.offset);
    if ((cb.flags & 1) != 0) {  // IOCB_FLAG_RESFD
        out.name("aio_flags");
        w.show(types::iocb_flags, cb.flags);
        out.name("aio_resfd");
        w.show_fd(static_cast<std::int32_t>(cb.result_fd));
    }
}

void show(walker& w, const iocb& cb) {
    auto& out = w.out();
    const auto node = out.open(value_kind::structure);
    if (cb.data != 0) out.name("aio_data").hexadecimal(cb.data);
    if (cb.key != 0) out.name("aio_key").unsigned_decimal(cb.key, 4);
    if (cb.rw_flags != 0) {
        out.name("aio_rw_flags");
        w.show(types::rwf_flags, cb.rw_flags);
    }
    out.name("aio_lio_opcode");
    w.show(types::iocb_command, cb.operation);
    if (cb.priority != 0) out.name("aio_reqprio").decimal(cb.priority, 2);
    out.name("aio_fildes");
    w.show_fd(static_cast<std::int32_t>(cb.fd));
    buffer(w, cb);
    out.close(node);
}

}  // namespace

/// `F(size)`: struct msgbuf, a long and that many bytes.
void message_buffer(walker& w, const subject& s) {
    const auto type = w.style().dereference ? w.load_word(s.address) : std::nullopt;
    if (!type) {
        w.out().address(s.address);
        return;
    }
    const auto node = w.out().open(value_kind::structure);
    w.out().name("mtype").decimal(w.word() == 8 ? static_cast<std::int64_t>(*type) : static_cast<std::int32_t>(*type),
                                  w.word());
    w.out().name("mtext");
    w.show_string(s.address + w.word(), s.params[0]);
    w.out().close(node);
}

/// `F(nr)`: an array of pointers to struct iocb.
void iocb_list(walker& w, const subject& s) {
    const auto count = static_cast<std::int64_t>(s.params[0]);
    auto& out = w.out();
    if (count < 0 || !w.style().dereference) {
        out.address(s.address);
        return;
    }
    const auto shown = std::min<std::uint64_t>(s.params[0], w.element_limit());
    const auto start = out.here();
    const auto array = out.open(value_kind::array);
    for (std::uint64_t i = 0; i < shown && !w.exhausted(); ++i) {
        const auto address = s.address + i * w.word();
        const auto pointer = w.load_word(address);
        if (!pointer && i == 0) {
            out.rollback(start);
            out.address(s.address);
            return;
        }
        if (!pointer) {
            out.unreadable(address);
            break;
        }
        const auto one = w.load<iocb>(*pointer);
        one ? show(w, *one) : static_cast<void>(out.address(*pointer));
    }
    out.close(array, shown < s.params[0]);
}

}  // namespace whytrace::decode::custom
