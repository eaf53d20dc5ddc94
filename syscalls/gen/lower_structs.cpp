// Structures: their fields, in the order in which they are shown, and their unions.
// Not here: where the fields lie (layout.cpp).
// The hard part: fields refer to each other wherever they stand, so all get their index before any is looked at.
#include "lower.hpp"

namespace whytrace::gen {

void lowering::lower_structures() {
    for (auto& [name, symbol] : types_) {
        if (symbol.structures.empty()) continue;
        auto& structure = out_.structures[symbol.ref];
        structure.name = out_.name(name);
        std::vector<ast::abi_list> lists;
        for (const auto* d : symbol.structures) lists.push_back(d->abis);
        for (std::size_t i = 0; i < lists.size(); ++i) {
            const auto* d = symbol.structures[i];
            body b{d, abis_of(lists, i, d->name), {}};
            scope s{};
            s.structure = d;
            structure.exact |= d->exact;
            b.fields = written_fields(d->fields, 0);
            const auto [first, count] = number_fields(b.fields, s);
            fill_fields(b.fields, s);
            for (std::size_t a = 0; a < abi_count; ++a) {
                if ((b.abis >> a & 1) == 0) continue;
                structure.first_field[a] = first;
                structure.fields[a] = static_cast<std::uint16_t>(count);
                structure.min[a] = static_cast<std::uint16_t>(d->min);
                structure.filled[a] = static_cast<std::uint16_t>(d->filled);
            }
            bodies_[symbol.ref].push_back(std::move(b));
        }
    }
}

std::vector<lowering::placed> lowering::written_fields(const std::vector<ast::field>& fields, unsigned depth) {
    std::vector<placed> result;
    for (const auto& f : fields) {
        placed p{};
        p.field = &f;
        if (f.selection) {
            for (const auto& a : f.selection->arms) {
                placed_arm arm{};
                arm.arm = &a;
                arm.fields = written_fields(a.fields, depth);
                p.arms.push_back(std::move(arm));
            }
        } else if (f.spliced) {
            const auto found = types_.find(f.spliced.text);
            if (found == types_.end() || found->second.structures.empty()) {
                error(f.spliced.at, "no struct has this name" + type_hint(f.spliced.text));
                continue;
            }
            if (found->second.structures.size() > 1 || depth > 4) {
                error(f.spliced.at, "a struct with several layouts, or one within itself, cannot be spliced");
                continue;
            }
            p.spliced = written_fields(found->second.structures.front()->fields, depth + 1);
        }
        result.push_back(std::move(p));
    }
    return result;
}

// The shown ones of `fields` and of what is spliced in become one row of entries. Returns the first and how many.
std::pair<lowering::index, lowering::index> lowering::number_fields(std::vector<placed>& fields, scope& s) {
    std::vector<placed*> row;
    const auto collect = [&row](auto& self, std::vector<placed>& list) -> void {
        for (auto& p : list) {
            if (!p.spliced.empty())
                self(self, p.spliced);
            else if (p.field->selection || p.field->named.text != "_")
                row.push_back(&p);
        }
    };
    collect(collect, fields);
    const auto first = static_cast<index>(out_.fields.size());
    out_.fields.resize(first + row.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
        const auto at = first + static_cast<index>(i);
        row[i]->entry = at;
        if (row[i]->field->selection) continue;
        const auto& f = *row[i]->field;
        check_name(f, s, "the struct has a field of this name already");
        s.names.push_back({f.named.text, {schema::operand_kind::field, at}, &f.type, f.condition.has_value()});
    }
    return {first, static_cast<index>(row.size())};
}

void lowering::fill_fields(std::vector<placed>& fields, const scope& s) {
    for (auto& p : fields) {
        if (p.field->selection) {
            fill_variant(p, s);
        } else if (p.field->spliced) {
            fill_fields(p.spliced, s);
        } else {
            p.type = type(p.field->type, s, place::nested);
            if (!p.entry) continue;
            auto f = out_.fields[*p.entry];
            f.type = p.type;
            fill_field(f, *p.field, s);
            out_.fields[*p.entry] = f;
        }
    }
}

void lowering::fill_variant(placed& p, const scope& s) {
    const auto first_arm = static_cast<index>(out_.arms.size());
    out_.arms.resize(first_arm + p.arms.size());
    for (std::size_t i = 0; i < p.arms.size(); ++i) {
        auto& arm = p.arms[i];
        scope inner{};
        inner.outer = &s;
        inner.structure = s.structure;
        std::tie(arm.first, arm.count) = number_fields(arm.fields, inner);
        fill_fields(arm.fields, inner);
        auto& entry = out_.arms[first_arm + i];
        entry.first_field = arm.first;
        entry.fields = arm.count;
    }
    schema::type t{};
    t.kind = schema::type_kind::variant;
    t.ref = selection(*p.field->selection, arms_of(*p.field->selection), first_arm, s);
    p.type = out_.type(t);
    out_.fields[*p.entry].type = p.type;
}

/// What arguments and fields of structures have in common.
void lowering::fill_field(schema::field& f, const ast::field& written, const scope& s) {
    if (written.named.text != "_") f.name = out_.name(written.named.text);
    if (written.condition) f.condition = condition(*written.condition, s);
    if (written.sized) f.size = operand(*written.sized, s);
    if (written.limit) f.limit = operand(*written.limit, s);
    f.read = static_cast<schema::when>(written.on);
    f.verbose = written.verbose;
    f.named = written.named_argument;
    f.bare = written.bare;
}

}  // namespace whytrace::gen
