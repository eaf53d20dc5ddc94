// The descriptions of this tree: their tables hold together, so that the walker needs no checks of its own.
// Not here: whether they are right (tests beside strace), the generator's rules (tables_test.cpp).
// The hard part: none.
#include "support/catch.hpp"

#include "gen/lower.hpp"
#include "gen/parser.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>

using namespace whytrace;
using namespace whytrace::gen;

namespace {

struct tree {
    sources inputs;
    diagnostics problems{inputs};
    tables known;
    ast::file declared;
    output out;

    tree() {
        const std::filesystem::path folder{WHYTRACE_SYSCALLS};
        const auto load = [&](const char* name) { return inputs.load(folder / name); };
        known.read_numbers(inputs, load("numbers.tbl"), problems);
        known.read_constants(inputs, load("constants.tbl"), problems);
        known.read_classes(inputs, load("classes.tbl"), problems);
        for (const auto& entry : std::filesystem::directory_iterator{folder})
            if (entry.path().extension() == ".sys")
                parse(scan(inputs, inputs.load(entry.path()), problems), problems, declared);
        out = lowering{declared, known, problems}.run();
    }
};

const tree& this_tree() {
    static const tree t;
    return t;
}

bool type_holds(const output& o, const schema::type& t) {
    using kind = schema::type_kind;
    switch (t.kind) {
    case kind::enumeration:
    case kind::flags: return t.ref < o.sets.size();
    case kind::structure: return t.ref < o.structures.size();
    case kind::pointer:
    case kind::array: return t.ref != 0 && t.ref < o.types.size();
    case kind::variant: return t.ref != 0 && t.ref < o.selections.size();
    case kind::custom: return t.ref < o.customs.size() && t.params + t.params_size <= o.operands.size();
    default: return true;
    }
}

bool selection_holds(const output& o, const schema::selection& s) {
    bool good = s.mask < o.values.size() && s.otherwise < o.arms.size() && s.of.kind != schema::operand_kind::none;
    for (std::size_t a = 0; a < abi_count; ++a) {
        const auto first = o.labels.begin() + s.first_label[a], last = first + s.labels[a];
        good =
            good && s.first_label[a] + s.labels[a] <= o.labels.size() &&
            std::adjacent_find(first, last, [](const auto& x, const auto& y) { return x.value >= y.value; }) == last &&
            std::all_of(first, last, [&](const schema::label& l) { return l.arm != 0 && l.arm < o.arms.size(); });
    }
    return good;
}

/// The longest row of arguments: the form's and, at each level, those of the largest arm.
std::uint32_t longest_row(const output& o, std::uint32_t fields, std::uint32_t selection) {
    if (selection == 0) return fields;
    const auto& s = o.selections[selection];
    std::uint32_t most = 0;
    const auto consider = [&](std::uint32_t arm) {
        most = std::max(most, longest_row(o, o.arms[arm].fields, o.arms[arm].next));
    };
    if (s.otherwise != 0) consider(s.otherwise);
    for (std::size_t a = 0; a < abi_count; ++a)
        for (std::uint32_t i = 0; i < s.labels[a]; ++i) consider(o.labels[s.first_label[a] + i].arm);
    return fields + most;
}

}  // namespace

TEST_CASE("this tree's descriptions have no errors") {
    std::ostringstream text;
    this_tree().problems.print(text);
    CHECK(text.str().empty());
}

TEST_CASE("all indices of this tree's tables lead somewhere") {
    const auto& o = this_tree().out;
    for (std::size_t i = 1; i < o.types.size(); ++i) {
        INFO("type " << i);
        CHECK(type_holds(o, o.types[i]));
    }
    for (const auto& f : o.fields) {
        CHECK(f.name < o.names.size());
        CHECK(f.type != 0);
        CHECK(f.type < o.types.size());
        CHECK(f.condition < o.conditions.size());
    }
    for (const auto& c : o.conditions) CHECK((c.mask < o.values.size() && c.first + c.size <= o.values.size()));
    for (std::size_t i = 1; i < o.selections.size(); ++i) CHECK(selection_holds(o, o.selections[i]));
    for (const auto& a : o.arms) {
        CHECK(a.first_field + a.fields <= o.fields.size());
        CHECK((a.returns < o.types.size() && a.note < o.types.size() && a.next < o.selections.size()));
    }
    for (const auto& s : o.sets)
        for (std::size_t a = 0; a < abi_count; ++a) {
            CHECK(s.first[a] + s.size[a] <= o.constants.size());
            CHECK(s.first_group[a] + s.groups <= o.groups.size());
        }
    for (const auto& g : o.groups)
        CHECK((g.set < o.sets.size() && g.type < o.types.size() && (g.set != 0 || g.type != 0)));
}

TEST_CASE("the fields of this tree's structures lie within them") {
    const auto& o = this_tree().out;
    for (const auto& s : o.structures)
        for (std::size_t a = 0; a < abi_count; ++a) {
            INFO(o.names.data() + s.name << " on " << abi_names[a]);
            CHECK(s.first_field[a] + s.fields[a] <= o.fields.size());
            for (std::uint32_t i = 0; i < s.fields[a]; ++i)
                CHECK(o.fields[s.first_field[a] + i].offset[a] <= s.size[a]);
        }
}

TEST_CASE("every call of numbers.tbl has one entry on each ABI that has it, and at most six registers") {
    const auto& t = this_tree();
    const auto& o = t.out;
    CHECK(t.known.numbers.size() > 480);
    for (std::size_t a = 0; a < abi_count; ++a) {
        const auto has = [a](const call_number& row) { return row.numbers[a].has_value(); };
        CHECK(o.numbers[a].size() ==
              static_cast<std::size_t>(std::count_if(t.known.numbers.begin(), t.known.numbers.end(), has)));
        for (const auto& row : o.numbers[a]) {
            REQUIRE(row.entry < o.entries.size());
            const auto& entry = o.entries[row.entry];
            const std::string_view name = o.names.data() + entry.name;
            INFO(name << " on " << abi_names[a]);
            const auto* known = t.known.find_call(name);
            REQUIRE(known != nullptr);
            CHECK(known->numbers[a] == row.nr);
            const auto& form = o.forms[entry.form];
            for (std::uint32_t i = 0; i < form.fields; ++i) CHECK(o.fields[form.first_field + i].offset[a] <= 6);
            CHECK(longest_row(o, form.fields, form.selection) <= 16);  // walker::slots_
        }
    }
}
