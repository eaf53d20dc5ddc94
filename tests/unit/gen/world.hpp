// A small world for tests of the generator: a few calls and constants, and descriptions given as text.
// Not here: the tests.
// The hard part: none.
#pragma once

#include "gen/lower.hpp"
#include "gen/parser.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace whytrace::gen {

inline constexpr std::string_view test_numbers = R"(
read      0 63  3  3
open      2  -  5  5
wide     17 67 180 180
clone    56 220 120 120
old       -  -  13  -
gone      9  9   9  9
same     11 11  11 11
twice    12 12  12 12
)";
inline constexpr std::string_view test_constants = R"(
A 1
B 2
C 4
AB 3
ZERO 0
MASK 0xf0
HIGH 0x80000000
MINUS -1
M1 0x10
M2 0x20
DIFFERENT 8 16 8 16
X86_ONLY 32 - 32 -
SAME_AS_A 1
)";
inline constexpr std::string_view test_classes = R"(
%one: read open
%two: open
      wide
)";

/// What the generator makes of `text`.
struct world {
    sources inputs;
    diagnostics problems{inputs};
    tables known;
    ast::file declared;
    output out;
    std::uint32_t file{};

    explicit world(std::string text) {
        known.read_numbers(inputs, inputs.add("numbers.tbl", std::string{test_numbers}), problems);
        known.read_constants(inputs, inputs.add("constants.tbl", std::string{test_constants}), problems);
        known.read_classes(inputs, inputs.add("classes.tbl", std::string{test_classes}), problems);
        file = inputs.add("test.sys", std::move(text));
        parse(scan(inputs, file, problems), problems, declared);
        out = lowering{declared, known, problems}.run();
    }
    world(const world&) = delete;
    world& operator=(const world&) = delete;

    std::string_view name(schema::name_ref r) const { return out.names.data() + r; }
    const schema::type& type(std::string_view named) const { return out.types[out.named_types.at(named)]; }
    const schema::structure& structure(std::string_view named) const { return out.structures[type(named).ref]; }
    const schema::field& field(std::string_view of, std::string_view named, abi a = abi::x86_64) const {
        const auto& s = structure(of);
        const auto i = static_cast<std::size_t>(a);
        for (std::uint32_t at = s.first_field[i]; at < s.first_field[i] + s.fields[i]; ++at)
            if (name(out.fields[at].name) == named) return out.fields[at];
        throw std::runtime_error{"no such field"};
    }
    const schema::call_form& form(std::string_view call, abi a = abi::x86_64) const {
        for (const auto& row : out.numbers[static_cast<std::size_t>(a)])
            if (name(out.entries[row.entry].name) == call) return out.forms[out.entries[row.entry].form];
        throw std::runtime_error{"no such call"};
    }
    std::vector<std::string_view> members(std::string_view set, abi a = abi::x86_64) const {
        const auto& s = out.sets[type(set).ref];
        const auto i = static_cast<std::size_t>(a);
        std::vector<std::string_view> names;
        for (std::uint32_t at = s.first[i]; at < s.first[i] + s.size[i]; ++at)
            names.push_back(name(out.constants[at].name));
        return names;
    }
    std::string errors() const {
        std::string all;
        for (const auto& [line, message] : problems.list(file)) all += std::to_string(line) + ": " + message + "\n";
        return all;
    }
};

}  // namespace whytrace::gen
