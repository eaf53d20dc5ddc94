// Building values.
// Not here: numbers and bytes (scalars.cpp).
// The hard part: the file may nest and repeat as deep as it likes; no more is followed than the decoder ever makes.
#include "read/values.hpp"

#include "read/keys.hpp"
#include "whytrace/decoder.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

namespace whytrace::read {

namespace {

constexpr unsigned depth_limit = 100;
constexpr std::size_t name_limit = 100'000;

/// What a value's object says, by key.
struct parts {
    const json* type{};
    const json* value{};
    const json* type_name{};
    const json* as{};
    const json* symbol{};
    const json* flags{};
    const json* rest{};
    const json* refers_to{};
    const json* details{};
    const json* comment{};
    const json* context{};
    const json* brief{};
    const json* length{};
    const json* unknown{};
    const json* name{};
    bool abbreviated{}, abstract{}, bare{}, comment_first{}, deleted{}, foreign{}, hex{}, inverted{}, named{},
        truncated{}, unreadable{}, verbose{}, notation{}, whole{}, written{};
};

parts parts_of(const json& v) {
    if (!v.IsObject()) throw strange("a value is no object");
    parts p;
    for (const auto& m : v.GetObject()) {
        switch (key_of(text_of(m.name))) {
        case key::type: p.type = &m.value; break;
        case key::type_name: p.type_name = &m.value; break;
        case key::value: p.value = &m.value; break;
        case key::as: p.as = &m.value; break;
        case key::symbol: p.symbol = &m.value; break;
        case key::flags: p.flags = &m.value; break;
        case key::rest: p.rest = &m.value; break;
        case key::path:
        case key::comm: p.refers_to = &m.value; break;
        case key::details: p.details = &m.value; break;
        case key::context: p.context = &m.value; break;
        case key::comment: p.comment = &m.value; break;
        case key::brief: p.brief = &m.value; break;
        case key::length: p.length = &m.value; break;
        case key::unknown_names: p.unknown = &m.value; break;
        case key::name: p.name = &m.value; break;
        case key::abbreviated: p.abbreviated = truth_of(m.value); break;
        case key::abstract: p.abstract = truth_of(m.value); break;
        case key::bare: p.bare = truth_of(m.value); break;
        case key::comment_first: p.comment_first = truth_of(m.value); break;
        case key::deleted: p.deleted = truth_of(m.value); break;
        case key::foreign: p.foreign = truth_of(m.value); break;
        case key::hex: p.hex = truth_of(m.value); break;
        case key::inverted: p.inverted = truth_of(m.value); break;
        case key::named: p.named = truth_of(m.value); break;
        case key::truncated: p.truncated = truth_of(m.value); break;
        case key::unreadable: p.unreadable = truth_of(m.value); break;
        case key::verbose: p.verbose = truth_of(m.value); break;
        case key::notation: p.notation = truth_of(m.value); break;
        case key::whole: p.whole = truth_of(m.value); break;
        case key::written: p.written = truth_of(m.value); break;
        default: break;
        }
    }
    if (!p.type || !p.value) throw strange("a value lacks its type or value");
    return p;
}

/// "i32": letter and bits.
void set_notation(value_node& n, std::string_view text) {
    unsigned bits = 0;
    const auto end = text.data() + text.size();
    const bool odd =
        text.size() < 2 || std::from_chars(text.data() + 1, end, bits).ptr != end || bits % 8 != 0 || bits > 128;
    const auto letter = odd ? ' ' : text[0];
    switch (letter) {
    case 'i':
    case 'u': n.base = 10; break;
    case 'x': n.base = 16; break;
    case 'o': n.base = 8; break;
    case 'n': n.base = 0; break;
    default: throw strange("unknown type '" + std::string(text) + "'");
    }
    n.is_signed = letter == 'i';
    n.width = static_cast<std::uint8_t>(bits / 8);
}

std::uint64_t cut(std::uint64_t number, unsigned width) {
    return width >= 8 ? number : number & ((std::uint64_t{1} << 8 * width) - 1);
}

struct kind_row {
    std::string_view type;
    value_kind kind;
};

constexpr kind_row kinds[] = {
    {"address", value_kind::address},  {"array", value_kind::array},   {"change", value_kind::change},
    {"chars", value_kind::string},     {"enum", value_kind::symbol},   {"fd", value_kind::fd},
    {"flags", value_kind::flags},      {"note", value_kind::sentence}, {"path", value_kind::string},
    {"pid", value_kind::pid},          {"set", value_kind::set},       {"string", value_kind::string},
    {"struct", value_kind::structure}, {"text", value_kind::verbatim}, {"unreadable", value_kind::unreadable}};
static_assert(std::ranges::is_sorted(kinds, {}, &kind_row::type));

/// A member's name without "#3".
std::string_view member_name(std::string_view key) { return key.substr(0, key.find('#')); }

}  // namespace

std::string_view context_shown(std::string_view recorded, contexts how) {
    if (how == contexts::none) return {};
    const auto role = recorded.find(':'), type = recorded.find(':', role + 1);
    if (how == contexts::full || role == recorded.npos || type == recorded.npos) return recorded;
    return recorded.substr(type + 1, recorded.find(':', type + 1) - type - 1);
}

const std::string* name_store::keep_whole(std::string_view name) {
    if (name.empty()) return nullptr;
    auto& latest = latest_[(name.size() * 7 + static_cast<unsigned char>(name.front()) * 3 +
                            static_cast<unsigned char>(name.back())) %
                           64];
    if (latest && *latest == name) return latest;
    auto found = names_.find(name);
    if (found == names_.end()) {
        if (names_.size() >= name_limit) throw strange("too many different names");
        found = names_.emplace(name).first;
    }
    return latest = &*found;
}

std::string_view name_store::keep(std::string_view name) {
    const auto* kept = keep_whole(name);
    return kept ? std::string_view{*kept} : std::string_view{};
}

std::uint32_t value_builder::value(const json& v, std::string_view name, unsigned depth) {
    if (depth > depth_limit) throw strange("values are nested too deeply");
    const auto p = parts_of(v);
    if (p.name) name = word_of(*p.name);
    if (p.brief && wanted_.abbreviate) return value(*p.brief, name, depth + 1);
    const auto index = static_cast<std::uint32_t>(tree_.nodes.size());
    value_node n;
    n.name = names_.keep(name);
    n.bare = p.bare;
    n.named = p.named;
    n.verbose = p.verbose;
    n.written = p.written;
    n.hex = p.hex;
    n.inverted = p.inverted;
    n.deleted = p.deleted;
    n.foreign = p.foreign;
    n.unread = p.unreadable;
    n.truncated = p.truncated;
    n.notation = p.notation;
    n.more = p.abbreviated;
    n.comment_first = p.comment_first;
    const auto type = text_of(*p.type);
    const auto found = std::ranges::lower_bound(kinds, type, {}, &kind_row::type);
    const bool integer = found == std::end(kinds) || found->type != type;
    n.kind = integer ? value_kind::integer : found->kind;
    if (integer) set_notation(n, type);
    if (p.as) set_notation(n, text_of(*p.as));
    if (p.type_name) n.type = type_reference(text_of(*p.type_name));
    if (p.unknown) n.unknown = names_.keep(word_of(*p.unknown));

    switch (n.kind) {
    case value_kind::integer:
    case value_kind::symbol:
    case value_kind::flags:
        n.number = cut(unsigned_of(*p.value), n.width);
        if (n.kind == value_kind::flags && !p.symbol)
            read_flags(n, p.flags, p.rest ? word_of(*p.rest) : std::string_view{});
        else if (p.symbol)
            read_text(n, word_of(*p.symbol));
        break;
    case value_kind::address:
    case value_kind::unreadable:
        n.base = 16;
        n.number = unsigned_of(*p.value);
        break;
    case value_kind::fd:
    case value_kind::pid:
        if (!p.as) set_notation(n, "i32");
        n.number = cut(static_cast<std::uint64_t>(signed_of(*p.value)), n.width);
        n.at = p.symbol != nullptr;
        if (p.refers_to && (n.kind == value_kind::fd ? wanted_.descriptors : wanted_.comms))
            read_text(n, bytes_of(*p.refers_to, room_));
        else
            n.deleted = false;
        break;
    case value_kind::string:
        n.limited = type == "string";
        n.path = type == "path";
        n.at = p.abstract;
        read_text(n, bytes_of(*p.value, room_));
        if (p.length) n.number = unsigned_of(*p.length);
        if (n.limited && n.text_size > wanted_.string_limit) {
            if (!n.truncated) n.number = n.text_size;
            n.truncated = true;
            n.text_size = static_cast<std::uint32_t>(wanted_.string_limit);
        }
        break;
    case value_kind::verbatim: read_text(n, plain(bytes_of(*p.value, room_))); break;
    case value_kind::array: n.limited = !p.whole; break;
    case value_kind::structure:
    case value_kind::set:
    case value_kind::change:
    case value_kind::sentence: break;
    }
    if (p.comment) {
        const auto comment = plain(bytes_of(*p.comment, room_));
        n.comment = static_cast<std::uint32_t>(tree_.text.size());
        n.comment_size = static_cast<std::uint32_t>(comment.size());
        tree_.text += comment;
    }
    tree_.nodes.push_back(n);

    bool more = n.more;
    std::uint32_t children = 0;
    if (n.kind == value_kind::structure) {
        children = members(*p.value, depth, more);
    } else if (n.kind == value_kind::array) {
        children =
            elements(*p.value, wanted_.abbreviate && !p.whole ? wanted_.string_limit : ~std::size_t{0}, depth, more);
    } else if (p.context && (n.kind == value_kind::fd || n.kind == value_kind::string)) {
        children = context(word_of(*p.context));
    } else if (n.kind == value_kind::fd && p.details && wanted_.descriptors) {
        children = elements(*p.details, ~std::size_t{0}, depth, more);
    } else if (n.kind == value_kind::set || n.kind == value_kind::change || n.kind == value_kind::sentence) {
        children = elements(*p.value, ~std::size_t{0}, depth, more);
    }
    tree_.nodes[index].children = children;
    tree_.nodes[index].more = more;
    if (p.brief) {
        const auto brief = value(*p.brief, name, depth + 1);
        tree_.nodes[index].brief = brief;
    }
    return index;
}

/// As the decoder has it: a piece of text.
std::uint32_t value_builder::context(std::string_view recorded) {
    const auto shown = context_shown(recorded, wanted_.contexts);
    if (shown.empty()) return 0;
    value_node n;
    n.kind = value_kind::verbatim;
    room_.assign(" [").append(shown) += ']';
    read_text(n, room_);
    tree_.nodes.push_back(n);
    return 1;
}

void value_builder::read_flags(value_node& n, const json* list, std::string_view rest) {
    n.text = static_cast<std::uint32_t>(tree_.text.size());
    const auto add = [&](std::string_view one) {
        if (tree_.text.size() != n.text) tree_.text += '|';
        tree_.text += one;
    };
    if (list && list->IsArray())
        for (const auto& one : list->GetArray()) add(word_of(one));
    if (!rest.empty()) add(rest);
    n.text_size = static_cast<std::uint32_t>(tree_.text.size() - n.text);
}

void value_builder::read_text(value_node& n, std::string_view bytes) {
    n.text = static_cast<std::uint32_t>(tree_.text.size());
    n.text_size = static_cast<std::uint32_t>(bytes.size());
    tree_.text += bytes;
}

/// How many; `more` is set if some were left out.
std::uint32_t value_builder::members(const json& v, unsigned depth, bool& more) {
    if (!v.IsObject()) throw strange("a struct is no object");
    std::uint32_t count = 0, last = 0;
    for (const auto& m : v.GetObject()) {
        if (wanted_.abbreviate && m.value.IsObject() && m.value.HasMember("verbose")) {
            more = true;
            continue;
        }
        const auto index = value(m.value, member_name(word_of(m.name)), depth + 1);
        if (last != 0) tree_.nodes[last].next = index;
        last = index;
        ++count;
    }
    return count;
}

std::uint32_t value_builder::elements(const json& v, std::size_t limit, unsigned depth, bool& more) {
    if (!v.IsArray()) throw strange("an array is missing");
    std::uint32_t count = 0, last = 0;
    for (const auto& one : v.GetArray()) {
        if (count == limit) {
            more = true;
            break;
        }
        const auto index = value(one, {}, depth + 1);
        if (last != 0) tree_.nodes[last].next = index;
        last = index;
        ++count;
    }
    return count;
}

}  // namespace whytrace::read
