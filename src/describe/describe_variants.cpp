// Calls whose arguments depend on one of them, read out: what each command of ioctl, fcntl, prctl … takes.
// Not here: arguments that a call always has (describe.cpp), decoding (walker.cpp).
// The hard part: labels are values, per ABI; their names are those of the set that the choosing argument's type has.
#include "decode/lookup.hpp"
#include "describe/describe.hpp"
#include "describe/describe_types.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <utility>

namespace whytrace::decode {

using schema::generated;

namespace {

class reader {
  public:
    using taker = std::function<void(const described_variant&)>;
    reader(abi a, taker take) : abi_(static_cast<std::size_t>(a)), take_(std::move(take)) {}

    void read(const schema::call_form& form) {
        described_variant v;
        v.arguments = describe(form.first_field, form.fields);
        v.result = result_text(form.returns, form.note);
        if (form.selection) choose(v, generated.selections[form.selection]);
    }

  private:
    void choose(const described_variant& outer, const schema::selection& s) {
        if (s.of.kind != schema::operand_kind::argument || s.of.value >= outer.arguments.size()) return;
        const auto& argument = outer.arguments[s.of.value];
        const auto labels = generated.labels.subspan(s.first_label[abi_], s.labels[abi_]);
        std::vector<std::uint32_t> arms;  // each once, in the order of their values
        for (const auto& l : labels)
            if (std::ranges::find(arms, l.arm) == arms.end()) arms.push_back(l.arm);
        const auto names = names_by_arm(argument.set, labels);
        for (const auto arm : arms) {
            described_variant v = outer;
            const auto named = names.find(arm);
            v.chosen.push_back({argument.name, named == names.end() ? std::vector<std::string_view>{} : named->second});
            enter(std::move(v), generated.arms[arm]);
        }
        if (s.otherwise == 0) return;
        described_variant v = outer;
        v.chosen.push_back({argument.name, {}});
        enter(std::move(v), generated.arms[s.otherwise]);
    }

    void enter(described_variant v, const schema::arm& arm) {
        std::ranges::move(describe(arm.first_field, arm.fields), std::back_inserter(v.arguments));
        if (arm.returns || arm.note) v.result = result_text(arm.returns, arm.note);
        if (arm.next)
            choose(v, generated.selections[arm.next]);
        else
            take_(v);
    }

    std::map<std::uint32_t, std::vector<std::string_view>> names_by_arm(std::string_view set,
                                                                        std::span<const schema::label> labels) const {
        std::map<std::uint32_t, std::vector<std::string_view>> names;
        for (const auto& s : generated.sets) {
            if (set.empty() || generated.name(s.name) != set) continue;
            for (const auto& c : generated.constants.subspan(s.first[abi_], s.size[abi_])) {
                const auto cut = static_cast<std::uint32_t>(c.value());  // commands are 32 bits wide
                const auto l = std::ranges::find(labels, cut,
                                                 [](const auto& one) { return static_cast<std::uint32_t>(one.value); });
                if (l != labels.end()) names[l->arm].push_back(generated.name(c.name));
            }
        }
        return names;
    }

    std::size_t abi_;
    taker take_;
};

}  // namespace

std::vector<described_variant> variants_of(abi a, std::uint64_t nr) {
    std::vector<described_variant> all;
    const auto* entry = entry_of(generated, a, nr);
    if (!entry || !entry->form) return all;
    const auto take = [&](described_variant v) {
        v.call = generated.name(entry->name);
        all.push_back(std::move(v));
    };
    reader(a, take).read(generated.forms[entry->form]);
    return all;
}

std::vector<described_variant> variants_chosen_by(std::string_view constant) {
    std::vector<described_variant> all;
    const auto c = constant_named(constant);
    if (!c) return all;
    const auto known = std::ranges::find_if(c->value, [](const auto& v) { return v.has_value(); });
    const auto a = static_cast<abi>(known - c->value.begin());
    const auto chooses = [constant](const described_variant::choice& one) {
        return std::ranges::find(one.values, constant) != one.values.end();
    };
    std::vector<std::uint32_t> forms;  // seen: calls may share one
    for (const auto& row : generated.numbers[static_cast<std::size_t>(a)]) {
        const auto form = generated.entries[row.entry].form;
        if (std::ranges::find(forms, form) != forms.end()) continue;
        forms.push_back(form);
        if (generated.forms[form].selection == 0) continue;
        for (auto& v : variants_of(a, row.nr))
            if (std::ranges::any_of(v.chosen, chooses)) all.push_back(std::move(v));
    }
    return all;
}

}  // namespace whytrace::decode
