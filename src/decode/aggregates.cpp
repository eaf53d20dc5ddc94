// Structures and arrays: how much of them is read, and how much shown.
// Not here: their elements.
// The hard part: a structure may be longer or shorter than the one we know, and an array may run off the end of a page.
#include "decode/walker.hpp"

#include "decode/phrase.hpp"

#include <algorithm>

namespace whytrace::decode {

using schema::count_kind;
using schema::type_kind;

namespace {

constexpr std::size_t chunk = 4096;  // read at once; no structure of the tables is larger

bool is_zero(std::span<const std::byte> bytes) {
    return std::ranges::all_of(bytes, [](std::byte b) { return b == std::byte{}; });
}

}  // namespace

void walker::structure_at(const schema::type& t, std::uint64_t address, std::uint64_t size) {
    const auto& s = t_.structures[t.ref];
    const auto a = static_cast<std::size_t>(abi());
    const bool sized = size != unsized;
    if (sized && size < std::max<std::uint64_t>(s.exact ? s.size[a] : s.min[a], 1)) {
        out_.address(address);
        return;
    }
    std::array<std::byte, chunk> buffer;
    const auto wanted = std::min<std::uint64_t>(sized ? size : s.size[a], chunk);
    const auto got = read(address, std::span{buffer}.first(wanted));
    const auto enough = !sized && s.min[a] != 0 ? s.min[a] : s.size[a];
    const auto least = s.filled[a] != 0 ? wanted : std::min<std::uint64_t>(wanted, enough);
    if (got < least || got == 0) {
        out_.address(address);
        return;
    }
    const auto known = std::max<std::size_t>(got, s.filled[a]);
    std::ranges::fill(std::span{buffer}.first(known).subspan(got), std::byte{});
    const auto node = out_.open(value_kind::structure);
    out_.node(node).type = s.name;
    bool more = fields(s.first_field[a], s.fields[a], {std::span{buffer}.first(known), address});
    if (sized) more |= tail(s, std::span{buffer}.first(got), got < wanted);
    out_.close(node, more);
}

void walker::structure(const schema::structure& s, const frame& fr) {
    const auto a = static_cast<std::size_t>(abi());
    const auto node = out_.open(value_kind::structure);
    out_.node(node).type = s.name;
    const bool more = fields(s.first_field[a], s.fields[a], fr);
    out_.close(node, more);
}

/// How many bytes of a field must be there: texts and structures that may be small make do with some, and via functions unless
/// what they show is a number.
std::size_t walker::least_of(const schema::type& t, std::uint32_t type) const {
    if (t.kind == type_kind::custom && (t.n.kind != schema::operand_kind::number || !is_number(t_.types[t.n.value])))
        return 1;
    if (t.kind == type_kind::array && t_.types[t.ref].kind == type_kind::character) return 1;
    if (t.kind == type_kind::array && t.count == count_kind::rest) return size_of(t.ref);
    const auto least = t.kind == type_kind::structure ? t_.structures[t.ref].min[static_cast<std::size_t>(abi())] : 0;
    return std::max<std::size_t>(least != 0 ? least : size_of(type), 1);
}

/// Whether some were left out because they are verbose.
bool walker::fields(std::uint32_t first, std::uint32_t count, const frame& fr) {
    bool more = false;
    for (std::uint32_t i = first; i < first + count; ++i) more |= member(t_.fields[i], fr);
    return more;
}

bool walker::member(const schema::field& f, const frame& fr) {
    if (!holds(f.condition, fr)) return false;
    const auto& t = t_.types[f.type];
    if (t.kind == type_kind::variant) {
        const auto* arm = choose(t.ref, fr);
        return arm != nullptr && fields(arm->first_field, arm->fields, fr);
    }
    if (f.name == 0) return false;
    if (f.verbose && style().abbreviate) return true;
    const std::size_t offset = f.offset[static_cast<std::size_t>(abi())];
    const auto size = f.size.kind == schema::operand_kind::none ? unsized : operand(f.size, fr);
    // A short structure ends here; a counted array lies behind it.
    const bool behind = t.kind == type_kind::array && t.count == count_kind::operand;
    const auto least = behind ? 0 : least_of(t, f.type);
    if (offset + least > fr.bytes.size()) return false;
    out_.name(t_.name(f.name));
    if (f.bare) out_.bare();
    if (f.verbose) out_.verbose();
    const auto limit = limit_;
    if (f.limit.kind != schema::operand_kind::none) limit_ = operand(f.limit, fr);
    in_place(f.type, fr, offset, size);
    if (f.limit.kind != schema::operand_kind::none) limit_ = limit;
    return false;
}

/// What a newer kernel's structure has behind the one that we know, unless it is zero; whether that is left out.
/// Not for structures of one size, nor behind a via function: it took the rest.
bool walker::tail(const schema::structure& s, std::span<const std::byte> bytes, bool cut) {
    const auto a = static_cast<std::size_t>(abi());
    const std::size_t known = s.size[a];
    const auto& last = t_.fields[s.first_field[a] + s.fields[a] - 1];
    if (s.exact || bytes.size() < known || t_.types[last.type].kind == type_kind::custom) return false;
    if (cut) {
        out_.verbatim("???");
        return false;
    }
    const auto rest = bytes.subspan(known);
    if (is_zero(rest)) return false;
    const bool named = s.filled[a] != 0;
    if (named && style().abbreviate) return true;
    if (named) out_.name("extra_data");
    const auto shown = named ? rest.size() : std::min(rest.size(), options_.string_limit);
    auto& n = out_.string(rest.first(shown), shown < rest.size());
    n.hex = true;
    n.limited = !named;
    n.number = rest.size();
    n.comment_first = !named;
    phrase text;
    (text << "bytes ").decimal(known) << "..";
    out_.comment(n, text.decimal(bytes.size() - 1));
    return false;
}

void walker::array_at(const schema::type& t, std::uint64_t address, std::uint64_t size, const frame& fr) {
    if (t.count == count_kind::null_terminated) return pointers_at(t.ref, address);
    const auto count = count_of(t, size, fr);
    switch (t_.types[t.ref].kind) {
    case type_kind::byte: return show_string(address, count);
    case type_kind::rbyte: return show_string(address, count, true);
    case type_kind::character: return characters_at(address, count);
    default: return elements_at(t.ref, address, count, t.count == count_kind::fixed);
    }
}

std::uint64_t walker::count_of(const schema::type& t, std::uint64_t size, const frame& fr) {
    switch (t.count) {
    case count_kind::fixed: return t.n.value;
    case count_kind::operand: return element_count(t.n, fr);
    case count_kind::result: return failed() ? 0 : static_cast<std::uint64_t>(result());
    case count_kind::rest: return size == unsized ? 0 : size / std::max<std::size_t>(size_of(t.ref), 1);
    case count_kind::null_terminated: break;
    }
    return 0;
}

/// `together`: all of them or none, as a structure.
void walker::elements_at(std::uint32_t element, std::uint64_t address, std::uint64_t count, bool together) {
    const auto size = size_of(element);
    std::array<std::byte, chunk> buffer;
    const bool fits = size != 0 && size <= chunk && count <= (unsized - address) / size;
    const auto all = fits && together && count <= chunk / size ? count * size : 0;
    if (!fits || read(address, std::span{buffer}.first(all)) != all) {
        out_.address(address);
        return;
    }
    const auto shown = std::min(count, element_limit());
    const auto start = out_.here();
    const auto array = out_.open(value_kind::array);
    std::uint64_t done = 0;
    while (done < shown && !exhausted()) {
        const auto wanted = std::min<std::uint64_t>(shown - done, chunk / size);
        const auto at = address + done * size;
        const auto whole = read(at, std::span{buffer}.first(wanted * size)) / size;
        for (std::size_t i = 0; i < whole; ++i) {
            in_place(element, {std::span{buffer}.subspan(i * size, size), at + i * size}, 0, unsized);
        }
        done += whole;
        if (whole == wanted) continue;
        if (done == 0) {
            out_.rollback(start);
            out_.address(address);
            return;
        }
        out_.unreadable(address + done * size);
        out_.close_limited(array);
        return;
    }
    out_.close_limited(array, done < count);
}

/// Up to a null pointer: argument lists.
void walker::pointers_at(std::uint32_t element, std::uint64_t address) {
    const auto start = out_.here();
    const auto array = out_.open(value_kind::array);
    const auto limit = element_limit();
    for (std::uint64_t i = 0;; ++i, address += word()) {
        const auto value = load_word(address);
        if (!value && i == 0) {
            out_.rollback(start);
            out_.address(address);
            return;
        }
        const bool more = value && *value != 0 && (i >= limit || exhausted());
        if (!value) out_.unreadable(address);
        if (!value || *value == 0 || more) return out_.close_limited(array, more);
        value_of(element, *value, unsized, {});
    }
}

void walker::array_in(const schema::type& t, const frame& whole, std::size_t offset, std::uint64_t size) {
    const auto bytes = whole.bytes.subspan(offset);
    const auto width = std::max<std::size_t>(size_of(t.ref), 1);
    if (t.count == count_kind::operand) return array_at(t, whole.address + offset, size, whole);
    const auto there = std::min<std::uint64_t>(bytes.size(), size) / width;
    const bool rest = t.count == count_kind::rest;
    const auto count = rest ? bytes.size() / width : std::min(count_of(t, size, whole), there);
    switch (t_.types[t.ref].kind) {
    case type_kind::byte: return bytes_in(bytes.first(count), false);
    case type_kind::rbyte: return bytes_in(bytes.first(count), true);
    case type_kind::character: return rest ? text_in(bytes) : characters(bytes.first(count));
    default: break;
    }
    const auto array = out_.open(value_kind::array);
    const auto shown = std::min(count, element_limit());
    for (std::uint64_t i = 0; i < shown && !exhausted(); ++i) {
        in_place(t.ref, {bytes.subspan(i * width, width), whole.address + offset + i * width}, 0, unsized);
    }
    out_.close_limited(array, shown < count);
}

}  // namespace whytrace::decode
