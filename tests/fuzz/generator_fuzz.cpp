// Any text as a file of descriptions: tables, or errors with their lines.
// Not here: what descriptions mean (tests/unit/gen).
// Nothing hard here.
#include "fuzz/input.hpp"
#include "unit/gen/world.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const whytrace::gen::world made{std::string(whytrace::fuzz::input(data, size).rest())};
    made.errors();
    return 0;
}
