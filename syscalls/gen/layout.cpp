// Where the fields of structures lie: C's rules, on four ABIs.
// Not here: which fields there are (lower_structs.cpp).
// The hard part: i386 aligns 64 bits to 4 bytes, arm to 8 (System V ABI, AAPCS); a field with @N lies where it says, the next one behind it.
#include "lower.hpp"

#include <algorithm>

namespace whytrace::gen {
namespace {

constexpr std::uint64_t rounded(std::uint64_t offset, std::uint64_t align) {
    return (offset + align - 1) / align * align;
}

constexpr std::uint64_t alignment(std::uint64_t size, std::size_t abi) {
    const std::uint64_t most = static_cast<whytrace::abi>(abi) == whytrace::abi::i386 ? 4 : 8;
    return std::clamp<std::uint64_t>(size, 1, most);
}

}  // namespace

void lowering::lay_out_structures() {
    for (index i = 0; i < out_.structures.size(); ++i)
        for (std::size_t a = 0; a < abi_count; ++a) {
            const auto& bodies = bodies_[i];
            const bool there =
                std::any_of(bodies.begin(), bodies.end(), [&](const body& b) { return (b.abis >> a & 1) != 0; });
            if (!there) continue;
            const auto e = extent_of_structure(i, a, bodies.front().declared->name.at);
            out_.structures[i].size[a] = static_cast<std::uint16_t>(e.size);
            out_.structures[i].align[a] = static_cast<std::uint16_t>(e.align);
        }
    for (const auto& [name, symbol] : types_)
        if (!symbol.structures.empty()) out_.declared_structures[symbol.at.file].push_back(symbol.ref);
}

lowering::extent lowering::extent_of(index type, std::size_t abi, const location& at) {
    using kind = schema::type_kind;
    const auto t = out_.types[type];
    const std::uint64_t word = word_size(static_cast<whytrace::abi>(abi));
    switch (t.kind) {
    case kind::structure: return extent_of_structure(t.ref, abi, at);
    case kind::array: {
        const auto element = extent_of(t.ref, abi, at);
        if (t.count == schema::count_kind::fixed) return {element.size * t.n.value, element.align};
        if (t.count == schema::count_kind::rest || t.count == schema::count_kind::operand) return {0, element.align};
        error(at, "an array within a struct needs a size, a count or 'rest'");
        return element;
    }
    case kind::custom:
        if (t.n.kind == schema::operand_kind::number) return extent_of(t.n.value, abi, at);
        return {word, word};
    case kind::ipv6: return {16, 4};
    case kind::pointer:
    case kind::path:
    case kind::string: return {word, word};
    case kind::sigset: return {t.width, alignment(word, abi)};
    case kind::none: error(at, "'none' is for results only"); return {};
    default: break;
    }
    const std::uint64_t size = t.width == 0 ? word : t.width;
    return {size, alignment(size, abi)};
}

lowering::extent lowering::extent_of_structure(index structure, std::size_t abi, const location& at) {
    auto& known = shapes_[structure][abi];
    if (known.done) return known.value;
    if (known.in_progress) {
        error(at, "the struct contains itself");
        return {};
    }
    known.in_progress = true;
    for (const auto& b : bodies_[structure]) {
        if ((b.abis >> abi & 1) == 0) continue;
        auto e = lay_out(b.fields, 0, 0, b.declared->packed, abi);
        e.size = rounded(e.size, e.align);
        if (e.size > 0xffff) error(b.declared->name.at, "the struct is larger than 65535 bytes");
        known.value = e;
    }
    known.done = true;
    return known.value;
}

// `size` of the result: where the last byte ends, counted from `base`.
lowering::extent lowering::lay_out(const std::vector<placed>& fields, std::uint64_t base, std::uint64_t from,
                                   bool packed, std::size_t abi) {
    extent whole{from, 1};
    std::uint64_t next = from;
    for (const auto& p : fields) {
        extent e{};
        if (p.field->selection) {
            e = lay_out_variant(p, base, next, packed, abi);
            whole.size = std::max(whole.size, e.size);
            next = e.size;
        } else if (p.field->spliced) {
            auto inner = lay_out(p.spliced, base + next, 0, packed, abi);
            if (const auto shifted = rounded(next, inner.align); shifted != next)
                inner = lay_out(p.spliced, base + (next = shifted), 0, packed, abi);
            e = inner;
            next += rounded(inner.size, inner.align);
        } else {
            e = extent_of(p.type, abi, p.field->named.at);
            if (p.field->sized && p.field->sized->number && out_.types[p.type].kind == schema::type_kind::sigset)
                e.size = *p.field->sized->number;
            if (packed) e.align = 1;
            next = p.field->position ? p.field->position->number.value_or(0) : rounded(next, e.align);
            if (p.entry) out_.fields[*p.entry].offset[abi] = static_cast<std::uint16_t>(base + next);
            next += e.size;
        }
        whole.align = std::max(whole.align, e.align);
        whole.size = std::max(whole.size, next);
    }
    return whole;
}

lowering::extent lowering::lay_out_variant(const placed& p, std::uint64_t base, std::uint64_t from, bool packed,
                                           std::size_t abi) {
    extent most{from, 1};
    for (const auto& arm : p.arms)
        most.align = std::max(most.align, lay_out(arm.fields, base, from, packed, abi).align);
    const std::uint64_t start = rounded(from, most.align);
    out_.fields[*p.entry].offset[abi] = static_cast<std::uint16_t>(base + start);
    most.size = start;
    for (const auto& arm : p.arms) most.size = std::max(most.size, lay_out(arm.fields, base, start, packed, abi).size);
    return most;
}

}  // namespace whytrace::gen
