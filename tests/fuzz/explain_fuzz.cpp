// Any text as the line of a trace that --explain-line takes apart, most of the time behind a call's name.
// Not here: names by themselves.
#include "cli/explain.hpp"
#include "fuzz/input.hpp"
#include "whytrace/decoder.hpp"
#include "whytrace/error.hpp"

using namespace whytrace;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::input in(data, size);
    std::string line(call_name(abi::x86_64, in.take<std::uint16_t>() % (call_limit(abi::x86_64) + 1)));
    if (!line.empty()) line += '(';
    line += in.rest();
    try {
        cli::line_explanation(line);
    } catch (const system_failure&) {}
    return 0;
}
