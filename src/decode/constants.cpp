// Names of numbers: enums, and sets of flags.
// Not here: names of signals and errnos (names.cpp).
// The hard part: flags may hold groups of bits that are a value of their own, and bits that nobody knows.
#include "decode/phrase.hpp"
#include "decode/walker.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace whytrace::decode {

using schema::type_kind;

namespace {

/// Numbers without a name are shown in hexadecimal, but in the base of their type where no name is expected ("XXX_???"), or
/// where an enum's type is a signed one.
std::uint8_t base_of(const schema::type& t, const schema::constant_set& s) {
    return t.base == 8 || s.unknown == 0 ? t.base : 16;
}

std::uint64_t mask_of(std::size_t width) { return width >= 8 ? ~std::uint64_t{} : (std::uint64_t{1} << 8 * width) - 1; }

void add_hexadecimal(builder& out, std::uint64_t number) {
    std::array<char, 16> digits;
    const auto end = std::to_chars(digits.begin(), digits.end(), number, 16).ptr;
    out.add_text("0x");
    out.add_text({digits.begin(), end});
}

}  // namespace

std::string_view walker::constant_name(const schema::constant_set& s, std::uint64_t value, std::size_t width) const {
    const auto a = static_cast<std::size_t>(abi());
    const auto constants = t_.constants.subspan(s.first[a], s.size[a]);
    const auto mask = mask_of(width);
    auto found = std::ranges::lower_bound(constants, value, {}, &schema::constant::value);
    if (found != constants.end() && found->value() == value) return t_.name(found->name);
    if (width >= 8) return {};
    // -1 in a narrow type: the constant is sign-extended.
    const auto extended = value | ~mask;
    found = std::ranges::lower_bound(constants, extended, {}, &schema::constant::value);
    const bool negative = (value & (mask ^ mask >> 1)) != 0;
    return negative && found != constants.end() && found->value() == extended ? t_.name(found->name)
                                                                              : std::string_view{};
}

void walker::enumeration(const schema::type& t, std::uint64_t raw) {
    const auto& set = t_.sets[t.ref];
    const auto width = width_of(t);
    auto& n = out_.symbol(raw, constant_name(set, raw, width));
    n.type = set.name;
    n.width = static_cast<std::uint8_t>(width);
    n.base = t.is_signed ? t.base : n.text_size != 0 && t.base != 8 ? 16 : base_of(t, set);
    n.is_signed = t.is_signed;
    if (set.unknown != 0) n.unknown = t_.name(set.unknown);
}

void walker::flags(const schema::type& t, std::uint64_t raw) {
    const auto& set = t_.sets[t.ref];
    const auto a = static_cast<std::size_t>(abi());
    const auto constants = t_.constants.subspan(set.first[a], set.size[a]);
    const auto groups = t_.groups.subspan(set.first_group[a], set.groups);
    const auto index = out_.append_number(value_kind::flags, raw, base_of(t, set), width_of(t));
    out_.begin_text(out_.node(index));
    const auto start = out_.text_size();
    auto rest = raw;
    auto group = groups.begin();
    std::string_view zero;  // the plain member with the value 0
    for (std::uint32_t i = 0; i <= constants.size(); ++i) {
        for (; group != groups.end() && group->position == i; ++group) rest &= ~flag_group(*group, raw, start);
        if (i == constants.size()) break;
        const auto& c = constants[i];
        if (c.value() == 0 && zero.empty()) zero = t_.name(c.name);
        if (c.value() == 0 || (rest & c.value()) != c.value()) continue;
        separate(start);
        out_.add_text(t_.name(c.name));
        rest &= ~c.value();
    }
    const bool known = out_.text_size() != start;
    if (known && rest != 0) {
        separate(start);
        add_hexadecimal(out_, rest);
    }
    if (!known && raw == 0) out_.add_text(zero);
    auto& n = out_.node(index);
    out_.end_text(n);
    n.type = set.name;
    if (n.text_size != 0 && t.base != 8) n.base = 16;
    n.is_signed = t.is_signed;
    if (raw != 0 && set.unknown != 0) n.unknown = t_.name(set.unknown);
}

/// Adds the value that the group's bits hold, and returns the bits that it accounts for. A value of a list that is not in
/// it is left to the unknown rest; one of a type is shown as that type shows it.
std::uint64_t walker::flag_group(const schema::group& g, std::uint64_t number, std::size_t start) {
    const auto value = number & g.mask;
    if (g.set != 0) {
        const auto name = constant_name(t_.sets[g.set], value, 8);
        if (name.empty()) return 0;
        separate(start);
        out_.add_text(name);
        return g.mask;
    }
    const auto& t = t_.types[g.type];
    if (value == 0 && !zero_has_name(t) && t.kind != type_kind::perm) return 0;
    separate(start);
    // The value's text is to stand here: it is appended as a value of its own, of which only the text is kept.
    const auto before = out_.here();
    const auto text = out_.text_size();
    value_of(g.type, value, unsized, {});
    const auto n = out_.node(out_.last());
    out_.rollback(before, true);
    if (out_.text_size() == text) plain_number(n);
    return g.mask;
}

bool walker::zero_has_name(const schema::type& t) const {
    if (t.kind != type_kind::enumeration && t.kind != type_kind::flags) return false;
    const auto& set = t_.sets[t.ref];
    const auto a = static_cast<std::size_t>(abi());
    const auto is_zero = [](const schema::constant& c) { return c.value() == 0; };
    const auto holds_zero = [&](const schema::constant_set& s) {
        return std::ranges::any_of(t_.constants.subspan(s.first[a], s.size[a]), is_zero);
    };
    if (holds_zero(set)) return true;
    const auto groups = t_.groups.subspan(set.first_group[a], set.groups);
    return std::ranges::any_of(groups, [&](const schema::group& g) {
        return g.set != 0 ? holds_zero(t_.sets[g.set]) : zero_has_name(t_.types[g.type]);
    });
}

/// A number without text of its own, as the output would show it: what flags hold is part of their text.
void walker::plain_number(const value_node& n) {
    phrase text;
    if (n.base == 8) {
        text.octal(n.number);
    } else if (n.base == 10 && (n.kind != value_kind::symbol || n.unknown.empty())) {
        text.decimal(n.number);
    } else {
        text.hexadecimal(n.number);
    }
    if (!n.unknown.empty()) text << " /* " << n.unknown << " */";
    out_.add_text(text);
}

void walker::separate(std::size_t start) {
    if (out_.text_size() != start) out_.add_text("|");
}

}  // namespace whytrace::decode
