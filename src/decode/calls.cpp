// What is known of calls as such: names, numbers, classes, summaries. The public functions of whytrace/decoder.hpp.
// Not here: decoding.
// The hard part: one name may stand in several tables with different numbers; there is no number for "the" call.
#include "decode/lookup.hpp"
#include "whytrace/decoder.hpp"

namespace whytrace {

using decode::entry_of;
using decode::schema::generated;

std::string_view call_name(abi a, std::uint64_t nr) {
    const auto* entry = entry_of(generated, a, nr);
    return entry != nullptr ? generated.name(entry->name) : std::string_view{};
}

std::optional<std::uint64_t> call_number(abi a, std::string_view name) {
    for (const auto& row : generated.numbers[static_cast<std::size_t>(a)]) {
        if (generated.name(generated.entries[row.entry].name) == name) return row.nr;
    }
    return {};
}

std::uint64_t call_limit(abi a) {
    const auto rows = generated.numbers[static_cast<std::size_t>(a)];
    return rows.empty() ? 0 : rows.back().nr + std::uint64_t{1};
}

std::uint64_t call_classes(abi a, std::uint64_t nr) {
    const auto* entry = entry_of(generated, a, nr);
    return entry != nullptr ? entry->classes : 0;
}

std::span<const std::string_view> class_names() { return generated.classes; }

bool call_is_described(abi a, std::uint64_t nr) {
    const auto* entry = entry_of(generated, a, nr);
    return entry != nullptr && entry->form != 0;
}

std::string_view call_summary(abi a, std::uint64_t nr) {
    const auto* entry = entry_of(generated, a, nr);
    return entry != nullptr ? generated.name(generated.forms[entry->form].summary) : std::string_view{};
}

}  // namespace whytrace
