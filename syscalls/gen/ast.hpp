// The declarations of the .sys files as they are written. Passive data; all texts point into the sources.
// Not here: what names refer to (program.hpp and lower_*.cpp).
// The hard part: none.
#pragma once

#include "source.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

namespace whytrace::gen::ast {

struct name {
    std::string_view text;
    location at;
    explicit operator bool() const { return !text.empty(); }
};

/// A constant's name or a number.
struct value {
    std::string_view text;
    location at;
    std::optional<std::uint64_t> number;
};

enum class type_form : std::uint8_t { named, pointer, array, via };
enum class count_form : std::uint8_t { value, result, null, rest };  // value: a number or a sibling's name

struct type {
    type_form form{};
    location at;
    name named;                     // named: the type; pointer: in, out, inout, ptr; via: the function
    name width;                     // named:WIDTH
    count_form count{};             // array
    value size;                     // array, count_form::value
    std::vector<value> parameters;  // via
    std::unique_ptr<type> inner;    // pointer, array; via: the type that it is laid out as, if any
};

enum class test : std::uint8_t { bits, in, not_in };
struct condition {
    name of;
    std::vector<value> mask;  // empty: all bits
    ast::test test{};
    std::vector<value> list;
};

enum class when : std::uint8_t { success, nonzero, any, interrupted };

struct selection;

struct field {
    name named;  // "_": not shown
    ast::type type;
    std::optional<value> position;  // @N
    std::optional<value> sized, limit;
    std::optional<ast::condition> condition;
    ast::when on{};
    bool verbose{}, named_argument{}, bare{};
    name spliced;                               // _ inline STRUCT
    std::unique_ptr<ast::selection> selection;  // a switch in a structure; nothing else is set then
};

struct note {
    std::string_view word;
    ast::type type;
};

struct arm {
    std::vector<name> labels;  // empty: else
    location at;
    std::vector<field> fields;
    bool open{};  // ends in "..."
    location open_at;
    std::optional<type> returns;
    std::optional<ast::note> note;
    std::unique_ptr<selection> next;
};

struct selection {
    name of;
    std::vector<value> mask;
    std::vector<arm> arms;
};

/// A list of ABIs, as bits; none: all that no other declaration of the name takes.
struct abi_list {
    std::uint8_t bits{};
    location at;
};

struct call {
    ast::name name;
    abi_list abis;
    ast::name same_as;  // NAME = OTHER; nothing else is set then
    arm body;           // no labels
    std::string_view summary;
};

struct member {
    value constant;                         // a name; with a number: NAME = number
    std::vector<value> mask;                // `value MASK …`: a group, constant is not set
    std::vector<member> group;              // its names …
    std::unique_ptr<ast::type> group_type;  // … or its type
    location at;
};

struct set {
    ast::name name;
    bool is_flags{};
    std::string_view unknown;
    std::vector<member> members;
};

struct structure {
    ast::name name;
    abi_list abis;
    bool packed{};
    bool exact{};
    std::uint64_t min{}, filled{};
    std::vector<field> fields;
};

struct type_name {
    ast::name name;
    ast::type type;
};

struct extension {
    ast::name name;
    std::vector<arm> arms;        // of a call's switch …
    std::vector<member> members;  // … or of a set
};

struct file {
    std::vector<call> calls;
    std::vector<set> sets;
    std::vector<structure> structures;
    std::vector<type_name> types;
    std::vector<extension> extensions;
};

}  // namespace whytrace::gen::ast
