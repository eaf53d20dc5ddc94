// Calls: arguments and their registers, switches, results; and the entries by number.
// Not here: types, structures.
// The hard part: 64-bit arguments take two registers on 32-bit ABIs, on arm an even pair (syscall(2), "Architecture calling conventions").
#include "lower.hpp"

#include <algorithm>

namespace whytrace::gen {

const ast::call* lowering::declaration_of(std::string_view name, std::size_t abi, unsigned depth) {
    const auto found = calls_.find(name);
    if (found == calls_.end() || depth > 3) return nullptr;
    for (const auto* c : found->second.declarations) {
        if ((call_abis_[c] >> abi & 1) == 0) continue;
        return c->same_as ? declaration_of(c->same_as.text, abi, depth + 1) : c;
    }
    return nullptr;
}

void lowering::lower_calls() {
    for (const auto& row : known_.numbers)
        for (std::size_t a = 0; a < abi_count; ++a)
            if (row.numbers[a])
                if (const auto* c = declaration_of(row.name, a)) used_on_[c] |= static_cast<std::uint8_t>(1U << a);
    for (const auto& c : ast_.calls) {
        if (c.same_as) {
            if (calls_.contains(c.same_as.text)) continue;
            nearest hint{c.same_as.text};
            for (const auto& [name, symbol] : calls_) hint.consider(name);
            error(c.same_as.at, "no call of this name is described" + hint.hint());
            continue;
        }
        const std::uint8_t abis = used_on_[&c];
        if (abis == 0 && known_.find_call(c.name.text) != nullptr)
            error(c.name.at, "none of the ABIs that this describes has the call");
        forms_[&c] = form_of(c, calls_.at(c.name.text).arms, abis);
    }
}

lowering::index lowering::form_of(const ast::call& c, const std::vector<const ast::arm*>& extra, std::uint8_t abis) {
    schema::arm body{};
    lower_arm(c.body, extra, nullptr, 0, {}, abis, body);
    schema::call_form form{};
    form.first_field = body.first_field;
    form.fields = body.fields;
    form.returns = body.returns;
    form.note = body.note;
    form.note_word = body.note_word;
    form.selection = body.next;
    form.summary = out_.name(c.summary);
    out_.forms.push_back(form);
    return static_cast<index>(out_.forms.size() - 1);
}

void lowering::lower_arm(const ast::arm& written, const std::vector<const ast::arm*>& extra, const scope* outer,
                         index first_argument, registers taken, std::uint8_t abis, schema::arm& into) {
    scope s{};
    s.outer = outer;
    index shown = 0;
    for (const auto& f : written.fields) {
        if (f.named.text == "_") continue;
        check_name(f, s, "the call has an argument of this name already");
        s.names.push_back({f.named.text,
                           {schema::operand_kind::argument, first_argument + shown++},
                           &f.type,
                           f.condition.has_value()});
    }
    into.first_field = static_cast<index>(out_.fields.size());
    into.fields = shown;
    out_.fields.resize(into.first_field + shown);
    index at = into.first_field;
    for (const auto& f : written.fields) {
        const index t = type(f.type, s, place::argument);
        schema::field entry{};
        if (may_be_argument(f, t)) take_registers(f, t, taken, abis, entry);
        if (f.named.text == "_") continue;
        entry.type = t;
        fill_field(entry, f, s);
        out_.fields[at++] = entry;
    }
    if (written.returns) into.returns = type(*written.returns, s, place::argument);
    if (written.note) {
        into.note = type(written.note->type, s, place::argument);
        into.note_word = out_.name(written.note->word);
    }
    lower_switch(written, extra, s, first_argument + shown, taken, abis, into);
}

void lowering::lower_switch(const ast::arm& written, const std::vector<const ast::arm*>& extra, const scope& s,
                            index first_argument, const registers& taken, std::uint8_t abis, schema::arm& into) {
    if (!written.next) {
        if (written.open) error(written.open_at, "'...' needs a switch behind the fields");
        for (const auto* a : extra) error(a->at, "the call has no switch to extend");
        return;
    }
    if (!written.open) error(written.next->of.at, "the fields of a call with a switch end in '...'");
    auto arms = arms_of(*written.next);
    arms.insert(arms.end(), extra.begin(), extra.end());
    const auto first_arm = static_cast<index>(out_.arms.size());
    out_.arms.resize(first_arm + arms.size());
    for (std::size_t i = 0; i < arms.size(); ++i) {
        schema::arm entry{};
        lower_arm(*arms[i], {}, &s, first_argument, taken, abis, entry);
        out_.arms[first_arm + i] = entry;
    }
    into.next = selection(*written.next, arms, first_arm, s);
}

// A name may stand for one of several, each with its condition.
void lowering::check_name(const ast::field& f, const scope& s, std::string message) {
    for (const scope* level = &s; level != nullptr; level = level->outer)
        for (const auto& v : level->names)
            if (v.name == f.named.text && !(v.conditional && f.condition)) return error(f.named.at, std::move(message));
}

bool lowering::may_be_argument(const ast::field& f, index type) {
    using kind = schema::type_kind;
    auto t = out_.types[type];
    if (t.kind == kind::custom && t.n.kind == schema::operand_kind::number) t = out_.types[t.n.value];
    switch (t.kind) {
    case kind::structure:
    case kind::array:
    case kind::sigset:
    case kind::ipv6: error(f.type.at, "an argument of this type needs in, out or inout"); return false;
    case kind::none: error(f.type.at, "'none' is for results only"); return false;
    default: return true;
    }
}

void lowering::take_registers(const ast::field& f, index type, registers& taken, std::uint8_t abis,
                              schema::field& into) {
    for (std::size_t a = 0; a < abi_count; ++a) {
        const auto abi = static_cast<whytrace::abi>(a);
        const unsigned count = word_size(abi) == 4 && extent_of(type, a, f.named.at).size == 8 ? 2 : 1;
        unsigned first = taken[a];
        if (f.position) {
            first = static_cast<unsigned>(f.position->number.value_or(0));
        } else if (count == 2 && abi == whytrace::abi::arm) {
            first += first % 2;
        }
        const bool none = f.position && first == 6;
        if (first + count > 6 && !none && (abis >> a & 1) != 0)
            error(f.named.at, "the arguments need more than 6 registers on " + std::string{abi_names[a]});
        into.offset[a] = static_cast<std::uint16_t>(first);
        taken[a] = first + count;
    }
}

void lowering::lower_entries() {
    std::map<std::string_view, std::uint64_t> classes;
    for (std::size_t i = 0; i < known_.classes.size(); ++i) {
        out_.classes.push_back(known_.classes[i].name);
        for (const auto& [name, at] : known_.classes[i].calls) classes[name] |= std::uint64_t{1} << i;
    }
    auto rows = known_.numbers;
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    for (const auto& row : rows) {
        std::map<index, index> entries;  // by form
        for (std::size_t a = 0; a < abi_count; ++a) {
            if (!row.numbers[a]) continue;
            const auto* c = declaration_of(row.name, a);
            const index form = c != nullptr ? forms_[c] : 0;
            const auto [entry, fresh] = entries.try_emplace(form, static_cast<index>(out_.entries.size()));
            if (fresh) out_.entries.push_back({out_.name(row.name), form, classes[row.name]});
            out_.numbers[a].push_back({static_cast<std::uint32_t>(*row.numbers[a]), entry->second});
        }
    }
    for (auto& list : out_.numbers)
        std::sort(list.begin(), list.end(), [](const auto& a, const auto& b) { return a.nr < b.nr; });
}

}  // namespace whytrace::gen
