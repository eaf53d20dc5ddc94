// The diagnosis as one call: collect, probe, explain, find out where we are, and what helps.
// Not here: any of these; options and exit status (src/cli).
// The hard part: none; each part is in a file of its own.
#pragma once

#include "refusal/facts.hpp"
#include "refusal/finding.hpp"

#include <cstdint>
#include <string>

namespace whytrace::refusal {

finding diagnose(question_asked q);

/// How much a report says: what fits on a screen, or everything.
enum class detail : std::uint8_t { screen, full };

/// The report for people: verdict first, at most `columns` wide, coloured if asked. Every text of foreign origin is escaped.
std::string report(const finding& f, detail d, int columns, bool colour);

/// The same as one JSON object; every key is always there.
std::string json(const finding& f);

/// 0 allowed, 1 refused, 2 could not tell.
int exit_status(const finding& f);

}  // namespace whytrace::refusal
