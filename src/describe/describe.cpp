// Reading the tables out.
// Not here: types (describe_types.cpp), variants of calls (describe_variants.cpp), decoding.
// Nothing hard here: linear searches, for one answer.
#include "describe/describe.hpp"

#include "decode/lookup.hpp"
#include "describe/describe_types.hpp"

#include <algorithm>

namespace whytrace::decode {

using schema::generated;

namespace {

const schema::call_form* form_at(abi a, std::uint64_t nr) {
    const auto* entry = entry_of(generated, a, nr);
    return entry && entry->form ? &generated.forms[entry->form] : nullptr;
}

}  // namespace

std::vector<described_field> arguments_of(abi a, std::uint64_t nr) {
    const auto* form = form_at(a, nr);
    return form ? describe(form->first_field, form->fields) : std::vector<described_field>{};
}

std::string result_type(abi a, std::uint64_t nr) {
    const auto* form = form_at(a, nr);
    return form ? result_text(form->returns, form->note) : "long";
}

std::optional<described_constant> constant_named(std::string_view name) {
    described_constant found;
    for (const auto& set : generated.sets) {
        // Errors and signals are more than constants: they are told elsewhere.
        const auto set_name = generated.name(set.name);
        if (set_name == "errno_names" || set_name == "signal_names") continue;
        bool here = false;
        for (std::size_t a = 0; a < abi_count; ++a) {
            for (const auto& c : generated.constants.subspan(set.first[a], set.size[a])) {
                if (generated.name(c.name) != name) continue;
                found.name = generated.name(c.name);
                found.value[a] = c.value();
                here = true;
            }
        }
        if (here && std::ranges::find(found.sets, set_name) == found.sets.end()) found.sets.push_back(set_name);
    }
    return found.sets.empty() ? std::nullopt : std::optional(found);
}

std::vector<std::pair<std::string_view, std::uint64_t>> members_of(std::string_view name) {
    std::vector<std::pair<std::string_view, std::uint64_t>> all;
    if (name.empty()) return all;
    for (const auto& set : generated.sets)
        if (generated.name(set.name) == name)
            for (const auto& c : generated.constants.subspan(set.first[0], set.size[0]))
                all.emplace_back(generated.name(c.name), c.value());
    return all;
}

std::vector<std::string_view> calls_with(std::string_view set) {
    std::vector<std::string_view> all;
    for (const auto& entry : generated.entries) {
        if (entry.form == 0) continue;
        const auto& form = generated.forms[entry.form];
        for (const auto& f : generated.fields.subspan(form.first_field, form.fields)) {
            if (set_of(f.type) != set) continue;
            const auto name = generated.name(entry.name);
            if (std::ranges::find(all, name) == all.end()) all.push_back(name);
        }
    }
    return all;
}

std::optional<described_structure> structure_named(std::string_view name) {
    for (const auto& s : generated.structures) {
        if (s.name == 0 || generated.name(s.name) != name) continue;
        return described_structure{describe(s.first_field[0], s.fields[0]), s.size};
    }
    return std::nullopt;
}

std::vector<std::string_view> all_names() {
    std::vector<std::string_view> all;
    for (const auto& set : generated.sets) {
        all.push_back(generated.name(set.name));
        for (std::size_t a = 0; a < abi_count; ++a)
            for (const auto& c : generated.constants.subspan(set.first[a], set.size[a]))
                all.push_back(generated.name(c.name));
    }
    for (const auto& s : generated.structures) all.push_back(generated.name(s.name));
    return all;
}

}  // namespace whytrace::decode
