// Dumping data.
// Not here: which descriptors (qualify.cpp).
// The hard part: what counts as the data. A call that reads shows what it got; one that writes what it was given, also if that failed
// or was only taken in part, if it is there as a whole; of vectors only what the result covers, up to the first empty buffer: all as
// in strace.
#include "cli/io_dump.hpp"

#include "cli/call_set.hpp"
#include "text/format.hpp"
#include "whytrace/decoder.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <limits>
#include <string_view>

namespace whytrace::cli {

namespace {

constexpr std::uint64_t most_bytes = 1 << 20, most_buffers = 1024;  // UIO_MAXIOV of the kernel
constexpr std::uint64_t everything = std::numeric_limits<std::uint64_t>::max();
constexpr std::size_t row = 16;

std::uint64_t key_of(abi a, std::uint64_t nr) { return static_cast<std::uint64_t>(a) << 32 | nr; }

std::uint64_t load(memory& m, std::uint64_t from, std::size_t width) {
    std::uint64_t value = 0;
    if (m.read(from, std::as_writable_bytes(std::span(&value, 1)).first(width)) != width) return 0;
    return value;
}

/// " | 00010  68 65 …  he…  |"
void append_row(std::string& out, std::size_t offset, std::span<const std::byte> bytes) {
    const auto to = std::back_inserter(out);
    fmt::format_to(to, " | {:05x} ", offset);
    for (std::size_t i = 0; i < row; ++i) {
        if (i % 8 == 0) out += ' ';
        if (i < bytes.size())
            fmt::format_to(to, "{:02x} ", static_cast<unsigned>(bytes[i]));
        else
            out += "   ";
    }
    out += ' ';
    for (std::size_t i = 0; i < row; ++i) {
        const auto c = i < bytes.size() ? static_cast<char>(bytes[i]) : ' ';
        out += c >= ' ' && c < 0x7f ? c : '.';
    }
    out += " |\n";
}

}  // namespace

io_dump::io_dump(const std::optional<number_set>& read, const std::optional<number_set>& written)
    : read_(read), written_(written) {
    struct named {
        std::string_view names;
        carrier what;
    };
    static constexpr named all[] = {
        {"read pread64 recv recvfrom mq_timedreceive", {form::bytes, false}},
        {"readv preadv preadv2", {form::vector, false}},
        {"recvmsg", {form::message, false}},
        {"recvmmsg recvmmsg_time64", {form::messages, false}},
        {"write pwrite64 send sendto mq_timedsend", {form::bytes, true}},
        {"writev pwritev pwritev2 vmsplice", {form::vector, true}},
        {"sendmsg", {form::message, true}},
        {"sendmmsg", {form::messages, true}},
    };
    for (const abi a : machine_abis())
        for (std::uint64_t place = 0; place < call_limit(a); ++place)
            for (const auto& n : all)
                if (const auto name = call_name(a, call_at(a, place)); !name.empty() && lists(n.names, name))
                    carriers_.emplace(key_of(a, call_at(a, place)), n.what);
}

void io_dump::append(std::string& out, const call& c, const result& r, memory& m) const {
    const auto found = carriers_.find(key_of(c.abi, c.nr));
    if (found == carriers_.end()) return;
    const auto [how, writes] = found->second;
    const auto& asked = writes ? written_ : read_;
    const auto fd = static_cast<std::int32_t>(c.args[0]);
    if (!asked || fd < 0 || !asked->contains(static_cast<std::uint32_t>(fd)) || (r.is_error && !writes)) return;
    const std::uint64_t moved = r.is_error ? everything : static_cast<std::uint64_t>(r.value);
    switch (how) {
    case form::bytes: return bytes(out, c.args[1], writes ? c.args[2] : moved, m);
    case form::vector: return vector(out, c, c.args[1], c.args[2], moved, m);
    case form::message: return message(out, c, c.args[1], moved, m);
    case form::messages: break;
    }
    if (r.is_error) return;
    const std::size_t word = word_size(c.abi), header = word == 8 ? 56 : 28;
    for (std::uint64_t i = 0; i < std::min(moved, most_buffers); ++i) {
        const std::uint64_t at = c.args[1] + i * (header + word);  // struct mmsghdr: the header, then its length
        fmt::format_to(std::back_inserter(out), " = {} buffers in vector {}\n", load(m, at + 3 * word, word), i);
        message(out, c, at, load(m, at + header, 4), m);
    }
}

void io_dump::bytes(std::string& out, std::uint64_t from, std::uint64_t size, memory& m) const {
    std::array<std::byte, 256 * row> piece;
    if (size == 0 || m.read(from + size - 1, std::span(piece).first(1)) == 0) return;
    for (std::uint64_t done = 0; done < std::min(size, most_bytes);) {
        const auto wanted =
            static_cast<std::size_t>(std::min<std::uint64_t>(std::min(size, most_bytes) - done, piece.size()));
        const std::size_t got = m.read(from + done, std::span(piece).first(wanted));
        for (std::size_t i = 0; i < got; i += row)
            append_row(out, done + i, std::span(piece).subspan(i, std::min(row, got - i)));
        if (got < wanted) return;
        done += got;
    }
}

void io_dump::vector(std::string& out, const call& c, std::uint64_t from, std::uint64_t count, std::uint64_t size,
                     memory& m) const {
    const std::size_t word = word_size(c.abi);
    for (std::uint64_t i = 0; i < std::min(count, most_buffers); ++i) {
        const std::uint64_t base = load(m, from + 2 * i * word, word);
        const std::uint64_t length = std::min(load(m, from + (2 * i + 1) * word, word), size);
        if (length == 0) return;
        if (size != everything) size -= length;
        fmt::format_to(std::back_inserter(out), " * {} bytes in buffer {}\n", length, i);
        bytes(out, base, length, m);
    }
}

// struct msghdr: name, its length, then the vector and how many it has; each in a word.
void io_dump::message(std::string& out, const call& c, std::uint64_t from, std::uint64_t size, memory& m) const {
    const std::size_t word = word_size(c.abi);
    vector(out, c, load(m, from + 2 * word, word), load(m, from + 3 * word, word), size, m);
}

}  // namespace whytrace::cli
