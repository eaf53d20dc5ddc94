// execve: the environment, which is counted rather than shown unless -v asks for it.
// Not here: argument lists, which are described ([null] string).
// The hard part: a list that runs off the end of a page without a null pointer.
#include "decode/custom.hpp"
#include "decode/phrase.hpp"
#include "decode/types.hpp"
#include "decode/via.hpp"

namespace whytrace::decode::custom {
namespace {

constexpr std::uint64_t variables_limit =
    1 << 20;  // the kernel allows no more bytes of them than a few megabytes (execve(2))

void count_variables(walker& w, const subject& s) {
    std::uint64_t count = 0;
    auto entry = w.load_word(s.address);
    while (entry && *entry != 0 && count < variables_limit) entry = w.load_word(s.address + ++count * w.word());
    auto& node = w.out().address(s.address);
    if (!entry && count == 0) return;
    phrase text;
    text.decimal(count) << (count == 1 ? " var" : " vars") << (entry ? "" : ", unterminated");
    w.out().comment(node, text);
}

}  // namespace

void environment_vector(walker& w, const subject& s) {
    if (w.style().abbreviate) return count_variables(w, s);
    w.show_at(types::string_list, s.address);
    if (w.options().recording) w.out().brief(w.out().last(), [&] { count_variables(w, s); });
}

}  // namespace whytrace::decode::custom
