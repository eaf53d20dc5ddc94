// Which calls lead to a structure: its fields may refer to their arguments.
// Not here: names within the structure (lower_values.cpp).
// The hard part: a structure serves several calls, and the argument must be at the same place in all of them.
#include "lower.hpp"

namespace whytrace::gen {
namespace {

/// Calls `seen` with the names of the types that `t` is made of.
template <class F> void each_name(const ast::type& t, F seen) {
    if (t.form == ast::type_form::named) seen(t.named.text);
    if (t.inner) each_name(*t.inner, seen);
}

template <class F> void each_name(const std::vector<ast::field>& fields, F seen) {
    for (const auto& f : fields) {
        each_name(f.type, seen);
        if (f.spliced) seen(f.spliced.text);
        if (f.selection)
            for (const auto& a : f.selection->arms) each_name(a.fields, seen);
    }
}

}  // namespace

void lowering::reach(const ast::arm& a, std::vector<user::argument>& arguments, const ast::call& c) {
    const std::size_t before = arguments.size();
    for (const auto& f : a.fields)
        if (f.named.text != "_") arguments.push_back({f.named.text, &f.type});
    each_name(a.fields, [&](std::string_view name) { reach(name, arguments, c); });
    if (a.next)
        for (const auto& arm : a.next->arms) reach(arm, arguments, c);
    arguments.resize(before);
}

void lowering::reach(std::string_view type, const std::vector<user::argument>& arguments, const ast::call& c) {
    const auto found = types_.find(type);
    if (found == types_.end() || found->second.set != nullptr) return;
    auto& users = users_[type];
    if (!users.empty() && users.back().call == &c && users.back().arguments.size() == arguments.size()) return;
    users.push_back({&c, arguments});
    const auto go_on = [&](std::string_view name) { reach(name, arguments, c); };
    if (found->second.alias != nullptr) each_name(found->second.alias->type, go_on);
    for (const auto* s : found->second.structures) each_name(s->fields, go_on);
}

void lowering::find_users() {
    for (const auto& c : ast_.calls) {
        std::vector<user::argument> arguments;
        reach(c.body, arguments, c);
        for (const auto* a : calls_.at(c.name.text).arms) {
            for (const auto& f : c.body.fields)
                if (f.named.text != "_") arguments.push_back({f.named.text, &f.type});
            reach(*a, arguments, c);
            arguments.clear();
        }
    }
}

/// A call that an ABI has must find the structures that it leads to there.
void lowering::check_users() {
    for (const auto& [name, symbol] : types_) {
        if (symbol.structures.empty()) continue;
        unsigned there = 0;
        for (const auto& b : bodies_[symbol.ref]) there |= b.abis;
        for (const auto& u : users_[name])
            for (std::size_t a = 0; a < abi_count; ++a)
                if ((used_on_[u.call] & ~there) >> a & 1)
                    error(symbol.at, "the struct has no layout for " + std::string{abi_names[a]} +
                                         ", where the call '" + std::string{u.call->name.text} + "' leads to it");
    }
}

/// The argument `n` of the calls that lead to the structure; null if there is none, or not at the same place in all.
const lowering::visible* lowering::argument_of_users(const ast::name& n, const scope& s) {
    std::optional<visible> place;
    for (const auto& u : users_[s.structure->name.text])
        for (std::size_t i = 0; i < u.arguments.size(); ++i) {
            if (u.arguments[i].name != n.text) continue;
            const visible here{
                n.text, {schema::operand_kind::argument, static_cast<index>(i)}, u.arguments[i].type, false};
            if (place && place->operand.value != here.operand.value)
                error(n.at, "the calls that use this struct have the argument '" + std::string{n.text} +
                                "' at different places");
            place = here;
        }
    if (!place) return nullptr;
    return &*arguments_.insert(arguments_.end(), *place);
}

}  // namespace whytrace::gen
