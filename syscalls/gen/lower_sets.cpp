// Enums and flag sets: what each name is worth on each ABI.
// Not here: where they are used.
// The hard part: an ABI may lack a name or give it another's value; where all ABIs agree, one list serves all.
#include "lower.hpp"

#include <algorithm>

namespace whytrace::gen {

void lowering::lower_sets() {
    for (auto& [name, symbol] : types_) {
        if (symbol.set == nullptr) continue;
        const auto& more = additions_[name];
        auto members = members_of(*symbol.set, more);
        const auto taken_over = taken_over_by(*symbol.set);
        std::vector<ast::member> labels = missing_labels(members, taken_over, more);
        for (const auto& m : labels) members.push_back(&m);
        check_members(members, more.shown_by_code);
        members.insert(members.end(), taken_over.begin(), taken_over.end());
        auto set = lower_set(members, symbol.set->is_flags, out_.name(symbol.set->unknown));
        set.name = out_.name(name);
        out_.sets[symbol.ref] = set;
    }
}

std::vector<const ast::member*> lowering::members_of(const ast::set& set, const set_addition& more) {
    std::vector<const ast::member*> members;
    for (const auto& m : set.members)
        if (set_named(m) == nullptr) members.push_back(&m);
    members.insert(members.end(), more.members.begin(), more.members.end());
    std::unordered_set<std::string_view> there;
    for (const auto* m : members)
        if (m->mask.empty() && !there.insert(m->constant.text).second)
            error(m->at, "'" + std::string{m->constant.text} + "' is in '" + std::string{set.name.text} + "' already");
    return members;
}

// The other set that a member stands for, or none.
const ast::set* lowering::set_named(const ast::member& m) const {
    const auto named = types_.find(m.constant.text);
    return m.mask.empty() && named != types_.end() ? named->second.set : nullptr;
}

// The members of sets that stand among a set's own; its own hide those of the same value.
std::vector<const ast::member*> lowering::taken_over_by(const ast::set& set) {
    std::vector<const ast::member*> members;
    for (const auto& m : set.members) {
        const auto* other = set_named(m);
        if (other == nullptr) continue;
        for (const auto& theirs : other->members) {
            if (set_named(theirs) == nullptr)
                members.push_back(&theirs);
            else
                error(m.at, "'" + std::string{m.constant.text} + "' has a set among its own");
        }
    }
    return members;
}

std::vector<ast::member> lowering::missing_labels(const std::vector<const ast::member*>& members,
                                                  const std::vector<const ast::member*>& taken_over,
                                                  const set_addition& more) {
    std::unordered_set<std::string_view> there;
    for (const auto* list : {&members, &taken_over})
        for (const auto* m : *list) there.insert(m->constant.text);
    std::vector<ast::member> labels;
    for (const auto& label : more.labels) {
        if (!there.insert(label.text).second) continue;
        ast::member m{};
        m.constant = {label.text, label.at, {}};
        m.at = label.at;
        labels.push_back(std::move(m));
    }
    return labels;
}

per_abi lowering::member_value(const ast::member& m) {
    if (m.constant.number) return value_of(m.constant);
    const auto* value = constant(m.constant.text, m.constant.at);
    return value != nullptr ? *value : per_abi{};
}

schema::constant_set lowering::lower_set(const std::vector<const ast::member*>& members, bool is_flags,
                                         schema::name_ref unknown) {
    std::array<set_on_abi, abi_count> all;
    for (const auto* m : members) {
        if (m->mask.empty()) {
            const auto value = member_value(*m);
            for (std::size_t a = 0; a < abi_count; ++a)
                if (value[a])
                    all[a].constants.push_back({out_.name(m->constant.text), static_cast<std::uint32_t>(*value[a]),
                                                static_cast<std::uint32_t>(*value[a] >> 32)});
        } else {
            add_group(*m, all, unknown);
        }
    }
    schema::constant_set set{};
    set.unknown = unknown;
    for (std::size_t a = 0; a < abi_count; ++a) {
        auto& list = all[a].constants;
        if (!is_flags)  // the first of several names for a value is the one that is shown; via functions may show all
            std::stable_sort(list.begin(), list.end(),
                             [](const auto& x, const auto& y) { return x.value() < y.value(); });
        set.first[a] = out_.constant_list(list);
        set.size[a] = static_cast<std::uint16_t>(list.size());
        set.first_group[a] = out_.group_list(all[a].groups);
        set.groups = static_cast<std::uint8_t>(all[a].groups.size());
    }
    return set;
}

void lowering::add_group(const ast::member& m, std::array<set_on_abi, abi_count>& all, schema::name_ref unknown) {
    schema::group group{};
    if (m.group_type) {
        group.type = type(*m.group_type, {}, place::argument);
    } else {
        std::vector<const ast::member*> names;
        for (const auto& name : m.group) names.push_back(&name);
        check_members(names, false);
        const auto set = lower_set(names, false, unknown);
        group.set = static_cast<index>(out_.sets.size());
        out_.sets.push_back(set);
    }
    const auto mask = mask_of(m.mask);
    for (std::size_t a = 0; a < abi_count; ++a) {
        group.mask = mask[a];
        group.position = static_cast<std::uint32_t>(all[a].constants.size());
        all[a].groups.push_back(group);
    }
}

// A name whose value another name before it has on every ABI would never be shown.
void lowering::check_members(const std::vector<const ast::member*>& members, bool shown_by_code) {
    if (shown_by_code) return;
    std::array<std::map<std::uint64_t, std::string_view>, abi_count> taken;
    for (const auto* m : members) {
        if (!m->mask.empty()) continue;
        const auto value = member_value(*m);
        bool useful = false;
        std::string_view other;
        for (std::size_t a = 0; a < abi_count; ++a) {
            if (!value[a]) continue;
            const auto [found, fresh] = taken[a].try_emplace(*value[a], m->constant.text);
            useful = useful || fresh;
            if (!fresh) other = found->second;
        }
        if (!useful && !other.empty() && other != m->constant.text)
            error(m->at, "never shown: '" + std::string{other} + "' has the same value and stands before it");
    }
}

}  // namespace whytrace::gen
