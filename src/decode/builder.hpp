// Appends values to a value_tree: the only code that knows how nodes are linked.
// Not here: what the values are (walker, via functions).
// The hard part: nothing is allocated once the tree has grown to a usual call's size, so containers are positions, not objects.
#pragma once

#include "whytrace/value.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace whytrace::decode {

class builder {
  public:
    explicit builder(value_tree& tree) : tree_(tree) { levels_[0] = {}; }
    builder(const builder&) = delete;
    builder& operator=(const builder&) = delete;

    /// The next value's name (static storage), and how it is shown. The walker calls it; via functions do for fields that they make.
    builder& name(std::string_view n) { return name_ = n, *this; }
    builder& bare() { return bare_ = true, *this; }
    builder& named() { return named_ = true, *this; }
    builder& verbose() { return verbose_ = true, *this; }

    // One value each. The node may be adjusted until the next one is appended.
    value_node& decimal(std::int64_t number, std::size_t width = 8);
    value_node& unsigned_decimal(std::uint64_t number, std::size_t width = 8);
    value_node& hexadecimal(std::uint64_t number, std::size_t width = 8);
    /// "before => after", or the number alone if it has not changed.
    void change(std::int64_t before, std::int64_t after, std::size_t width);
    value_node& octal(std::uint64_t number, std::size_t width = 8);
    value_node& address(std::uint64_t number);
    value_node& fd(std::int32_t number, std::string_view refers_to = {});
    value_node& pid(std::int32_t number, std::string_view comm = {});
    /// A number with a name or notation. `text` is copied.
    value_node& symbol(std::uint64_t number, std::string_view text);
    /// Words of our own, copied. Never bytes of the tracee.
    value_node& verbatim(std::string_view text);
    /// Bytes of the tracee, copied.
    value_node& string(std::span<const std::byte> bytes, bool truncated = false);
    /// An array's unreadable rest.
    value_node& unreadable(std::uint64_t from);
    /// Behind the last value of the container: "/* comment */" of the node. Copied.
    void comment(value_node& node, std::string_view text);

    // Containers: what is appended until close() are the children.
    struct position {
        std::uint32_t node;
        std::uint32_t depth;
    };
    position open(value_kind kind);
    /// `more`: something is left out.
    void close(position p, bool more = false);
    /// The same for an array of which walker::element_limit() lets only so many be shown.
    void close_limited(position p, bool more = false) {
        node(p).limited = true;
        close(p, more);
    }

    /// What stands for `whole`, the value appended last to the open container, if values are abbreviated: `append` appends it.
    template <class F> void brief(std::uint32_t whole, F append) {
        const level before = levels_[depth_];
        append();
        const auto instead = levels_[depth_].last;
        levels_[depth_] = before;
        tree_.nodes[whole].next = 0;
        tree_.nodes[whole].brief = instead;
        tree_.nodes[instead].name = tree_.nodes[whole].name;
        tree_.nodes[instead].named = tree_.nodes[whole].named;
    }

    value_node& node(std::uint32_t index) { return tree_.nodes[index]; }
    value_node& node(position p) { return tree_.nodes[p.node]; }
    value_tree& tree() { return tree_; }
    const value_tree& tree() const { return tree_; }
    std::size_t text_size() const { return tree_.text.size(); }
    /// Index of the value appended last to the open container, 0: none.
    std::uint32_t last() const { return levels_[depth_].last; }
    /// How many values the open container has so far.
    std::uint32_t count() const { return levels_[depth_].count; }

    /// A node of any kind: for the few that the functions above do not make.
    value_node& append(value_kind kind);
    /// A number of any kind; its index.
    std::uint32_t append_number(value_kind kind, std::uint64_t value, std::uint8_t base, std::size_t width) {
        number(kind, value, base, width);
        return levels_[depth_].last;
    }
    /// Its text in pieces: what add_text() is given and more_room() makes room for, between the two.
    void begin_text(value_node& node) { node.text = static_cast<std::uint32_t>(tree_.text.size()); }
    void add_text(std::string_view piece) { tree_.text.append(piece); }
    std::span<std::byte> more_room(std::size_t size);
    /// Ends it there, or after `size` bytes.
    void end_text(value_node& node) { end_text(node, tree_.text.size() - node.text); }
    void end_text(value_node& node, std::size_t size);

    /// A point to go back to: what was appended since then is gone, with its text unless that is to stay.
    struct mark;
    mark here() const;
    void rollback(const mark& m, bool keep_text = false);

  private:
    struct level {
        std::uint32_t last, count;
    };
    static constexpr std::size_t depth_limit = 48;  // more than the walker's pointers and the tables' structures nest

    value_node& number(value_kind kind, std::uint64_t number, std::uint8_t base, std::size_t width);
    void set_text(value_node& n, std::string_view text);

    value_tree& tree_;
    std::array<level, depth_limit> levels_;  // [0, depth_] are in use
    std::uint32_t depth_{};
    std::string_view name_;
    bool bare_{}, named_{}, verbose_{};
};

struct builder::mark {
    std::size_t nodes, text;
    level at;
    std::uint32_t depth;
    std::string_view name;
    bool bare, named, verbose;
};

}  // namespace whytrace::decode
