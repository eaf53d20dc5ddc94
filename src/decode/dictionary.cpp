// Looking things up in the tables.
// Not here: decoding.
// Nothing hard here: linear searches, at the start of the program only.
#include "decode/dictionary.hpp"

#include "decode/lookup.hpp"

#include <algorithm>

namespace whytrace::decode {

using schema::generated;

namespace {

void add_fields(std::uint32_t first, std::uint32_t count, std::vector<std::string_view>& names) {
    for (const auto& field : generated.fields.subspan(first, count)) {
        const auto name = generated.name(field.name);
        if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(name);
    }
}

void add_arms(std::uint32_t selection, std::size_t abi_index, std::vector<std::string_view>& names) {
    if (selection == 0) return;
    const auto& s = generated.selections[selection];
    const auto add = [&](std::uint32_t arm) {
        if (arm == 0) return;
        add_fields(generated.arms[arm].first_field, generated.arms[arm].fields, names);
        add_arms(generated.arms[arm].next, abi_index, names);
    };
    for (const auto& label : generated.labels.subspan(s.first_label[abi_index], s.labels[abi_index])) add(label.arm);
    add(s.otherwise);
}

}  // namespace

std::vector<std::string_view> argument_names(abi a, std::uint64_t nr) {
    std::vector<std::string_view> names;
    const auto* entry = entry_of(generated, a, nr);
    if (entry == nullptr || entry->form == 0) return names;
    const auto& form = generated.forms[entry->form];
    add_fields(form.first_field, form.fields, names);
    add_arms(form.selection, static_cast<std::size_t>(a), names);
    return names;
}

// What is never shown has no field, and a switch may add some: then nobody knows.
std::size_t argument_count(abi a, std::uint64_t nr) {
    constexpr std::size_t most = 6;
    const auto* entry = entry_of(generated, a, nr);
    if (entry == nullptr || entry->form == 0) return most;
    const auto& form = generated.forms[entry->form];
    return form.selection != 0 ? most : std::min<std::size_t>(form.fields, most);
}

std::optional<std::uint64_t> constant_value(abi a, std::string_view name) {
    const auto i = static_cast<std::size_t>(a);
    for (const auto& set : generated.sets)
        for (const auto& c : generated.constants.subspan(set.first[i], set.size[i]))
            if (generated.name(c.name) == name) return c.value();
    return std::nullopt;
}

}  // namespace whytrace::decode
