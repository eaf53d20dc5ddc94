// Writing values.
// Not here: reading them.
// The hard part: what is written must be enough to build the same tree again (src/read), and no more than that,
// since it is most of a line.
#include "output/json_value.hpp"

#include "whytrace/decoder.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace whytrace::output {
namespace {

constexpr std::string_view kinds[] = {"integer", "address", "enum",  "flags",  "set",        "string", "fd",
                                      "pid",     "struct",  "array", "change", "unreadable", "note",   "text"};

constexpr bool starts_name(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }

/// "NAME|NAME|0x40": whether it is names of this form, and nothing else but one number at the end.
bool is_list_of_names(std::string_view text) {
    while (!text.empty()) {
        const auto one = text.substr(0, text.find('|'));
        const bool last = one.size() == text.size();
        const auto odd = [](char c) { return !starts_name(c) && (c < '0' || c > '9'); };
        if (one.empty() || std::ranges::any_of(one, odd) || (!starts_name(one[0]) && !last)) return false;
        text.remove_prefix(std::min(text.size(), one.size() + 1));
        if (!last && text.empty()) return false;
    }
    return true;
}

class writer {
  public:
    writer(json_writer& out, const value_tree& tree) : out_(out), tree_(tree) {}

    void value(const value_node& n, bool with_name = true) {
        out_.begin_object();
        if (with_name && !n.name.empty()) out_.key("name").text(n.name);
        kind(n);
        if (n.comment_size != 0) out_.key("comment").bytes(tree_.comment_of(n));
        if (n.comment_first) mark("comment_first");
        if (n.bare) mark("bare");
        if (n.named) mark("named");
        if (n.verbose) mark("verbose");
        if (n.written) mark("written");
        if (n.brief != 0) {
            out_.key("brief");
            value(tree_.nodes[n.brief], false);
        }
        out_.end_object();
    }

  private:
    void kind(const value_node& n) {
        switch (n.kind) {
        case value_kind::integer: return integer(n);
        case value_kind::address: return address(n);
        case value_kind::symbol: return symbol(n);
        case value_kind::flags: return flags(n);
        case value_kind::set: return set(n);
        case value_kind::string: return string(n);
        case value_kind::fd: return descriptor(n);
        case value_kind::pid: return process(n);
        case value_kind::structure: return structure(n);
        case value_kind::array:
        case value_kind::change:
        case value_kind::sentence: return list(n);
        case value_kind::unreadable:
            type(n);
            out_.key("value").hexadecimal(n.number);
            return;
        case value_kind::verbatim:
            type(n);
            out_.key("value").bytes(tree_.text_of(n));
            return;
        }
    }

    void type(const value_node& n) {
        out_.key("type").word(kinds[static_cast<std::size_t>(n.kind)]);
        if (n.type != 0) out_.key("type_name").word(type_name(n.type));
    }
    void mark(std::string_view key) { out_.key(key).boolean(true); }

    /// "i32", "u64", "x64", "o16"; "n16": bytes of the network, as they lie in memory.
    void notation(const value_node& n, std::string_view key) {
        const char letter = n.base == 16 ? 'x' : n.base == 8 ? 'o' : n.base == 0 ? 'n' : n.is_signed ? 'i' : 'u';
        std::array<char, 8> text{letter};
        out_.key(key).word({text.data(), std::to_chars(text.data() + 1, text.data() + text.size(), 8 * n.width).ptr});
    }

    void number(const value_node& n) {
        out_.key("value");
        if (n.is_signed && n.base == 10)
            out_.number(n.signed_number());
        else
            out_.number(n.number);
    }

    void integer(const value_node& n) {
        notation(n, "type");
        number(n);
    }

    void address(const value_node& n) {
        type(n);
        out_.key("value");
        if (n.number == 0)
            out_.null();
        else
            out_.hexadecimal(n.number);
        if (n.unread) mark("unreadable");
    }

    void constant(const value_node& n) {
        type(n);
        number(n);
        notation(n, "as");
        if (n.text_size == 0 && !n.unknown.empty()) out_.key("unknown").text(n.unknown);
    }

    void symbol(const value_node& n) {
        constant(n);
        if (n.text_size != 0) out_.key("symbol").text(tree_.text_of(n));
        if (n.notation) mark("notation");
    }

