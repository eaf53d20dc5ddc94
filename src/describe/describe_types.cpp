// See describe_types.hpp.
// Not here: which fields a call or a structure has (describe.cpp).
// Nothing hard here.
#include "describe/describe_types.hpp"

#include "decode/schema.hpp"

namespace whytrace::decode {

using schema::generated;
using schema::type_kind;

namespace {

std::string type_text(std::uint32_t index, int depth);

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
        return t.n.kind == schema::operand_kind::number ? type_text(t.n.value, depth + 1)
                                                        : "a word with names of its own";
    case type_kind::variant: return "depends on another field";
    default: return std::string(plain_text(t.kind));
    }
}

/// What a type is in the end, behind pointers, in arrays and under via functions.
const schema::type& core_of(std::uint32_t index, int depth = 0) {
    const auto& t = generated.types[index];
    const bool leads_on = t.kind == type_kind::pointer || t.kind == type_kind::array;
    if (depth <= 6 && leads_on) return core_of(t.ref, depth + 1);
    if (depth <= 6 && t.kind == type_kind::custom && t.n.kind == schema::operand_kind::number)
        return core_of(t.n.value, depth + 1);
    return t;
}

}  // namespace

std::string type_text(std::uint32_t index) { return type_text(index, 0); }

std::string result_text(std::uint32_t returns, std::uint32_t note) {
    return (returns ? type_text(returns) : "long") + (note ? " (" + type_text(note) + ')' : "");
}

std::string_view set_of(std::uint32_t index) {
    const auto& t = core_of(index);
    const bool named = t.kind == type_kind::enumeration || t.kind == type_kind::flags;
    return named ? generated.name(generated.sets[t.ref].name) : std::string_view{};
}

std::string_view structure_of(std::uint32_t index) {
    const auto& t = core_of(index);
    return t.kind == type_kind::structure ? generated.name(generated.structures[t.ref].name) : std::string_view{};
}

std::vector<described_field> describe(std::uint32_t first, std::size_t count) {
    std::vector<described_field> all;
    for (const auto& f : generated.fields.subspan(first, count))
        all.push_back({generated.name(f.name), type_text(f.type), set_of(f.type), structure_of(f.type), f.offset});
    return all;
}

}  // namespace whytrace::decode
