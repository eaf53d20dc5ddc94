// Waiting for descriptors: fd sets, and what poll, ppoll, select and pselect6 say after the result.
// Not here: their arguments as such, which are described.
// The hard part: the sets are shown twice, before the call as the program filled them and after it as the kernel did.
#include "decode/custom.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace whytrace::decode::custom {
namespace {

struct pollfd {
    std::int32_t fd;
    std::uint16_t events, revents;
};

constexpr std::uint64_t fds_limit = 1 << 20;  // the kernel's own ceiling of open files (fs.nr_open)

/// What a description tells by a number: 0 timeval, 1 timespec, 2 timespec of 64 bits.
type_ref timeout_type(std::uint64_t kind) {
    return kind == 0 ? types::timeval : kind == 1 ? types::timespec : types::timespec64;
}

/// The result as note where nothing became ready.
bool timed_out(walker& w, const subject& s) {
    if (s.value == 0) w.out().verbatim("Timeout");
    return s.value == 0;
}

/// The poll structures in which something happened.
void ready(walker& w, std::uint64_t address, std::uint64_t count) {
    auto& out = w.out();
    const auto array = out.open(value_kind::array);
    std::array<pollfd, 64> some;
    bool more = false;
    for (std::uint64_t done = 0; done < count && !more && !w.exhausted();) {
        const auto wanted = std::min<std::uint64_t>(some.size(), count - done);
        const auto got =
            w.read(address + done * sizeof(pollfd), std::as_writable_bytes(std::span{some}.first(wanted))) /
            sizeof(pollfd);
        for (const auto& p : std::span{some}.first(got)) {
            if (p.revents == 0) continue;
            more = out.count() >= w.element_limit();
            if (more) break;
            const auto one = out.open(value_kind::structure);
            out.name("fd").fd(p.fd);  // what it refers to stands at the entry
            out.name("revents");
            w.show(types::poll_events, p.revents);
            out.close(one);
        }
        if (got < wanted) break;
        done += got;
    }
    out.close_limited(array, more);
}

bool any(walker& w, std::uint64_t address, std::uint64_t count) {
    return address != 0 && count != 0 && w.style().dereference;
}

/// "left {tv_sec=…, …}" where the call has a time-out, which the kernel has changed.
void left(walker& w, std::uint64_t address, type_ref type) {
    if (address == 0) return;
    w.out().name("left");
    w.show_at(type, address);
}

/// A note that says nothing is none.
void finish(walker& w, const builder::mark& start, builder::position note) {
    const bool empty = w.out().count() == 0;
    w.out().close(note);
    if (empty) w.out().rollback(start);
}

void poll_note(walker& w, const subject& s, std::uint64_t timeout, type_ref type) {
    if (timed_out(w, s)) return;
    const auto start = w.out().here();
    const auto note = w.out().open(value_kind::sentence);
    if (any(w, s.params[0], s.params[1])) ready(w, s.params[0], s.params[1]);
    left(w, timeout, type);
    finish(w, start, note);
}

/// Reads up to `count` descriptors' bits; words of a long, as the kernel does. Nothing if they cannot be read.
class bits {
  public:
    bits(walker& w, std::uint64_t address, std::uint64_t count)
        : walker_(w), address_(address), count_(std::min(count, fds_limit)) {}

    bool readable() {
        std::byte last;
        const auto word = w_size();
        const auto size = (count_ + 8 * word - 1) / (8 * word) * word;
        return size == 0 || (load(0) && walker_.read(address_ + size - 1, {&last, 1}) == 1);
    }
    template <class F> void for_each(F&& f) {
        for (std::uint64_t fd = 0; fd < count_; ++fd) {
            if (fd / chunk != loaded_ && !load(fd / chunk)) return;
            if ((block_[fd % chunk / 8] >> fd % 8 & 1) != 0 && !f(static_cast<std::int32_t>(fd))) return;
        }
    }

  private:
    static constexpr std::uint64_t chunk = 2048;  // descriptors at a time

    std::size_t w_size() const { return walker_.word(); }
    bool load(std::uint64_t index) {
        loaded_ = index;
        const auto bytes = std::min<std::uint64_t>(block_.size(), (count_ - index * chunk + 7) / 8);
        const auto words = (bytes + w_size() - 1) / w_size() * w_size();
        return walker_.read(address_ + index * chunk / 8, std::as_writable_bytes(std::span{block_}.first(words))) ==
               words;
    }

    walker& walker_;
    std::uint64_t address_, count_, loaded_ = ~std::uint64_t{};
    std::array<unsigned char, chunk / 8> block_;
};

void show_set(walker& w, bits& set) {
    const auto node = w.out().open(value_kind::set);
    set.for_each([&](std::int32_t fd) { return w.show_fd(fd), !w.exhausted(); });
    w.out().close(node);
}

/// "in [3]": only where a descriptor is ready.
void ready_set(walker& w, std::string_view name, std::uint64_t address, std::uint64_t count) {
    if (!any(w, address, count)) return;
    bits set{w, address, count};
    bool found = false;
    if (set.readable()) set.for_each([&](std::int32_t) { return found = true, false; });
    if (!found) return;
    w.out().name(name);
    show_set(w, set);
}

void select_note(walker& w, const subject& s, type_ref timeout) {
    if (timed_out(w, s)) return;
    const auto start = w.out().here();
    const auto count = static_cast<std::int32_t>(s.params[0]) > 0 ? s.params[0] : 0;
    const auto note = w.out().open(value_kind::sentence);
    ready_set(w, "in", s.params[1], count);
    ready_set(w, "out", s.params[2], count);
    ready_set(w, "except", s.params[3], count);
    left(w, s.params[4], timeout);
    finish(w, start, note);
}

}  // namespace

/// `F(ufds, nfds, timeout, kind of timeout)`: without one (poll), a timeout of 0.
void poll_result(walker& w, const subject& s) { poll_note(w, s, s.params[2], timeout_type(s.params[3])); }

/// `F(n)`: as many descriptors as `n` says.
void fd_set(walker& w, const subject& s) {
    const auto count = static_cast<std::int32_t>(s.params[0]);
    bits set{w, s.address, count > 0 ? s.params[0] : 0};
    if (count <= 0 || !w.style().dereference || !set.readable()) {
        w.out().address(s.address);
        return;
    }
    show_set(w, set);
}

/// `F(n, in, out, except, timeout, kind of timeout)`.
void select_result(walker& w, const subject& s) { select_note(w, s, timeout_type(s.params[5])); }

}  // namespace whytrace::decode::custom
