// Finding a call in the tables, by number or by name.
// Not here: the public functions about calls (calls.cpp), decoding.
// The hard part: none; the low numbers have no gaps, so the row usually is where the number says.
#pragma once

#include "decode/schema.hpp"
#include "whytrace/call.hpp"

#include <algorithm>
#include <cstdint>

namespace whytrace::decode {

inline const schema::call_entry* entry_of(const schema::tables& t, abi a, std::uint64_t nr) {
    const auto rows = t.numbers[static_cast<std::size_t>(a)];
    if (nr < rows.size() && rows[nr].nr == nr) return &t.entries[rows[nr].entry];
    const auto found = std::ranges::lower_bound(rows, nr, {}, &schema::number_row::nr);
    return found != rows.end() && found->nr == nr ? &t.entries[found->entry] : nullptr;
}

/// Index of the call's description, 0: none.
inline std::uint32_t form_of(const schema::tables& t, const call& c) {
    const auto* entry = entry_of(t, c.abi, c.nr);
    return entry != nullptr ? entry->form : 0;
}

}  // namespace whytrace::decode
