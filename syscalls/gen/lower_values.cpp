// Values that steer decoding: constants, masks, conditions, operands, the labels of switches.
// Not here: what they steer.
// The hard part: a value is compared with what the tracee gave, cut to its type's width; so labels and lists are cut too.
#include "lower.hpp"

#include <algorithm>

namespace whytrace::gen {

const per_abi* lowering::constant(std::string_view name, const location& at) {
    const auto found = known_.constants.find(name);
    if (found == known_.constants.end()) {
        nearest hint{name};
        for (const auto& [candidate, value] : known_.constants) hint.consider(candidate);
        error(at, "constants.tbl has no '" + std::string{name} + "'" + hint.hint());
        return nullptr;
    }
    out_.used_constants[at.file].try_emplace(name, found->second);
    return &found->second;
}

per_abi lowering::value_of(const ast::value& v) {
    per_abi result;
    if (v.number) {
        result.fill(v.number);
        return result;
    }
    if (const auto* known = constant(v.text, v.at)) return *known;
    return result;
}

// A name that an ABI lacks adds no bits there.
lowering::abi_values lowering::mask_of(const std::vector<ast::value>& mask) {
    abi_values bits{};
    if (mask.empty()) bits.fill(~std::uint64_t{});
    for (const auto& part : mask) {
        const auto value = value_of(part);
        for (std::size_t a = 0; a < abi_count; ++a) bits[a] |= value[a].value_or(0);
    }
    return bits;
}

const lowering::visible* lowering::find(const ast::name& n, const scope& s) {
    nearest hint{n.text};
    for (const scope* level = &s; level != nullptr; level = level->outer)
        for (const auto& v : level->names) {
            if (v.name == n.text) return &v;
            hint.consider(v.name);
        }
    if (s.structure != nullptr)
        if (const auto* argument = argument_of_users(n, s)) return argument;
    error(n.at, "no field or argument here has this name" + hint.hint());
    return nullptr;
}

schema::operand lowering::operand(const ast::value& v, const scope& s) {
    if (v.number) return {schema::operand_kind::number, static_cast<std::uint32_t>(*v.number)};
    if (v.text == "ret") return {schema::operand_kind::result, 0};
    const auto* found = find({v.text, v.at}, s);
    return found != nullptr ? found->operand : schema::operand{};
}

std::uint64_t lowering::cut(std::uint64_t value, const ast::type* selector, std::size_t abi) {
    const std::size_t width = scalar_width(selector, abi);
    return width >= 8 ? value : value & ((std::uint64_t{1} << width * 8) - 1);
}

lowering::index lowering::condition(const ast::condition& c, const scope& s) {
    schema::condition result{};
    const ast::type* selector = nullptr;
    if (c.of.text == "ret") {
        result.of = {schema::operand_kind::result, 0};
    } else if (const auto* found = find(c.of, s)) {
        result.of = found->operand;
        selector = found->type;
    }
    result.mask = out_.value(mask_of(c.mask));
    if (c.test == ast::test::bits) {
        result.kind = schema::condition_kind::bits;
        return out_.condition(result);
    }
    result.kind = c.test == ast::test::in ? schema::condition_kind::one_of : schema::condition_kind::not_one_of;
    std::vector<abi_values> list;
    for (const auto& v : c.list) {
        const auto value = value_of(v);
        // What an ABI lacks must match nothing: repeat what the list has already, or else an impossible value.
        abi_values row{};
        for (std::size_t a = 0; a < abi_count; ++a)
            row[a] = value[a] ? cut(*value[a], selector, a) : list.empty() ? ~std::uint64_t{} : list.front()[a];
        list.push_back(row);
    }
    result.first = out_.value_list(list);
    result.size = static_cast<std::uint16_t>(list.size());
    return out_.condition(result);
}

lowering::index lowering::selection(const ast::selection& written, const std::vector<const ast::arm*>& arms,
                                    index first_arm, const scope& s) {
    schema::selection result{};
    const ast::type* selector = nullptr;
    if (const auto* found = find(written.of, s)) {
        result.of = found->operand;
        selector = found->type;
    }
    result.mask = out_.value(mask_of(written.mask));
    for (std::size_t i = 0; i < arms.size(); ++i) {
        if (!arms[i]->labels.empty()) continue;
        if (result.otherwise != 0) error(arms[i]->at, "there is an 'else' already");
        result.otherwise = first_arm + static_cast<index>(i);
    }
    sort_labels(result, arms, first_arm, selector);
    out_.selections.push_back(result);
    return static_cast<index>(out_.selections.size() - 1);
}

void lowering::sort_labels(schema::selection& s, const std::vector<const ast::arm*>& arms, index first_arm,
                           const ast::type* selector) {
    std::array<std::vector<schema::label>, abi_count> all;
    std::array<std::map<std::uint64_t, std::string_view>, abi_count> taken;
    for (std::size_t i = 0; i < arms.size(); ++i)
        for (const auto& name : arms[i]->labels) {
            const auto* value = constant(name.text, name.at);
            if (value == nullptr) continue;
            bool useful = false;
            std::string_view other;
            for (std::size_t a = 0; a < abi_count; ++a) {
                if (!(*value)[a]) continue;
                const auto number = cut(*(*value)[a], selector, a);
                const auto [found, fresh] = taken[a].try_emplace(number, name.text);
                if (fresh) all[a].push_back({number, first_arm + static_cast<index>(i)});
                useful = useful || fresh;
                if (!fresh) other = found->second;
            }
            if (!useful && !other.empty())
                error(name.at, other == name.text ? "the label is there already"
                                                  : "has the value of the label '" + std::string{other} + "'");
        }
    for (std::size_t a = 0; a < abi_count; ++a) {
        std::sort(all[a].begin(), all[a].end(), [](const auto& x, const auto& y) { return x.value < y.value; });
        s.labels[a] = static_cast<std::uint16_t>(all[a].size());
        const auto same =
            std::find_if(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(a), [&](const auto& other) {
                return std::equal(other.begin(), other.end(), all[a].begin(), all[a].end(),
                                  [](const auto& x, const auto& y) { return x.value == y.value && x.arm == y.arm; });
            });
        if (same != all.begin() + static_cast<std::ptrdiff_t>(a)) {
            s.first_label[a] = s.first_label[static_cast<std::size_t>(same - all.begin())];
            continue;
        }
        s.first_label[a] = static_cast<index>(out_.labels.size());
        out_.labels.insert(out_.labels.end(), all[a].begin(), all[a].end());
    }
}

}  // namespace whytrace::gen
