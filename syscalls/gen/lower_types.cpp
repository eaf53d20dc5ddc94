// Types: built-in, named, pointers, arrays, via.
// Not here: fields, layouts.
// The hard part: a path or string is a pointer by itself, so `out string` is one type and not a pointer to one.
#include "lower.hpp"

#include <algorithm>

namespace whytrace::gen {
namespace {

using kind = schema::type_kind;

struct builtin {
    std::string_view name;
    schema::type type;
};

constexpr schema::type scalar(kind k, std::uint8_t width, bool is_signed = false) {
    schema::type t{};
    t.kind = k;
    t.width = width;
    t.is_signed = is_signed;
    return t;
}
constexpr schema::type integer(std::uint8_t width, std::uint8_t base, bool is_signed) {
    auto t = scalar(kind::integer, width, is_signed);
    t.base = base;
    return t;
}

constexpr std::array builtins{
    builtin{"i8", integer(1, 10, true)},
    builtin{"i16", integer(2, 10, true)},
    builtin{"i32", integer(4, 10, true)},
    builtin{"i64", integer(8, 10, true)},
    builtin{"long", integer(0, 10, true)},
    builtin{"u8", integer(1, 10, false)},
    builtin{"u16", integer(2, 10, false)},
    builtin{"u32", integer(4, 10, false)},
    builtin{"u64", integer(8, 10, false)},
    builtin{"ulong", integer(0, 10, false)},
    builtin{"usize", integer(0, 10, false)},
    builtin{"x8", integer(1, 16, false)},
    builtin{"x16", integer(2, 16, false)},
    builtin{"x32", integer(4, 16, false)},
    builtin{"x64", integer(8, 16, false)},
    builtin{"xlong", integer(0, 16, false)},
    builtin{"o16", integer(2, 8, false)},
    builtin{"o32", integer(4, 8, false)},
    builtin{"o64", integer(8, 8, false)},
    builtin{"addr", scalar(kind::address, 0)},
    builtin{"fd", scalar(kind::fd, 4, true)},
    builtin{"dirfd", scalar(kind::dirfd, 4, true)},
    builtin{"pid", scalar(kind::pid, 4, true)},
    builtin{"uid", scalar(kind::id, 4)},
    builtin{"gid", scalar(kind::id, 4)},
    builtin{"mode", scalar(kind::mode, 4)},
    builtin{"perm", scalar(kind::perm, 2)},
    builtin{"dev", scalar(kind::dev, 4)},
    builtin{"signal", scalar(kind::signal, 4, true)},
    builtin{"errno", scalar(kind::errno_number, 4, true)},
    builtin{"be16", scalar(kind::be16, 2)},
    builtin{"be32", scalar(kind::be32, 4)},
    builtin{"port", scalar(kind::port, 2)},
    builtin{"ipv4", scalar(kind::ipv4, 4)},
    builtin{"ipv6", scalar(kind::ipv6, 16)},
    builtin{"sigset", scalar(kind::sigset, 8)},
    builtin{"path", scalar(kind::path, 0)},
    builtin{"string", scalar(kind::string, 0)},
    builtin{"byte", scalar(kind::byte, 1)},
    builtin{"rbyte", scalar(kind::rbyte, 1)},
    builtin{"char", scalar(kind::character, 1)},
    builtin{"none", scalar(kind::none, 0)},
};

}  // namespace

const schema::type* find_builtin(std::string_view name) {
    const auto found = std::find_if(builtins.begin(), builtins.end(), [&](const builtin& b) { return b.name == name; });
    return found == builtins.end() ? nullptr : &found->type;
}

std::string lowering::type_hint(std::string_view name) const {
    nearest hint{name};
    for (const auto& b : builtins) hint.consider(b.name);
    for (const auto& [known, symbol] : types_) hint.consider(known);
    return hint.hint();
}

lowering::index lowering::type(const ast::type& t, const scope& s, place where) {
    switch (t.form) {
    case ast::type_form::named: return named_type(t, where);
    case ast::type_form::array: return array_type(t, s);
    case ast::type_form::via: return custom_type(t, s);
    case ast::type_form::pointer: break;
    }
    return pointer_type(t, s);
}

lowering::index lowering::named_type(const ast::type& t, place where) {
    index result{};
    if (const auto* known = find_builtin(t.named.text)) {
        auto copy = *known;
        const bool text = copy.kind == kind::path || copy.kind == kind::string;
        if (text) copy.dir = where == place::argument ? schema::direction::in : schema::direction::inherited;
        if (copy.kind == kind::integer && t.width)
            error(t.width.at, "'" + std::string{t.named.text} + "' has its width already");
        result = out_.type(copy);
    } else if (const auto symbol = types_.find(t.named.text); symbol != types_.end()) {
        if (symbol->second.alias != nullptr) fill_alias(symbol->second);
        result = symbol->second.type;
    } else {
        error(t.named.at, "no type has the name '" + std::string{t.named.text} + "'" + type_hint(t.named.text));
        return 0;
    }
    return t.width ? resized(result, t.width) : result;
}

lowering::index lowering::resized(index type, const ast::name& width) {
    const auto* integer = find_builtin(width.text);
    if (integer == nullptr || integer->kind != kind::integer) {
        error(width.at, "expected an integer type such as u16 or ulong");
        return type;
    }
    auto t = out_.types[type];
    switch (t.kind) {
    case kind::structure:
    case kind::array:
    case kind::pointer:
    case kind::path:
    case kind::string:
    case kind::ipv6:
    case kind::none: error(width.at, "this type cannot have another width"); return type;
    case kind::custom: t.n = {schema::operand_kind::number, out_.type(*integer)}; break;
    default: break;
    }
    t.width = integer->width;
    t.base = integer->base;
    t.is_signed = integer->is_signed;
    return out_.type(t);
}

lowering::index lowering::array_type(const ast::type& t, const scope& s) {
    schema::type result{};
    result.kind = kind::array;
    result.ref = type(*t.inner, s, place::nested);
    switch (t.count) {
    case ast::count_form::result: result.count = schema::count_kind::result; break;
    case ast::count_form::null: result.count = schema::count_kind::null_terminated; break;
    case ast::count_form::rest: result.count = schema::count_kind::rest; break;
    case ast::count_form::value: {
        ast::value size = t.size;
        if (!size.number && known_.constants.contains(size.text)) {
            const auto* value = constant(size.text, size.at);
            if (value != nullptr) size.number = value->front();
        }
        result.n = operand(size, s);
        result.count = size.number ? schema::count_kind::fixed : schema::count_kind::operand;
    }
    }
    return out_.type(result);
}

// `n` is the type that it is laid out as; a word if there is none.
lowering::index lowering::custom_type(const ast::type& t, const scope& s) {
    schema::type result{};
    result.kind = kind::custom;
    result.ref = out_.custom(t.named.text);
    if (t.inner) {
        const index base = type(*t.inner, s, place::argument);
        const auto& b = out_.types[base];
        result.n = {schema::operand_kind::number, base};
        result.base = b.base;
        result.is_signed = b.is_signed;
        if (b.kind != kind::structure && b.kind != kind::array) result.width = b.width;
    }
    std::vector<schema::operand> parameters;
    for (const auto& p : t.parameters) parameters.push_back(operand(p, s));
    result.params_size = static_cast<std::uint16_t>(parameters.size());
    if (!parameters.empty()) result.params = out_.parameters(parameters);
    return out_.type(result);
}

lowering::index lowering::pointer_type(const ast::type& t, const scope& s) {
    const auto dir = t.named.text == "in"      ? schema::direction::in
                     : t.named.text == "out"   ? schema::direction::out
                     : t.named.text == "inout" ? schema::direction::inout
                                               : schema::direction::inherited;
    const index inner = type(*t.inner, s, place::nested);
    auto result = out_.types[inner];
    if (result.kind != kind::path && result.kind != kind::string) {
        result = {};
        result.kind = kind::pointer;
        result.ref = inner;
    }
    result.dir = dir;
    return out_.type(result);
}

void lowering::fill_alias(type_symbol& symbol) {
    if (symbol.done) return;
    if (symbol.in_progress) return error(symbol.at, "the type is made of itself");
    symbol.in_progress = true;
    const index made = type(symbol.alias->type, {}, place::argument);
    out_.types[symbol.type] = out_.types[made];
    symbol.done = true;
}

lowering::type_symbol* lowering::set_of(const ast::type* t) {
    for (unsigned depth = 0; t != nullptr && depth < 8; ++depth) {
        if (t->form == ast::type_form::via) {
            t = t->inner.get();
            continue;
        }
        if (t->form != ast::type_form::named) return nullptr;
        const auto found = types_.find(t->named.text);
        if (found == types_.end()) return nullptr;
        if (found->second.set != nullptr) return &found->second;
        t = found->second.alias != nullptr ? &found->second.alias->type : nullptr;
    }
    return nullptr;
}

// Bytes of a value that labels and lists are compared with; 8 where it is no scalar.
std::size_t lowering::scalar_width(const ast::type* t, std::size_t abi) const {
    const std::size_t word = word_size(static_cast<whytrace::abi>(abi));
    for (unsigned depth = 0; t != nullptr && depth < 8; ++depth) {
        if (t->form == ast::type_form::via) {
            if (!t->inner) return word;
            t = t->inner.get();
            continue;
        }
        if (t->form != ast::type_form::named) break;
        if (const auto* known = find_builtin(t->width ? t->width.text : t->named.text))
            return known->width == 0 ? word : known->width;
        const auto found = types_.find(t->named.text);
        if (found == types_.end() || found->second.alias == nullptr)
            return found != types_.end() && found->second.set != nullptr ? 4 : 8;
        t = &found->second.alias->type;
    }
    return 8;
}

}  // namespace whytrace::gen