    void flags(const value_node& n) {
        constant(n);
        auto text = tree_.text_of(n);
        const bool names = is_list_of_names(text);
        if (!names) out_.key("symbol").text(text);
        out_.key("flags").begin_array();
        std::string_view rest;
        while (!text.empty()) {
            const auto one = text.substr(0, text.find('|'));
            text.remove_prefix(std::min(text.size(), one.size() + 1));
            if (one.empty()) continue;
            if (starts_name(one[0]))
                out_.text(one);
            else if (names)
                rest = one;
        }
        out_.end_array();
        if (!rest.empty()) out_.key("rest").word(rest);
    }

    void set(const value_node& n) {
        list(n);
        if (n.inverted) mark("inverted");
    }

    /// "string" is subject to -s; "path" and "chars" are shown whole whatever their length.
    void string(const value_node& n) {
        out_.key("type").word(n.limited ? "string" : n.path ? "path" : "chars");
        out_.key("value").bytes(tree_.text_of(n));
        if (n.truncated) {
            mark("truncated");
            if (n.number != 0) out_.key("length").number(n.number);
        }
        if (n.hex) mark("hex");
        if (n.at) mark("abstract");
        context(n);
    }

    void descriptor(const value_node& n) {
        type(n);
        out_.key("value").number(n.signed_number());
        if (n.at) out_.key("symbol").word("AT_FDCWD");
        if (!n.is_signed || n.width != 4 || n.base != 10) notation(n, "as");
        if (n.text_size != 0) out_.key("path").bytes(tree_.text_of(n));
        if (n.deleted) mark("deleted");
        if (n.foreign) mark("foreign");
        if (n.children == 0 || context(n)) return;
        out_.key("details").begin_array();
        each(n, [&](const value_node& c, std::uint32_t) { value(c); });
        out_.end_array();
    }

    /// SELinux's, of a file: the piece of text " [context]" behind its name or number (--secontext).
    bool context(const value_node& n) {
        if (n.children != 1) return false;
        const auto text = tree_.text_of(tree_.nodes[static_cast<std::size_t>(&n - tree_.nodes.data()) + 1]);
        if (!text.starts_with(" [") || !text.ends_with(']')) return false;
        out_.key("context").text(text.substr(2, text.size() - 3));
        return true;
    }

    void process(const value_node& n) {
        type(n);
        out_.key("value").number(n.signed_number());
        if (n.text_size != 0) out_.key("comm").bytes(tree_.text_of(n));
    }

    /// Members by name. One without a name, or with one that another has, is told by its place: "#3", "name#3".
    void structure(const value_node& n) {
        type(n);
        out_.key("value").begin_object();
        each(n, [&](const value_node& c, std::uint32_t place) {
            bool taken = c.name.empty();
            each(n, [&](const value_node& other, std::uint32_t earlier) {
                taken |= earlier < place && other.name == c.name;
            });
            if (taken) {
                std::array<char, 64> text;
                const auto size = c.name.copy(text.data(), 48);
                text[size] = '#';
                out_.key({text.data(), std::to_chars(text.data() + size + 1, text.data() + text.size(), place).ptr});
            } else {
                out_.key(c.name);
            }
            value(c, false);
        });
        out_.end_object();
        if (n.more) mark("abbreviated");
    }

    void list(const value_node& n) {
        type(n);
        out_.key("value").begin_array();
        each(n, [&](const value_node& c, std::uint32_t) { value(c); });
        out_.end_array();
        if (n.kind == value_kind::array && !n.limited) mark("whole");
        if (n.more) mark("abbreviated");
    }

    template <class F> void each(const value_node& n, F&& f) {
        auto child = static_cast<std::uint32_t>(&n - tree_.nodes.data()) + 1;
        for (std::uint32_t i = 0; i < n.children && child != 0; ++i) {
            const auto& c = tree_.nodes[child];
            f(c, i);
            child = c.next;
        }
    }

    json_writer& out_;
    const value_tree& tree_;
};

}  // namespace

void write_value(json_writer& out, const value_tree& tree, std::uint32_t node) {
    writer{out, tree}.value(tree.nodes[node]);
}

}  // namespace whytrace::output
