// See recipe.hpp.
// Not here: the rows themselves (recipes.cpp).
// Nothing hard here.
#include "refusal/recipe.hpp"

#include "text/format.hpp"
#include "whytrace/error.hpp"

#include <algorithm>

namespace whytrace::refusal {

namespace {

const recipe_row& row_named(std::string_view name) {
    for (const recipe_row& row : recipe_table())
        if (row.name == name) return row;
    throw usage_error(fmt::format("--reproduce: no recipe for '{}'; --reproduce=list names all", name));
}

std::string_view next_part(std::string_view& rest, char separator) {
    const auto part = rest.substr(0, rest.find(separator));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    return part;
}

/// "action=errno|trap": whether the row knows `key`, and, where it lists values, this one.
void check(const recipe_row& row, std::string_view key, std::string_view value) {
    for (std::string_view rest = row.keys; !rest.empty();) {
        std::string_view known = next_part(rest, ',');
        if (next_part(known, '=') != key) continue;
        bool free = false;
        for (std::string_view values = known; !values.empty();) {
            const auto one = next_part(values, '|');
            free |= std::ranges::all_of(one, [](char c) { return c >= 'A' && c <= 'Z'; });
            if (one == value) return;
        }
        if (free) return;  // a word in capitals stands for any
        throw usage_error(fmt::format("--reproduce={}: '{}' is no value of {} ({})", row.name, value, key, known));
    }
    throw usage_error(row.keys.empty()
                          ? fmt::format("--reproduce={}: takes no '{}'", row.name, key)
                          : fmt::format("--reproduce={}: no '{}' to choose; there is {}", row.name, key, row.keys));
}

}  // namespace

std::string_view recipe::value(std::string_view key, std::string_view fallback) const {
    const auto found = chosen.find(key);
    return found == chosen.end() ? fallback : std::string_view(found->second);
}

recipe parse_recipe(std::string_view text) {
    std::string_view rest = text;
    recipe r{&row_named(next_part(rest, ':')), {}};
    while (!rest.empty()) {
        std::string_view value = next_part(rest, ':');
        const auto key = next_part(value, '=');
        check(*r.row, key, value);
        r.chosen.insert_or_assign(std::string(key), std::string(value));
    }
    return r;
}

std::string list_of_recipes() {
    std::string out = "whytrace --reproduce=NAME[:KEY=VALUE]... CMD...   runs CMD with ptrace refused that way.\n"
                      "In CMD, {} stands for the process that it is to trace.\n";
    for (const recipe_row& row : recipe_table()) {
        out += fmt::format("\n{}\n", row.name);
        if (!row.keys.empty()) {
            std::string_view rest = row.keys;
            for (std::string_view label = "choices"; !rest.empty(); label = "")
                out += fmt::format("  {:<9} {}\n", label, next_part(rest, ','));
        }
        out += fmt::format("  {:<9} {}\n  {:<9} {}\n  {:<9} {}\n", "needs", row.privilege, "seen", row.seen, "try",
                           row.example);
    }
    return out +
           "\nyama, apparmor, selinux, smack, bpf_lsm: these are settings of a whole machine, and are left alone.\n";
}

}  // namespace whytrace::refusal
