// The .tbl files: numbers of calls, values of constants, classes of calls, headers for checks.
// Not here: the .sys files (parser).
// The hard part: none; one row a line, words between blanks.
#pragma once

#include "source.hpp"
#include "whytrace/abi.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace whytrace::gen {

/// A value on each ABI; nothing where the ABI has none.
using per_abi = std::array<std::optional<std::uint64_t>, abi_count>;

struct call_number {
    std::string_view name;
    location at;
    per_abi numbers;
};

struct call_class {
    std::string_view name;  // without the first '%'
    std::vector<std::pair<std::string_view, location>> calls;
};

/// One generated file of static_asserts: what the area describes, against these headers.
struct check_group {
    std::string_view area;  // the name of a .sys file without its ending
    location at;
    std::vector<std::string_view> headers;
};

struct tables {
    std::vector<call_number> numbers;
    std::unordered_map<std::string_view, per_abi> constants;
    std::vector<call_class> classes;
    std::vector<check_group> checks;

    const call_number* find_call(std::string_view name) const;

    void read_numbers(const sources& s, std::uint32_t file, diagnostics& problems);
    void read_constants(const sources& s, std::uint32_t file, diagnostics& problems);
    void read_classes(const sources& s, std::uint32_t file, diagnostics& problems);
    void read_headers(const sources& s, std::uint32_t file, diagnostics& problems);

  private:
    std::unordered_map<std::string_view, std::size_t> by_name_;
};

}  // namespace whytrace::gen
