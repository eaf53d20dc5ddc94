// Writes the tables down as C++: a few .cpp files, and the headers types.hpp and via.hpp that src/decode includes.
// Not here: static_asserts (emit_checks.cpp).
// The hard part: a file that has not changed is not touched, or every change would compile everything anew.
#pragma once

#include "output.hpp"

#include <filesystem>

namespace whytrace::gen {

/// Throws std::runtime_error if a file cannot be written.
void emit(const output& out, const std::filesystem::path& folder);
/// One file of static_asserts for each row of headers.tbl, and one for the numbers.
void emit_checks(const output& out, const tables& known, const sources& inputs, const std::filesystem::path& folder);

void write_if_changed(const std::filesystem::path& file, const std::string& text);

}  // namespace whytrace::gen
