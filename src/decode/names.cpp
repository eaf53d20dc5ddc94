// Names of signals and errnos, which are enums of syscalls/.
// Not here: what they mean in words (strerror(3), strsignal(3)).
// Nothing hard here.
#include "decode/lookup.hpp"
#include "decode/types.hpp"
#include "decode/walker.hpp"
#include "whytrace/decoder.hpp"

#include <algorithm>
#include <cctype>

namespace whytrace {

using decode::schema::generated;

namespace {

/// The values of an enum of syscalls/.
std::span<const decode::schema::constant> values_of(decode::type_ref type) {
    const auto& set = generated.sets[generated.types[type.index].ref];
    return generated.constants.subspan(set.first[0], set.size[0]);
}

std::string_view name_among(decode::type_ref type, int number) {
    const auto all = values_of(type);
    const auto value = static_cast<std::uint64_t>(static_cast<std::int64_t>(number));
    const auto found = std::ranges::lower_bound(all, value, {}, &decode::schema::constant::value);
    return found != all.end() && found->value() == value ? generated.name(found->name) : std::string_view{};
}

bool equal_but_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b,
                              [](unsigned char x, unsigned char y) { return std::toupper(x) == std::toupper(y); });
}

}  // namespace

std::string_view signal_name(int number) { return name_among(decode::types::signal_names, number); }

std::string_view errno_name(int number) { return name_among(decode::types::errno_names, number); }

std::optional<int> signal_number(std::string_view name) {
    for (const auto& signal : values_of(decode::types::signal_names)) {
        const auto known = generated.name(signal.name);
        if (equal_but_case(name, known) || equal_but_case(name, known.substr(3)))
            return static_cast<int>(signal.value());
    }
    return {};
}

}  // namespace whytrace
