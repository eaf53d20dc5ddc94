// Additions to the tables; equal things are stored once.
// Not here: what is added (lower*.cpp).
// The hard part: none.
#include "output.hpp"

#include <algorithm>

namespace whytrace::gen {
namespace {

std::uint64_t key(const schema::operand& o) { return static_cast<std::uint64_t>(o.kind) << 32 | o.value; }

template <class Map, class Key, class Add> std::uint32_t once(Map& index, Key k, Add add) {
    const auto [found, fresh] = index.try_emplace(std::move(k), 0U);
    if (fresh) found->second = add();
    return found->second;
}

template <class Table, class List> std::uint32_t append(Table& table, const List& list) {
    const auto first = static_cast<std::uint32_t>(table.size());
    table.insert(table.end(), list.begin(), list.end());
    return first;
}

}  // namespace

output::output() {
    name({});
    types.emplace_back();
    conditions.emplace_back();
    arms.emplace_back();
    selections.emplace_back();
    forms.emplace_back();
    entries.emplace_back();
    std::array<std::uint64_t, abi_count> all;
    all.fill(~std::uint64_t{});
    value(all);
}

schema::name_ref output::name(std::string_view text) {
    return once(name_index_, text, [&] {
        const auto at = static_cast<schema::name_ref>(names.size());
        names.append(text).push_back('\0');
        return at;
    });
}

std::uint32_t output::type(const schema::type& t) {
    const std::array<std::uint64_t, 6> k{std::uint64_t{t.width} << 32 | std::uint64_t{t.base} << 16 |
                                             std::uint64_t{t.is_signed} << 8 | static_cast<std::uint64_t>(t.kind),
                                         static_cast<std::uint64_t>(t.dir) << 8 | static_cast<std::uint64_t>(t.count),
                                         t.ref,
                                         key(t.n),
                                         t.params,
                                         t.params_size};
    return once(type_index_, k, [&] { return types.push_back(t), static_cast<std::uint32_t>(types.size() - 1); });
}

std::uint32_t output::custom(std::string_view function) {
    return once(custom_index_, function,
                [&] { return customs.push_back(function), static_cast<std::uint32_t>(customs.size() - 1); });
}

std::uint32_t output::parameters(const std::vector<schema::operand>& list) {
    std::vector<std::uint64_t> k;
    k.reserve(list.size());
    for (const auto& o : list) k.push_back(key(o));
    return once(parameter_index_, std::move(k), [&] { return append(operands, list); });
}

std::uint32_t output::condition(const schema::condition& c) {
    return once(condition_index_,
                std::array<std::uint64_t, 6>{static_cast<std::uint64_t>(c.kind), key(c.of), c.size, c.mask, c.first},
                [&] { return conditions.push_back(c), static_cast<std::uint32_t>(conditions.size() - 1); });
}

std::uint32_t output::value(const std::array<std::uint64_t, abi_count>& v) {
    return once(value_index_, v, [&] { return values.push_back(v), static_cast<std::uint32_t>(values.size() - 1); });
}

std::uint32_t output::value_list(const std::vector<std::array<std::uint64_t, abi_count>>& list) {
    std::vector<std::uint64_t> k;
    for (const auto& v : list) k.insert(k.end(), v.begin(), v.end());
    return once(list_index_, std::move(k), [&] { return append(values, list); });
}

std::uint32_t output::constant_list(const std::vector<schema::constant>& list) {
    std::vector<std::array<std::uint64_t, 4>> k;
    k.reserve(list.size());
    for (const auto& c : list) k.push_back({c.name, c.value()});
    return once(constant_index_, std::move(k), [&] { return append(constants, list); });
}

std::uint32_t output::group_list(const std::vector<schema::group>& list) {
    std::vector<std::array<std::uint64_t, 4>> k;
    k.reserve(list.size());
    for (const auto& g : list) k.push_back({g.mask, g.set, g.type, g.position});
    return once(group_index_, std::move(k), [&] { return append(groups, list); });
}

schema::tables output::view() const {
    schema::tables t{};
    t.names = names;
    t.types = types;
    t.fields = fields;
    t.operands = operands;
    t.conditions = conditions;
    t.values = values;
    t.arms = arms;
    t.labels = labels;
    t.selections = selections;
    t.structures = structures;
    t.constants = constants;
    t.groups = groups;
    t.sets = sets;
    t.forms = forms;
    t.entries = entries;
    for (std::size_t i = 0; i < abi_count; ++i) t.numbers[i] = numbers[i];
    t.classes = classes;
    return t;
}

}  // namespace whytrace::gen
