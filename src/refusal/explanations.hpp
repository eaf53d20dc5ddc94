// `--explain-refusal MECHANISM`: how the kernel decides, how to see it, how to make it happen.
// Not here: what to do about it in one's own place (remedies.cpp).
// Nothing hard here.
#pragma once

#include "refusal/mechanism.hpp"

#include <optional>
#include <string>

namespace whytrace::refusal {

std::optional<mechanism> mechanism_named(std::string_view name);

/// One page, at most `columns` wide.
std::string explanation(mechanism m, int columns, bool colour);

}  // namespace whytrace::refusal
