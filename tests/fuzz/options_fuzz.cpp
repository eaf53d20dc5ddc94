// Any words as a command line.
// Not here: what is done about the options.
// Nothing hard: words stand between newlines or NULs; mistakes are usage errors.
#include "cli/parse.hpp"
#include "fuzz/input.hpp"
#include "whytrace/error.hpp"

#include <vector>

using namespace whytrace;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text = fuzz::input(data, size).rest();
    std::vector<std::string> words{"whytrace"};
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min({text.find('\n', at), text.find('\0', at), text.size()});
        words.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    try {
        std::vector<std::string> warned;
        cli::parse(static_cast<int>(words.size()), arguments.data(), warned);
    } catch (const usage_error&) {
    } catch (const system_failure&) {}
    return 0;
}
