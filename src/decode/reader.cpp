// Reads of the tracee's memory, few and short.
// Not here: the request itself.
// The hard part: a short read is an answer (the rest is not there), and must be told from what is merely outside of the page kept.
#include "decode/reader.hpp"

#include <algorithm>
#include <cstring>

namespace whytrace::decode {

std::size_t reader::read(std::uint64_t address, std::span<std::byte> into) {
    if (into.empty() || address > last_) return 0;
    if (into.size() - 1 > last_ - address) into = into.first(static_cast<std::size_t>(last_ - address) + 1);
    for (const bool second : {second_, !second_}) {
        const kept& k = pages_[second];
        if (address < k.begin || address >= k.end || into.size() > k.end - address) continue;
        std::memcpy(into.data(), k.bytes.data() + (address - k.begin), into.size());
        second_ = second;
        return into.size();
    }
    // One page is as cheap as a few bytes of it once there is more than one thing to read: they tend to lie together, on the stack.
    const auto start = address & ~(page - 1);
    if (++misses_ == 1 || into.size() > page - (address - start)) return memory_.read(address, into);
    kept& k = pages_[second_ = !second_];
    k.begin = start;
    k.end = start + memory_.read(start, k.bytes);
    if (address >= k.end) return 0;
    const auto got = std::min<std::size_t>(into.size(), static_cast<std::size_t>(k.end - address));
    std::memcpy(into.data(), k.bytes.data() + (address - start), got);
    return got;
}

}  // namespace whytrace::decode
