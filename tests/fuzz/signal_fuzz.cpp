// Any bytes as the siginfo of a signal.
// Not here: calls (decode_fuzz.cpp).
// Nothing hard here.
#include "fuzz/input.hpp"
#include "output/value_text.hpp"
#include "whytrace/decoder.hpp"

using namespace whytrace;
using namespace whytrace::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span bytes(reinterpret_cast<const std::byte*>(data), size);
    static value_tree tree;
    std::string text;
    output::append_value(text, tree, decoder({}).signal_info(bytes, tree), {});
    must_be_printable(text);
    return 0;
}
