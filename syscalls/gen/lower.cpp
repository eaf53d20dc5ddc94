// The order of the work, and what is declared: types, calls, extensions, the labels that switches add to enums.
// Not here: the tables' entries (lower_*.cpp).
// The hard part: one name may have several declarations, each for its own ABIs.
#include "lower.hpp"

namespace whytrace::gen {

output lowering::run() {
    declare_types();
    declare_calls();
    apply_extensions();
    name_types();
    find_users();
    add_labels();
    lower_sets();
    for (auto& [name, symbol] : types_)
        if (symbol.alias != nullptr) fill_alias(symbol);
    lower_structures();
    lay_out_structures();
    lower_calls();
    check_users();
    lower_entries();
    return std::move(out_);
}

void lowering::declare_types() {
    const auto declare = [this](const ast::name& n, bool again) -> type_symbol& {
        if (find_builtin(n.text) != nullptr) error(n.at, "'" + std::string{n.text} + "' is a built-in type");
        const auto [found, fresh] = types_.try_emplace(n.text);
        if (fresh)
            found->second.at = n.at;
        else if (!again || found->second.structures.empty())
            error(n.at, "'" + std::string{n.text} + "' is declared twice");
        return found->second;
    };
    for (const auto& s : ast_.sets) declare(s.name, false).set = &s;
    for (const auto& t : ast_.types) declare(t.name, false).alias = &t;
    for (const auto& s : ast_.structures) declare(s.name, true).structures.push_back(&s);
}

void lowering::declare_calls() {
    for (const auto& c : ast_.calls) {
        const auto [found, fresh] = calls_.try_emplace(c.name.text);
        if (fresh) found->second.at = c.name.at;
        found->second.declarations.push_back(&c);
        if (known_.find_call(c.name.text) == nullptr) {
            nearest hint{c.name.text};
            for (const auto& n : known_.numbers) hint.consider(n.name);
            error(c.name.at, "no call in numbers.tbl has this name" + hint.hint());
        }
    }
    for (auto& [name, symbol] : calls_) {
        std::vector<ast::abi_list> lists;
        for (const auto* c : symbol.declarations) lists.push_back(c->abis);
        for (std::size_t i = 0; i < lists.size(); ++i)
            call_abis_[symbol.declarations[i]] = abis_of(lists, i, symbol.declarations[i]->name);
    }
}

std::uint8_t lowering::abis_of(const std::vector<ast::abi_list>& all, std::size_t which, const ast::name& n) {
    unsigned others = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i == which) continue;
        const bool clash = all[i].bits == 0 ? all[which].bits == 0 : (all[i].bits & all[which].bits) != 0;
        if (clash && i < which) error(n.at, "'" + std::string{n.text} + "' is declared twice for one ABI");
        others |= all[i].bits;
    }
    constexpr unsigned every = (1U << abi_count) - 1;
    return static_cast<std::uint8_t>(all[which].bits != 0 ? all[which].bits : every & ~others);
}

void lowering::apply_extensions() {
    for (const auto& e : ast_.extensions) {
        if (!e.arms.empty()) {
            const auto call = calls_.find(e.name.text);
            if (call != calls_.end()) {
                for (const auto& a : e.arms) call->second.arms.push_back(&a);
                continue;
            }
            nearest hint{e.name.text};
            for (const auto& [name, symbol] : calls_) hint.consider(name);
            error(e.name.at, "no call of this name is described" + hint.hint());
            continue;
        }
        const auto type = types_.find(e.name.text);
        if (type != types_.end() && type->second.set != nullptr) {
            for (const auto& m : e.members) additions_[e.name.text].members.push_back(&m);
            continue;
        }
        nearest hint{e.name.text};
        for (const auto& [name, symbol] : types_)
            if (symbol.set != nullptr) hint.consider(name);
        error(e.name.at, "no enum or flag set has this name" + hint.hint());
    }
}

// The named types come first and in the order of their names, so that a new call or constant changes no other's index.
void lowering::name_types() {
    for (auto& [name, symbol] : types_) {
        schema::type t{};
        if (symbol.set != nullptr) {
            t.kind = symbol.set->is_flags ? schema::type_kind::flags : schema::type_kind::enumeration;
            t.width = 4;
            t.ref = symbol.ref = static_cast<index>(out_.sets.size());
            out_.sets.emplace_back();
        } else if (!symbol.structures.empty()) {
            t.kind = schema::type_kind::structure;
            t.ref = symbol.ref = static_cast<index>(out_.structures.size());
            out_.structures.emplace_back();
        }
        symbol.type = static_cast<index>(out_.types.size());
        out_.types.push_back(t);
        out_.named_types[name] = symbol.type;
    }
    bodies_.resize(out_.structures.size());
    shapes_.resize(out_.structures.size());
}

void lowering::add_labels() {
    for (const auto& c : ast_.calls) {
        add_labels(c.body, {});
        std::vector<const ast::field*> fields;
        for (const auto& f : c.body.fields) fields.push_back(&f);
        const auto& symbol = calls_.at(c.name.text);
        for (const auto* a : symbol.arms) add_labels(*a, fields);
        if (!c.body.next) continue;
        for (const auto* f : fields)
            if (f->named.text == c.body.next->of.text) label_enum(&f->type, symbol.arms);
    }
    for (const auto& s : ast_.structures)
        for (const auto& f : s.fields)
            if (f.selection) add_labels(s.fields, *f.selection);
}

/// A part of what has been chosen by already is a number of its own: its labels are no names of the whole.
void lowering::add_labels(const ast::arm& a, std::vector<const ast::field*> outer) {
    const auto own = outer.size();
    for (const auto& f : a.fields) outer.push_back(&f);
    if (!a.next) return;
    for (std::size_t i = a.next->mask.empty() ? 0 : own; i < outer.size(); ++i)
        if (outer[i]->named.text == a.next->of.text) label_enum(&outer[i]->type, arms_of(*a.next));
    for (const auto& arm : a.next->arms) add_labels(arm, outer);
}

void lowering::add_labels(const std::vector<ast::field>& fields, const ast::selection& s) {
    for (const auto& f : fields)
        if (f.named.text == s.of.text) label_enum(&f.type, arms_of(s));
    for (const auto& a : s.arms)
        for (const auto& f : a.fields)
            if (f.selection) add_labels(a.fields, *f.selection);
}

std::vector<const ast::arm*> lowering::arms_of(const ast::selection& s) {
    std::vector<const ast::arm*> arms;
    for (const auto& a : s.arms) arms.push_back(&a);
    return arms;
}

// Whether the selector is shown as its enum says, and not by a via function.
bool lowering::is_plain(const ast::type* selector) const {
    for (unsigned depth = 0; selector->form == ast::type_form::named && depth < 8; ++depth) {
        const auto found = types_.find(selector->named.text);
        if (found == types_.end() || found->second.alias == nullptr) return true;
        selector = &found->second.alias->type;
    }
    return selector->form != ast::type_form::via;
}

void lowering::label_enum(const ast::type* selector, const std::vector<const ast::arm*>& arms) {
    const auto* symbol = set_of(selector);
    if (symbol == nullptr || symbol->set->is_flags) return;
    auto& addition = additions_[symbol->set->name.text];
    addition.shown_by_code = addition.shown_by_code || !is_plain(selector);
    auto& labels = addition.labels;
    for (const auto* a : arms) labels.insert(labels.end(), a->labels.begin(), a->labels.end());
}

}  // namespace whytrace::gen
