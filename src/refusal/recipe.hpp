// `--reproduce=MECHANISM[:KEY=VALUE]…`: which refusals can be made on a plain Linux, with which choices, and the words typed for one.
// Not here: making them (reproduce.cpp, recipes.cpp).
// Nothing hard here.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

namespace whytrace::refusal {

/// What was typed behind the name: KEY to VALUE, all of them known to the row.
using choices = std::map<std::string, std::string, std::less<>>;

struct stage;

struct recipe_row {
    std::string_view name;
    std::string_view keys;  ///< "action=errno|trap,errno=NAME": what may be chosen; the first of a list is the default
    std::string_view privilege;  ///< what whoever runs it needs
    std::string_view seen;       ///< what CMD will be told
    std::string_view example;
    void (*target)(const choices&);          ///< in the target, before CMD starts; null: CMD needs none
    void (*around)(stage&, const choices&);  ///< in ourselves, between the two; may be null
    void (*tracer)(stage&, const choices&);  ///< in CMD's process, before it executes; may be null
};

std::span<const recipe_row> recipe_table();

struct recipe {
    const recipe_row* row;
    choices chosen;

    std::string_view value(std::string_view key, std::string_view fallback) const;
};

/// Throws usage_error, naming what is wrong.
recipe parse_recipe(std::string_view text);

/// The text of `--reproduce=list`.
std::string list_of_recipes();

}  // namespace whytrace::refusal
