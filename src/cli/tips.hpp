// --tips: something worth knowing, said at the end.
// Not here: the option (table.cpp).
// Nothing hard here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace whytrace::cli {

enum class tip_format : std::uint8_t { none, compact, full };

struct tip_choice {
    std::optional<std::uint32_t> id;  ///< none: any
    tip_format format = tip_format::compact;
};

/// Empty for tip_format::none.
std::string tip(const tip_choice& c);

}  // namespace whytrace::cli
