// Directory entries, and file offsets in two registers.
// Not here: stat's times (custom_time.cpp).
// The hard part: entries have the length that they say they have; the kernel's are sound, but the buffer is the tracee's.
#include "decode/custom.hpp"
#include "decode/phrase.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace whytrace::decode::custom {
namespace {

constexpr std::size_t window = 4096;  // an entry is at most NAME_MAX and a few numbers long

/// One entry as it lies there, whatever the kind: what is read of it at once.
struct entry {
    std::uint64_t inode, offset;
    std::uint16_t length;
    std::uint8_t type;
    std::span<const std::byte> name;
};

/// The two layouts (getdents(2)). The old one has longs, and the type in its last byte.
class directory {
  public:
    directory(walker& w, const subject& s, bool old)
        : walker_(w), next_(s.value), left_(s.params[0]), word_(old ? w.word() : 8), old_(old) {}

    bool next(entry& e) {
        const auto fixed = 2 * word_ + (old_ ? 2 : 3);
        if (left_ < fixed + 1 || !load(std::min<std::uint64_t>(left_, 280))) return false;
        const auto* bytes = buffer_.data() + (next_ - begin_);
        e = {};
        std::memcpy(&e.inode, bytes, word_);
        std::memcpy(&e.offset, bytes + word_, word_);
        std::memcpy(&e.length, bytes + 2 * word_, 2);
        if (e.length < fixed + 1 || e.length > left_ || !load(e.length)) return false;
        bytes = buffer_.data() + (next_ - begin_);
        std::memcpy(&e.type, old_ ? bytes + e.length - 1 : bytes + fixed - 1, 1);
        const std::span name{bytes + fixed, e.length - fixed - (old_ ? 1 : 0)};
        e.name = {name.begin(), std::ranges::find(name, std::byte{})};
        next_ += e.length;
        left_ -= e.length;
        return true;
    }

  private:
    bool load(std::uint64_t size) {
        if (next_ >= begin_ && next_ + size <= end_) return true;
        begin_ = next_;
        end_ = next_ + walker_.read(next_, std::span{buffer_}.first(std::min<std::uint64_t>(left_, window)));
        return next_ + size <= end_ || end_ - begin_ >= left_;
    }

    walker& walker_;
    std::uint64_t next_, left_, begin_{}, end_{};
    std::size_t word_;
    bool old_;
    std::array<std::byte, window> buffer_;
};

void show_entry(walker& w, const entry& e, bool old) {
    auto& out = w.out();
    const auto node = out.open(value_kind::structure);
    out.name("d_ino").unsigned_decimal(e.inode);
    out.name("d_off").decimal(static_cast<std::int64_t>(e.offset), old ? w.word() : 8);
    out.name("d_reclen").unsigned_decimal(e.length, 2);
    const auto name = [&] { out.name("d_name").string(e.name).path = true; };
    if (old) name();
    out.name("d_type");
    w.show(types::dirent_type, e.type);
    if (!old) name();
    out.close(node);
}

void count_entries(walker& w, const subject& s, bool old) {
    directory entries{w, s, old};
    entry e;
    std::uint64_t count = 0;
    while (entries.next(e)) ++count;
    phrase text;
    text.decimal(count) << " entries";
    w.out().comment(w.out().address(s.value), text);
}

void show_directory(walker& w, const subject& s, bool old) {
    auto& out = w.out();
    if (w.failed() || !w.style().dereference) {
        out.address(s.value);
        return;
    }
    if (w.style().abbreviate) return count_entries(w, s, old);
    directory entries{w, s, old};
    entry e;
    const auto array = out.open(value_kind::array);
    while (!w.exhausted() && entries.next(e)) show_entry(w, e, old);
    out.close(array);
    if (w.options().recording) out.brief(array.node, [&] { count_entries(w, s, old); });
}

}  // namespace

/// `F(ret, old)`: the buffer's address, how many bytes of it are entries, and whether they are getdents's.
void dirents(walker& w, const subject& s) { show_directory(w, s, s.params[1] != 0); }

/// An extended attribute's value, `F(size)`: without the NUL that it may end in, as strace has it.
void xattr_value(walker& w, const subject& s) {
    constexpr std::uint64_t most = 1 << 16;  // XATTR_SIZE_MAX
    s.params[0] > most ? static_cast<void>(w.out().address(s.address)) : w.show_string(s.address, s.params[0]);
    auto& n = w.out().node(w.out().last());
    if (!w.out().tree().text_of(n).ends_with('\0')) return;
    --n.text_size;
    n.truncated = false;
}

/// _llseek's offset: the high half comes first.
void llseek_offset(walker& w, const subject&) {
    const auto& args = w.call().args;
    w.out().decimal(static_cast<std::int64_t>(args[1] << 32 | (args[2] & 0xffffffff)));
}

/// preadv's and pwritev's: the low half comes first, and on 64-bit ABIs is all of it.
void split_offset(walker& w, const subject&) {
    const auto& args = w.call().args;
    w.out().decimal(static_cast<std::int64_t>(w.word() == 8 ? args[3] : args[4] << 32 | (args[3] & 0xffffffff)));
}

/// mmap2's offset: in pages of 4096 bytes, whatever the page size.
void page_offset(walker& w, const subject& s) { w.out().hexadecimal(s.value * 4096); }

namespace {

constexpr std::uint32_t handle_limit = 128;  // MAX_HANDLE_SZ

struct handle_header {
    std::uint32_t bytes;
    std::int32_t type;
};

void show_handle(walker& w, std::uint64_t address, const handle_header& h) {
    w.out().name("handle_type").decimal(h.type, 4);
    std::array<std::byte, handle_limit> bytes;
    const auto got = w.read(address + sizeof h, std::span{bytes}.first(std::min(h.bytes, handle_limit)));
    w.out().name("f_handle").string(std::span{bytes}.first(got), h.bytes > handle_limit).hex = true;
}

}  // namespace

/// struct file_handle as open_by_handle_at takes it.
void file_handle(walker& w, const subject& s) {
    const auto h = w.load<handle_header>(s.address);
    if (!h) {
        w.out().address(s.address);
        return;
    }
    const auto node = w.out().open(value_kind::structure);
    w.out().name("handle_bytes").unsigned_decimal(h->bytes, 4);
    show_handle(w, s.address, *h);
    w.out().close(node);
}

/// The same as name_to_handle_at fills it: {handle_bytes=128 => 8, …}.
void new_file_handle(walker& w, const subject& s) {
    constexpr int too_small = 75;  // EOVERFLOW: the length that it needs has been written
    const auto h = w.load<handle_header>(s.address);
    auto& out = w.out();
    if (!h) {
        if (w.entering()) out.address(s.address);
        return;
    }
    if (w.failed() && w.error() != too_small) return;
    const auto node = out.open(value_kind::structure);
    out.name("handle_bytes");
    const auto before = w.entering() ? h->bytes : static_cast<std::uint32_t>(out.node(s.before + 1).number);
    out.change(before, h->bytes, 4);
    if (!w.entering() && !w.failed()) show_handle(w, s.address, *h);
    out.close(node);
}

}  // namespace whytrace::decode::custom
