// Any bytes as an ELF file, and any stack and registers over it: the walk ends, within its limit.
// Not here: honest programs (tests/core/stack_test.cpp).
// The hard part: libunwind follows what the file says, so memory, mappings and file are all the input's.
#include "fuzz/input.hpp"
#include "stack/image.hpp"
#include "stack/space.hpp"

#include <vector>

using namespace whytrace;
using namespace whytrace::fuzz;

namespace {

struct input_memory final : memory {
    explicit input_memory(std::string_view bytes) : bytes_(bytes) {}
    std::size_t read(std::uint64_t from, std::span<std::byte> into) override {
        std::size_t got = 0;
        while (got < into.size() && !bytes_.empty() && (from + got) >> 40 == 0x7f) {
            into[got] = static_cast<std::byte>(bytes_[(from + got) % bytes_.size()]);
            ++got;
        }
        return got;
    }

  private:
    std::string_view bytes_;
};

/// As /proc/PID/maps might be in the middle of a change: they may overlap, be empty, and lie anywhere in their files.
std::vector<stack::mapping> mappings_from(input& in) {
    std::vector<stack::mapping> maps;
    for (const char* path : {"/program", "/library"}) {
        const std::uint64_t start = 0x40'0000 + in.byte() * std::uint64_t{0x1'0000};
        const std::uint64_t end = start + in.byte() * std::uint64_t{0x1'0000};
        maps.push_back({start, end, in.take<std::uint16_t>(), 1, "08:01", path});
    }
    std::ranges::sort(maps, {}, &stack::mapping::start);
    return maps;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    input in(data, size);
    arch::native::registers r;
    r.wide = in.take<decltype(r.wide)>();
    r.size = sizeof r.wide;
    std::vector<stack::mapping> maps = mappings_from(in);
    const std::string_view bytes = in.rest();

    const auto file =
        std::make_shared<stack::image>("", [&](std::uint64_t at, std::span<std::byte> into) -> std::size_t {
            if (at >= bytes.size()) return 0;
            const std::string_view there = bytes.substr(static_cast<std::size_t>(at), into.size());
            std::ranges::transform(there, into.begin(), [](char c) { return std::byte(c); });
            return there.size();
        });
    for (std::uint64_t at = 0; at < 0x2000; at += 0x101) file->find(at);

    input_memory m(bytes);
    stack::space space(std::move(maps));
    const stack::space::finder images = [&](const stack::mapping&) { return file; };
    constexpr std::size_t limit = 256;
    if (space.walk(r, m, images, limit).size() > limit) fail("too many frames", {});
    return 0;
}
