// What is known of calls as such: names, numbers, classes, summaries. The public functions of whytrace/decoder.hpp.
// Not here: decoding.
// The hard part: one name may stand in several tables with different numbers; there is no number for "the" call.
// (Entries are sorted by name; where an ABI has a description of its own, several have the same.)
#include "decode/lookup.hpp"
#include "whytrace/decoder.hpp"

#include <algorithm>
#include <iterator>

namespace whytrace {

using decode::entry_of;
using decode::schema::generated;

namespace {

constexpr std::uint64_t far_base = 0xf0000;  // __ARM_NR_BASE of arm's <asm/unistd.h>

/// How many numbers there are from 0 on, and how many from far_base on.
struct runs {
    std::uint64_t near, far;
};

runs runs_of(abi a) {
    const auto rows = generated.numbers[static_cast<std::size_t>(a)];
    if (rows.empty()) return {};
    const std::uint64_t end = rows.back().nr + std::uint64_t{1};
    if (end <= far_base) return {end, 0};
    const auto far = std::ranges::lower_bound(rows, far_base, {}, &decode::schema::number_row::nr);
    return {far == rows.begin() ? 0 : std::prev(far)->nr + std::uint64_t{1}, end - far_base};
}

}  // namespace

std::string_view call_name(abi a, std::uint64_t nr) {
    const auto* entry = entry_of(generated, a, nr);
    return entry != nullptr ? generated.name(entry->name) : std::string_view{};
}

std::optional<std::uint64_t> call_number(abi a, std::string_view name) {
    const auto named = std::ranges::equal_range(generated.entries.subspan(1), name, {},
                                                [](const auto& entry) { return generated.name(entry.name); });
    const auto first = static_cast<std::uint32_t>(named.data() - generated.entries.data());
    for (const auto& row : generated.numbers[static_cast<std::size_t>(a)])
        if (row.entry - first < named.size()) return row.nr;
    return {};
}

std::uint64_t call_limit(abi a) {
    const auto [near, far] = runs_of(a);
    return near + far;
}

std::uint64_t call_place(abi a, std::uint64_t nr) {
    const auto [near, far] = runs_of(a);
    if (nr < near) return nr;
    return near + (nr >= far_base ? std::min(nr - far_base, far) : far);
}

std::uint64_t call_at(abi a, std::uint64_t place) {
    const auto [near, far] = runs_of(a);
    return place < near || far == 0 ? place : far_base + place - near;
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
