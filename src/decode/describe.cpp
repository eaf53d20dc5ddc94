// Reading the tables out.
// Not here: decoding with them.
// Nothing hard here: linear searches, for one answer.
#include "decode/describe.hpp"

#include "decode/lookup.hpp"

#include <algorithm>

namespace whytrace::decode {

using schema::generated;
using schema::type_kind;

namespace {

std::string type_text(std::uint32_t index, int depth = 0);

std::string number_text(const schema::type& t) {
    if (t.width == 0) return t.is_signed ? "long" : "unsigned long";
    return (t.base == 16 ? "x" : t.base == 8 ? "o" : t.is_signed ? "i" : "u") + std::to_string(8 * t.width);
}

std::string_view direction_text(schema::direction d) {
    switch (d) {
    case schema::direction::in: return "in ";
    case schema::direction::out: return "out ";
    case schema::direction::inout: return "inout ";
    case schema::direction::inherited: return "";
    }
    return "";
}

std::string_view plain_text(type_kind k) {
    switch (k) {
    case type_kind::address: return "address";
    case type_kind::fd: return "fd";
    case type_kind::dirfd: return "dirfd";
    case type_kind::pid: return "pid";
    case type_kind::id: return "uid or gid";
    case type_kind::mode: return "file mode";
    case type_kind::perm: return "permissions";
    case type_kind::dev: return "device";
    case type_kind::signal: return "signal";
    case type_kind::errno_number: return "errno";
    case type_kind::be16: return "be16";
    case type_kind::be32: return "be32";
    case type_kind::port: return "port";
    case type_kind::ipv4: return "IPv4 address";
    case type_kind::ipv6: return "IPv6 address";
    case type_kind::sigset: return "signal set";
    case type_kind::byte:
    case type_kind::rbyte: return "bytes";
    case type_kind::character: return "text";
    case type_kind::none: return "none";
    default: return "";
    }
}

std::string type_text(std::uint32_t index, int depth) {
    const auto& t = generated.types[index];
    if (depth > 6) return "...";
    switch (t.kind) {
    case type_kind::integer: return number_text(t);
    case type_kind::enumeration: return "one of " + std::string(generated.name(generated.sets[t.ref].name));
    case type_kind::flags: return "flags " + std::string(generated.name(generated.sets[t.ref].name));
    case type_kind::structure: return "struct " + std::string(generated.name(generated.structures[t.ref].name));
    case type_kind::pointer: return std::string(direction_text(t.dir)) + type_text(t.ref, depth + 1);
    case type_kind::path: return std::string(direction_text(t.dir)) + "path";
    case type_kind::string: return std::string(direction_text(t.dir)) + "string";
    case type_kind::array: return "array of " + type_text(t.ref, depth + 1);
    case type_kind::custom:
        return t.n.kind == schema::operand_kind::number ? type_text(t.n.value, depth + 1) : "depends on the call";
    case type_kind::variant: return "depends on another field";
    default: return std::string(plain_text(t.kind));
    }
}

std::string_view set_of(std::uint32_t index, int depth = 0) {
    const auto& t = generated.types[index];
    if (depth > 6) return {};
    if (t.kind == type_kind::enumeration || t.kind == type_kind::flags)
        return generated.name(generated.sets[t.ref].name);
    if (t.kind == type_kind::pointer || t.kind == type_kind::array) return set_of(t.ref, depth + 1);
    if (t.kind == type_kind::custom && t.n.kind == schema::operand_kind::number) return set_of(t.n.value, depth + 1);
    return {};
}

std::vector<described_field> describe(std::uint32_t first, std::size_t count) {
    std::vector<described_field> all;
    for (const auto& f : generated.fields.subspan(first, count))
        all.push_back({generated.name(f.name), type_text(f.type), set_of(f.type), f.offset});
    return all;
}

const schema::call_form* form_at(abi a, std::uint64_t nr) {
    const auto* entry = entry_of(generated, a, nr);
    return entry && entry->form ? &generated.forms[entry->form] : nullptr;
}

}  // namespace

std::vector<described_field> arguments_of(abi a, std::uint64_t nr) {
    const auto* form = form_at(a, nr);
    return form ? describe(form->first_field, form->fields) : std::vector<described_field>{};
}

bool has_variants(abi a, std::uint64_t nr) {
    const auto* form = form_at(a, nr);
    return form && form->selection != 0;
}

std::string result_type(abi a, std::uint64_t nr) {
    const auto* form = form_at(a, nr);
    return form && form->returns ? type_text(form->returns) : "long";
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
                found.value[a] = c.value;
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
                all.emplace_back(generated.name(c.name), c.value);
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
    for (const auto& set : generated.sets)
        for (const auto& c : generated.constants.subspan(set.first[0], set.size[0]))
            all.push_back(generated.name(c.name));
    for (const auto& s : generated.structures) all.push_back(generated.name(s.name));
    return all;
}

}  // namespace whytrace::decode
