// The walk itself: which function shows a type, whether it stands in a register, in memory that has been read, or behind a pointer.
// Not here: what steers it (operands.cpp), structures and arrays (aggregates.cpp), strings, constants, scalars.
// The hard part: a pointer may lead to what holds it, so the depth is bounded; so is the size of what one call can show.
#include "decode/walker.hpp"

#include "decode/custom.hpp"

#include <algorithm>

namespace whytrace::decode {

using schema::count_kind;
using schema::direction;
using schema::type_kind;

namespace {

constexpr std::uint32_t pointer_limit =
    10;  // structures that lead to structures …; the tables' own nesting is far less
constexpr std::uint64_t array_limit = 1 << 16;  // elements shown with -v
constexpr std::size_t node_limit = 1 << 20;     // values of one call
constexpr std::size_t text_limit = std::size_t{1} << 28;

bool is_text(type_kind k) { return k == type_kind::byte || k == type_kind::rbyte || k == type_kind::character; }

}  // namespace

walker::walker(const schema::tables& tables, const decode_options& options, const moment& at, memory& m,
               value_tree& tree)
    : t_(tables), options_(options), at_(at), reader_(m, word_size(at.call.abi)), out_(tree),
      first_(static_cast<std::uint32_t>(tree.nodes.size())) {}

void walker::mark_unread() {
    if (failed_reads_ == 0) return;
    const auto failed = std::span{failed_}.first(failed_reads_);
    for (auto& n : std::span{out_.tree().nodes}.subspan(first_)) {
        if (n.kind == value_kind::address && n.number != 0)
            n.unread = std::ranges::find(failed, n.number) != failed.end();
    }
}

std::uint64_t walker::element_limit() const {
    return style().abbreviate ? std::min<std::uint64_t>(options_.string_limit, array_limit) : array_limit;
}

bool walker::exhausted() const { return out_.tree().nodes.size() > node_limit || out_.tree().text.size() > text_limit; }

std::uint64_t walker::take_limited(std::uint64_t size) {
    if (limit_ == unsized) return size;
    const auto taken = std::min(size, limit_);
    limit_ -= taken;
    return taken;
}

void walker::show_at(type_ref t, std::uint64_t address, std::uint64_t size) {
    pointer({.kind = type_kind::pointer, .dir = direction::inherited, .ref = t.index}, address, size, {});
}

void walker::show_bytes(type_ref t, std::span<const std::byte> bytes, std::uint64_t address) {
    in_place(t.index, {bytes, address}, 0, unsized);
}

void walker::show_fields(type_ref t, std::span<const std::byte> bytes, std::uint64_t address) {
    const auto& s = t_.structures[t_.types[t.index].ref];
    const auto a = static_cast<std::size_t>(abi());
    fields(s.first_field[a], s.fields[a], {bytes, address});
}

std::string_view walker::name_of(type_ref t, std::uint64_t value, std::size_t nth) const {
    const auto& type = t_.types[t.index];
    const auto& set = t_.sets[type.ref];
    if (nth == 0) return constant_name(set, cut(type, value), width_of(type));
    const auto a = static_cast<std::size_t>(abi());
    const auto all =
        std::ranges::equal_range(t_.constants.subspan(set.first[a], set.size[a]), value, {}, &schema::constant::value);
    return nth < all.size() ? t_.name(all[nth].name) : std::string_view{};
}

void walker::show_array(type_ref t, std::uint64_t address, std::uint64_t count) {
    if (address == 0 || !style().dereference) {
        out_.address(address);
        return;
    }
    elements_at(t.index, address, count, false);
}

/// One argument of the call.
void walker::field(const schema::field& f, std::uint64_t raw) {
    out_.name(t_.name(f.name));
    if (f.named) out_.named();
    if (f.bare) out_.bare();
    const auto size = size_operand(f);
    if (f.limit.kind != schema::operand_kind::none) {
        limit_ = operand(f.limit, {});
        blocked_ = failed();
    }
    value_of(f.type, raw, size, {});
    limit_ = unsized;
    blocked_ = false;
}

void walker::value_of(std::uint32_t type, std::uint64_t raw, std::uint64_t size, const frame& fr) {
    const auto& t = t_.types[type];
    switch (t.kind) {
    case type_kind::pointer:
    case type_kind::path:
    case type_kind::string: return pointer(t, cut(t, raw), size, fr);
    case type_kind::custom: return custom(t, {.value = cut(t, raw)}, fr);
    case type_kind::structure:
    case type_kind::array:
    case type_kind::sigset:
    case type_kind::ipv6: out_.address(raw); return;  // these are no register's content
    case type_kind::variant:
    case type_kind::none: return;
    default: return scalar(t, cut(t, raw));
    }
}

void walker::pointer(const schema::type& t, std::uint64_t raw, std::uint64_t size, const frame& fr) {
    const auto& target = t_.types[t.ref];
    const bool list = t.kind == type_kind::pointer && target.kind == type_kind::array;
    const bool custom_text = target.kind == type_kind::custom && is_text(t_.types[target.n.value].kind);
    const bool text = t.kind != type_kind::pointer || (list ? is_text(t_.types[target.ref].kind) : custom_text);
    const bool counted = list && (target.count == count_kind::operand || target.count == count_kind::result);
    if (raw != 0 && counted && !text && !style().dereference && count_of(target, size, fr) == 0)
        return out_.close(out_.open(value_kind::array));  // nothing is there to be followed
    const bool written = t.dir == direction::out || t.dir == direction::inout;
    if (raw == 0 || (blocked_ && depth_ != 0) || depth_ >= pointer_limit || (!text && !style().dereference) ||
        (t.dir == direction::out && entering()) || (written && failed() && depth_ != 0)) {
        out_.address(raw);
        return;
    }
    ++depth_;
    if (t.kind == type_kind::pointer) {
        pointee(t.ref, raw, size, fr);
    } else {
        terminated_at(raw, t.kind == type_kind::path);
    }
    --depth_;
}

void walker::pointee(std::uint32_t type, std::uint64_t address, std::uint64_t size, const frame& fr) {
    const auto& t = t_.types[type];
    switch (t.kind) {
    case type_kind::structure: return structure_at(t, address, size);
    case type_kind::array: return array_at(t, address, size, fr);
    case type_kind::custom: return custom(t, {.value = address, .address = address}, fr);
    case type_kind::sigset: return sigset_at(address, size);
    default: break;
    }
    // A number or pointer behind a pointer is shown as an array of one.
    const auto width = width_of(t);
    std::array<std::byte, 16> bytes;
    const auto got = std::span{bytes}.first(std::min(width, bytes.size()));
    if (read(address, got) != width) {
        out_.address(address);
        return;
    }
    const auto array = out_.open(value_kind::array);
    in_place(type, {got, address}, 0, size);
    out_.close(array);
}

/// T where it lies in memory that has been read: in a structure, an array, or behind a pointer.
void walker::in_place(std::uint32_t type, const frame& whole, std::size_t offset, std::uint64_t size) {
    const auto& t = t_.types[type];
    const auto bytes = whole.bytes.subspan(std::min(offset, whole.bytes.size()));
    const auto address = whole.address + offset;
    switch (t.kind) {
    case type_kind::structure: return structure(t_.structures[t.ref], {bytes, address});
    case type_kind::array: return array_in(t, whole, offset, size);
    case type_kind::sigset:
        return show_sigset(bytes.first(std::min<std::uint64_t>(size, std::min<std::size_t>(8, bytes.size()))));
    case type_kind::ipv6: return ipv6(bytes);
    default: break;
    }
    std::uint64_t raw = 0;
    std::memcpy(&raw, bytes.data(), std::min(std::min<std::size_t>(width_of(t), 8), bytes.size()));
    if (t.kind == type_kind::custom)
        return custom(t, {.value = raw, .base = whole.address, .address = address, .bytes = bytes}, whole);
    value_of(type, raw, size, whole);
}

void walker::custom(const schema::type& t, subject s, const frame& fr) {
    std::array<std::uint64_t, 8> values;
    const auto operands = t_.operands.subspan(t.params, std::min<std::size_t>(t.params_size, values.size()));
    for (std::size_t i = 0; i < operands.size(); ++i) values[i] = raw_operand(operands[i], fr);
    s.width = size_of(static_cast<std::uint32_t>(&t - t_.types.data()));
    s.layout = {t.n.kind == schema::operand_kind::number ? t.n.value : 0};
    s.params = std::span{values}.first(operands.size());
    t_.customs[t.ref](*this, s);
}

}  // namespace whytrace::decode
