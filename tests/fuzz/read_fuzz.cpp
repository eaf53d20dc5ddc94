// Any file as a recording, shown in any format: what is no recording gets one line, and no byte of it reaches the output raw.
// Not here: values that we have written ourselves (decode_fuzz.cpp reads those back).
// Nothing hard here.
#include "cli/parse.hpp"
#include "cli/replay.hpp"
#include "fuzz/input.hpp"
#include "whytrace/error.hpp"

#include <array>
#include <vector>

using namespace whytrace;
using namespace whytrace::fuzz;

namespace {

std::string contents(const std::string& path) {
    std::string text;
    if (FILE* const file = std::fopen(path.c_str(), "r")) {
        std::array<char, 4096> piece;
        for (std::size_t got; (got = std::fread(piece.data(), 1, piece.size(), file)) > 0;)
            text.append(piece.data(), got);
        std::fclose(file);
    }
    return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static constexpr std::array formats{"text", "json", "perfetto", "folded", "folded-count"};
    static const memory_file output{{}};
    input in(data, size);
    const std::uint8_t choice = in.byte();
    const memory_file recording(in.rest());
    std::string read = "--read=" + recording.path(),
                format = std::string("--format=") + formats[choice % formats.size()], to = output.path(),
                verbose = choice & 64 ? "-vyY" : "-q", counted = choice & 128 ? "-C" : "-f";
    std::string name = "whytrace", option = "-o";
    std::array arguments{name.data(),    option.data(),  to.data(),   format.data(),
                         verbose.data(), counted.data(), read.data(), static_cast<char*>(nullptr)};
    if (choice % formats.size() != 0) counted = "-f";
    try {
        cli::messages quiet("");
        std::vector<std::string> warned;
        cli::read_recording(cli::parse(static_cast<int>(arguments.size()) - 1, arguments.data(), warned), quiet);
    } catch (const system_failure&) {}
    must_be_printable(contents(output.path()));
    return 0;
}
