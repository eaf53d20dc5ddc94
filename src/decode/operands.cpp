// What steers the walk: counts, sizes, conditions, selectors, and the widths and sizes of types under the call's ABI.
// Not here: showing anything.
// The hard part: all numbers come from the tracee; none of them is trusted to be small.
#include "decode/walker.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace whytrace::decode {

using schema::count_kind;
using schema::direction;
using schema::operand_kind;
using schema::type_kind;

static_assert(std::endian::native == std::endian::little, "numbers are taken from memory as they lie there");

std::optional<std::uint64_t> walker::load_unsigned(std::uint64_t address, std::size_t width) {
    std::uint64_t value = 0;
    if (read(address, std::as_writable_bytes(std::span{&value, 1}).first(width)) != width) return {};
    return value;
}

std::size_t walker::width_of(const schema::type& t) const {
    if (t.width != 0) return t.width;
    switch (t.kind) {
    case type_kind::byte:
    case type_kind::rbyte:
    case type_kind::character: return 1;
    case type_kind::be16:
    case type_kind::port: return 2;
    case type_kind::ipv6: return 16;
    case type_kind::fd:
    case type_kind::dirfd:
    case type_kind::pid:
    case type_kind::id:
    case type_kind::mode:
    case type_kind::perm:
    case type_kind::dev:
    case type_kind::signal:
    case type_kind::errno_number:
    case type_kind::be32:
    case type_kind::ipv4: return 4;
    case type_kind::none:
    case type_kind::variant: return 0;
    case type_kind::custom:  // `TYPE via F` is laid out as TYPE
        return t.n.kind == operand_kind::number ? width_of(t_.types[t.n.value]) : word();
    default: return word();
    }
}

std::size_t walker::size_of(std::uint32_t type) const {
    const auto& t = t_.types[type];
    if (t.kind == type_kind::structure) return t_.structures[t.ref].size[static_cast<std::size_t>(abi())];
    if (t.kind == type_kind::array) return t.count == count_kind::fixed ? t.n.value * size_of(t.ref) : 0;
    if (t.kind == type_kind::custom && t.n.kind == operand_kind::number) return size_of(t.n.value);
    return width_of(t);
}

std::uint64_t walker::cut(const schema::type& t, std::uint64_t raw) const {
    const auto width = width_of(t);
    return width >= 8 ? raw : raw & ((std::uint64_t{1} << 8 * width) - 1);
}

std::uint64_t walker::field_value(std::uint32_t index, const frame& fr) const {
    const auto& f = t_.fields[index];
    const std::size_t offset = f.offset[static_cast<std::size_t>(abi())];
    if (t_.types[f.type].kind == type_kind::array) {  // whether there is anything in it
        const auto there = fr.bytes.subspan(std::min(offset, fr.bytes.size()));
        const auto bytes = there.first(std::min(size_of(f.type), there.size()));
        return std::ranges::any_of(bytes, [](std::byte b) { return b != std::byte{}; }) ? 1 : 0;
    }
    const auto width = std::min<std::size_t>(width_of(t_.types[f.type]), 8);
    std::uint64_t value = 0;
    if (offset + width <= fr.bytes.size()) std::memcpy(&value, fr.bytes.data() + offset, width);
    return value;
}

std::uint64_t walker::raw_operand(const schema::operand& o, const frame& fr) const {
    switch (o.kind) {
    case operand_kind::none: return 0;
    case operand_kind::number: return o.value;
    case operand_kind::argument:
        return o.value < slot_count_ ? cut(t_.types[slots_[o.value].field->type], slots_[o.value].raw) : 0;
    case operand_kind::field: return field_value(o.value, fr);
    case operand_kind::result: return failed() ? 0 : static_cast<std::uint64_t>(result());
    }
    return 0;
}

/// As raw_operand; but an argument that points to a number stands for that number (accept's length), after the call for the
/// smaller one of what the program and the kernel said.
std::uint64_t walker::operand(const schema::operand& o, const frame& fr) {
    const auto raw = raw_operand(o, fr);
    if (o.kind != operand_kind::argument || o.value >= slot_count_) return raw;
    const auto& t = t_.types[slots_[o.value].field->type];
    return t.kind == type_kind::pointer ? pointed(o.value, raw) : raw;
}

/// A count in a signed argument may be negative: then it is more than there can be.
std::uint64_t walker::element_count(const schema::operand& o, const frame& fr) {
    const auto count = operand(o, fr);
    if (o.kind != operand_kind::argument || o.value >= slot_count_) return count;
    const auto& t = t_.types[slots_[o.value].field->type];
    const bool narrow = t.kind == schema::type_kind::integer && t.is_signed && t.width == 4;
    return narrow ? static_cast<std::uint64_t>(static_cast<std::int32_t>(count)) : count;
}

/// What `sized` says of an argument.
std::uint64_t walker::size_operand(const schema::field& f) {
    if (f.size.kind == operand_kind::none) return unsized;
    const auto size = operand(f.size, {});
    // A negative length is none.
    return static_cast<std::int32_t>(size) < 0 && size <= 0xffffffff ? 0 : size;
}

std::uint64_t walker::pointed(std::size_t slot, std::uint64_t raw) {
    const auto& t = t_.types[slots_[slot].field->type];
    const auto width = width_of(t_.types[t.ref]);
    const auto now = width == 0 || width > 8 ? std::nullopt : load_unsigned(raw, width);
    if (!now) return 0;
    if (t.dir != direction::inout || entering() || slot >= out_.tree().args.size()) return *now;
    // What enter_inout() made of it: [before =>
    const auto index = out_.tree().args[slot];
    if (out_.node(index).kind != value_kind::array) return *now;
    return std::min(*now, out_.node(index + 2).number);
}

/// What the result of a call that failed is compared as: FAILED of constants.tbl.
constexpr std::uint64_t failed_result = std::uint64_t{1} << 63;

bool walker::holds(std::uint32_t condition, const frame& fr) {
    const auto& c = t_.conditions[condition];
    if (c.kind == schema::condition_kind::always) return true;
    const auto a = static_cast<std::size_t>(abi());
    auto value = operand(c.of, fr) & t_.values[c.mask][a];
    if (c.kind == schema::condition_kind::bits) return value != 0;
    if (c.of.kind == operand_kind::result && failed()) value = failed_result;
    const auto list = t_.values.subspan(c.first, c.size);
    const bool found = std::ranges::any_of(list, [&](const auto& v) { return v[a] == value; });
    return found == (c.kind == schema::condition_kind::one_of);
}

const schema::arm* walker::choose(std::uint32_t selection, const frame& fr) {
    const auto& s = t_.selections[selection];
    const auto a = static_cast<std::size_t>(abi());
    const auto value = operand(s.of, fr) & t_.values[s.mask][a];
    const auto labels = t_.labels.subspan(s.first_label[a], s.labels[a]);
    const auto found = std::ranges::lower_bound(labels, value, {}, &schema::label::value);
    const auto arm = found != labels.end() && found->value == value ? found->arm : s.otherwise;
    return arm != 0 ? &t_.arms[arm] : nullptr;
}

}  // namespace whytrace::decode
