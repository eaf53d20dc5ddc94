// Which calls move data, and where it lies in the tracee.
// Not here: rows (output/dump_text.cpp).
// The hard part: the tracee may have changed its vectors meanwhile: every length is bounded by the result, every read may be short.
#include "decode/dumps.hpp"

#include "decode/reader.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace whytrace::decode {

namespace {

enum class shape : std::uint8_t { buffer, vector, message, messages };
struct mover {
    std::string_view name;
    bool writes;
    shape where;
};
// The descriptor is the first argument, the buffer (vector, message) the second, how many of them the third.
constexpr std::array<mover, 22> movers{{{"read", false, shape::buffer},
                                        {"pread64", false, shape::buffer},
                                        {"recv", false, shape::buffer},
                                        {"recvfrom", false, shape::buffer},
                                        {"mq_timedreceive", false, shape::buffer},
                                        {"readv", false, shape::vector},
                                        {"preadv", false, shape::vector},
                                        {"preadv2", false, shape::vector},
                                        {"recvmsg", false, shape::message},
                                        {"recvmmsg", false, shape::messages},
                                        {"recvmmsg_time64", false, shape::messages},
                                        {"write", true, shape::buffer},
                                        {"pwrite64", true, shape::buffer},
                                        {"send", true, shape::buffer},
                                        {"sendto", true, shape::buffer},
                                        {"mq_timedsend", true, shape::buffer},
                                        {"writev", true, shape::vector},
                                        {"pwritev", true, shape::vector},
                                        {"pwritev2", true, shape::vector},
                                        {"vmsplice", true, shape::vector},
                                        {"sendmsg", true, shape::message},
                                        {"sendmmsg", true, shape::messages}}};

constexpr std::uint64_t most = std::uint64_t{1} << 28;  // bytes of one call
constexpr std::uint64_t most_buffers = 1024;            // UIO_MAXIOV

class collector {
  public:
    collector(const call& c, memory& m, value_tree& tree) : word_(word_size(c.abi)), reader_(m, word_), tree_(tree) {}

    void buffer(std::uint64_t address, std::uint64_t size, std::uint32_t index, data_dump::kind what) {
        const auto wanted = std::min(size, most - std::min<std::uint64_t>(most, tree_.text.size()));
        const auto start = tree_.text.size();
        tree_.text.resize(start + wanted);
        const auto into = std::as_writable_bytes(std::span{tree_.text}).subspan(start);
        const auto got = reader_.read(address, into);
        tree_.text.resize(start + got);
        tree_.dumps.push_back({what, static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(got), index});
    }

    /// How many buffers of it hold the first `size` bytes; they are taken. strace stops at an empty one, and so do we.
    void vector(std::uint64_t address, std::uint64_t count, std::uint64_t size) {
        for (std::uint32_t i = 0; i < std::min(count, most_buffers); ++i) {
            const auto base = load(address + 2 * i * word_), length = load(address + (2 * i + 1) * word_);
            const auto taken = base && length ? std::min(*length, size) : 0;
            if (taken == 0) return;
            buffer(*base, taken, i, data_dump::kind::of_vector);
            size -= taken;
        }
    }

    void message(std::uint64_t address, std::uint64_t size) {
        const auto base = load(address + 2 * word_), count = load(address + 3 * word_);
        if (base && count) vector(*base, *count, size);
    }

    void messages(std::uint64_t address, std::uint64_t count) {
        const std::uint64_t header = 7 * word_, step = 8 * word_;  // struct msghdr, struct mmsghdr
        for (std::uint32_t i = 0; i < std::min(count, most_buffers); ++i) {
            std::uint32_t size = 0;
            const auto at = address + i * step;
            const auto buffers = load(at + 3 * word_);
            if (!buffers || reader_.read(at + header, std::as_writable_bytes(std::span{&size, 1})) != sizeof size)
                return;
            tree_.dumps.push_back({data_dump::kind::message, static_cast<std::uint32_t>(*buffers), 0, i});
            message(at, size);
        }
    }

  private:
    std::optional<std::uint64_t> load(std::uint64_t address) {
        std::uint64_t value = 0;
        const auto into = std::as_writable_bytes(std::span{&value, 1}).first(word_);
        return reader_.read(address, into) == word_ ? std::optional{value} : std::nullopt;
    }

    std::size_t word_;
    reader reader_;
    value_tree& tree_;
};

}  // namespace

void dump_data(const call& c, const result& r, const decode_options& options, memory& m, value_tree& tree) {
    if (r.is_error || r.value < 0 || (options.dumped_reads.empty() && options.dumped_writes.empty())) return;
    const auto name = call_name(c.abi, c.nr);
    const auto found = std::ranges::find(movers, name, &mover::name);
    if (found == movers.end()) return;
    const auto& wanted = found->writes ? options.dumped_writes : options.dumped_reads;
    if (!wanted.contains(static_cast<std::int32_t>(c.args[0]))) return;
    const auto moved = static_cast<std::uint64_t>(r.value);
    collector data{c, m, tree};
    switch (found->where) {
    case shape::buffer: {
        // mq_timedsend returns 0, not a size.
        const auto size = name == "mq_timedsend" ? c.args[2] : moved;
        if (size != 0) data.buffer(c.args[1], size, 0, data_dump::kind::plain);
        return;
    }
    case shape::vector: return data.vector(c.args[1], c.args[2], moved);
    case shape::message: return data.message(c.args[1], moved);
    case shape::messages: return data.messages(c.args[1], moved);
    }
}

}  // namespace whytrace::decode
