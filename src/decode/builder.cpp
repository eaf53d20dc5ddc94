// How values are linked into the tree.
// Not here: what they are.
// The hard part: the tree's vectors move when they grow, so a node's reference is good only until the next one is appended.
#include "decode/builder.hpp"

#include <algorithm>
#include <cassert>

namespace whytrace::decode {
namespace {

std::string_view characters(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

value_node& builder::append(value_kind kind) {
    auto& nodes = tree_.nodes;
    const auto index = static_cast<std::uint32_t>(nodes.size());
    auto& here = levels_[depth_];
    if (here.last != 0 && depth_ != 0) nodes[here.last].next = index;
    here.last = index;
    ++here.count;
    auto& n = nodes.emplace_back();
    n.kind = kind;
    n.name = name_;
    n.bare = bare_;
    n.named = named_;
    n.verbose = verbose_;
    name_ = {};
    bare_ = named_ = verbose_ = false;
    return n;
}

value_node& builder::number(value_kind kind, std::uint64_t number, std::uint8_t base, std::size_t width) {
    auto& n = append(kind);
    n.base = base;
    n.width = static_cast<std::uint8_t>(width);
    n.number = width >= 8 ? number : number & ((std::uint64_t{1} << 8 * width) - 1);
    return n;
}

value_node& builder::decimal(std::int64_t value, std::size_t width) {
    auto& n = number(value_kind::integer, static_cast<std::uint64_t>(value), 10, width);
    n.is_signed = true;
    return n;
}

value_node& builder::unsigned_decimal(std::uint64_t value, std::size_t width) {
    return number(value_kind::integer, value, 10, width);
}

value_node& builder::hexadecimal(std::uint64_t value, std::size_t width) {
    return number(value_kind::integer, value, 16, width);
}

value_node& builder::octal(std::uint64_t value, std::size_t width) {
    return number(value_kind::integer, value, 8, width);
}

void builder::change(std::int64_t before, std::int64_t after, std::size_t width) {
    if (before == after) {
        decimal(after, width);
        return;
    }
    const auto both = open(value_kind::change);
    decimal(before, width);
    decimal(after, width);
    close(both);
}

value_node& builder::address(std::uint64_t value) { return number(value_kind::address, value, 16, 8); }

value_node& builder::fd(std::int32_t value, std::string_view refers_to) {
    auto& n = number(value_kind::fd, static_cast<std::uint32_t>(value), 10, 4);
    n.is_signed = true;
    set_text(n, refers_to);
    return n;
}

value_node& builder::pid(std::int32_t value, std::string_view comm) {
    auto& n = number(value_kind::pid, static_cast<std::uint32_t>(value), 10, 4);
    n.is_signed = true;
    set_text(n, comm);
    return n;
}

value_node& builder::symbol(std::uint64_t value, std::string_view text) {
    auto& n = number(value_kind::symbol, value, 16, 8);
    set_text(n, text);
    return n;
}

value_node& builder::verbatim(std::string_view text) {
    auto& n = append(value_kind::verbatim);
    set_text(n, text);
    return n;
}

value_node& builder::string(std::span<const std::byte> bytes, bool truncated) {
    auto& n = append(value_kind::string);
    set_text(n, characters(bytes));
    n.truncated = truncated;
    return n;
}

value_node& builder::unreadable(std::uint64_t from) { return number(value_kind::unreadable, from, 16, 8); }

void builder::comment(value_node& n, std::string_view text) {
    n.comment = static_cast<std::uint32_t>(tree_.text.size());
    n.comment_size = static_cast<std::uint32_t>(text.size());
    tree_.text += text;
}

builder::position builder::open(value_kind kind) {
    append(kind);
    const position p{levels_[depth_].last, depth_};
    assert(depth_ + 1 < depth_limit);
    if (depth_ + 1 < depth_limit) levels_[++depth_] = {};
    return p;
}

void builder::close(position p, bool more) {
    auto& n = node(p);
    n.children = levels_[depth_].count;
    n.more = more;
    depth_ = p.depth;
    name_ = {};
    bare_ = named_ = verbose_ = false;
}

std::span<std::byte> builder::more_room(std::size_t size) {
    tree_.text.resize(tree_.text.size() + size);
    return std::as_writable_bytes(std::span{tree_.text}.last(size));
}

void builder::end_text(value_node& n, std::size_t size) {
    n.text_size = static_cast<std::uint32_t>(size);
    tree_.text.resize(n.text + size);
}

builder::mark builder::here() const {
    return {tree_.nodes.size(), tree_.text.size(), levels_[depth_], depth_, name_, bare_, named_, verbose_};
}

void builder::rollback(const mark& m, bool keep_text) {
    tree_.nodes.resize(m.nodes);
    if (!keep_text) tree_.text.resize(m.text);
    depth_ = m.depth;
    levels_[depth_] = m.at;
    if (m.at.last != 0) tree_.nodes[m.at.last].next = 0;
    name_ = m.name;
    bare_ = m.bare;
    named_ = m.named;
    verbose_ = m.verbose;
}

void builder::set_text(value_node& n, std::string_view text) {
    n.text = static_cast<std::uint32_t>(tree_.text.size());
    n.text_size = static_cast<std::uint32_t>(text.size());
    tree_.text += text;
}

}  // namespace whytrace::decode
