// Values as strace writes them.
// Not here: lines, columns, results.
// The hard part: the notation differs with -x, -xx and -X for nearly every kind, and what is escaped must never be forgotten.
#include "output/value_text.hpp"

#include "whytrace/decoder.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace whytrace::output {
namespace {

void append_number(std::string& out, std::uint64_t number, int base) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.begin(), digits.end(), number, base).ptr;
    out.append(digits.begin(), end);
}

void append_hexadecimal(std::string& out, std::uint64_t number) {
    if (number != 0) out += "0x";
    append_number(out, number, 16);
}

/// At least three digits, the first of them 0: file modes.
void append_octal(std::string& out, std::uint64_t number) {
    if (number < 010) out += '0';
    out += '0';
    append_number(out, number, 8);
}

void append_decimal(std::string& out, const value_node& n) {
    const auto number = n.is_signed ? n.signed_number() : static_cast<std::int64_t>(n.number);
    if (n.is_signed && number < 0) {
        out += '-';
        return append_number(out, -static_cast<std::uint64_t>(number), 10);
    }
    append_number(out, static_cast<std::uint64_t>(number), 10);
}

void append_hex_byte(std::string& out, unsigned char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\x";
    out += digits[byte >> 4];
    out += digits[byte & 15];
}

/// The number in the node's base. Base 0: its bytes as they lie in memory (ports and addresses of the network).
void append_plain(std::string& out, const value_node& n) {
    switch (n.base) {
    case 16: return append_hexadecimal(out, n.number);
    case 8: return append_octal(out, n.number);
    case 10: return append_decimal(out, n);
    default:
        out += '"';
        for (unsigned i = 0; i < n.width; ++i) append_hex_byte(out, static_cast<unsigned char>(n.number >> 8 * i));
        out += '"';
    }
}

constexpr bool printable(unsigned char c) { return c >= ' ' && c < 0x7f; }
constexpr bool blank(unsigned char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static_assert(blank('\t') && blank('\n') && blank('\v') && blank('\f') && blank('\r') && !blank('\b'));

void append_octal_escape(std::string& out, unsigned char c, bool digit_follows) {
    out += '\\';
    if (digit_follows || c >= 0100) out += static_cast<char>('0' + (c >> 6));
    if (digit_follows || c >= 010) out += static_cast<char>('0' + (c >> 3 & 7));
    out += static_cast<char>('0' + (c & 7));
}

void append_comment(std::string& out, std::string_view text) {
    out += "/* ";
    out += text;
    out += " */";
}

/// What a value that is no container is painted as.
std::optional<role> role_of(const value_node& n) {
    if (n.kind == value_kind::fd && n.at) return role::constant;  // AT_FDCWD
    switch (n.kind) {
    case value_kind::integer:
    case value_kind::address:
    case value_kind::string:
    case value_kind::fd:
    case value_kind::pid: return role::argval;
    case value_kind::symbol:
    case value_kind::flags: return role::constant;
    case value_kind::unreadable: return role::comment;
    case value_kind::set:
    case value_kind::structure:
    case value_kind::array:
    case value_kind::change:
    case value_kind::sentence:
    case value_kind::verbatim: break;
    }
    return std::nullopt;
}

class renderer {
  public:
    renderer(std::string& out, const value_tree& tree, value_style style) : out_(out), tree_(tree), style_(style) {}

    void value(const value_node& n) {
        if (n.comment_first) {
            comment(tree_.comment_of(n));
            out_ += ' ';
        }
        const auto painted = style_.colours ? role_of(n) : std::nullopt;
        if (painted) [[unlikely]]
            out_ += style_.colours->begin(*painted);
        kind(n);
        if (painted) [[unlikely]]
            out_ += style_.colours->end();
        if (n.comment_size != 0 && !n.comment_first) behind(tree_.comment_of(n));
    }

  private:
    void kind(const value_node& n) {
        switch (n.kind) {
        case value_kind::integer: return append_plain(out_, n);
        case value_kind::address: return address(n);
        case value_kind::symbol:
        case value_kind::flags: return constant(n, tree_.text_of(n));
        case value_kind::set: return set(n);
        case value_kind::string: return string(n);
        case value_kind::fd: return descriptor(n);
        case value_kind::pid: return process(n);
        case value_kind::structure: return fields(n);
        case value_kind::array: return elements(n);
        case value_kind::change: return change(n);
        case value_kind::sentence: return list(n, ", ", ' ');
        case value_kind::unreadable: return unreadable(n);
        case value_kind::verbatim: out_ += tree_.text_of(n); return;
        }
    }

    void address(const value_node& n) {
        if (n.number == 0) {
            out_ += "NULL";
            return;
        }
        append_hexadecimal(out_, n.number);
    }

    /// A name and its number, by -X. Without a name: the number, and which kind of name was looked for.
    void constant(const value_node& n, std::string_view name) {
        if (name.empty()) {
            append_plain(out_, n);
            if (!n.unknown.empty() && style_.names != constants::raw) behind(n.unknown);
            return;
        }
        if (style_.names == constants::abbreviated || n.notation) {
            out_ += name;
            return;
        }
        const auto start = out_.size();
        append_plain(out_, n);
        if (style_.names != constants::verbose) return;
        // A notation may be the number itself, and what it is no name of.
        const auto digits = out_.size() - start;
        if (name.starts_with(std::string_view(out_).substr(start)) && (name.size() == digits || name[digits] == ' '))
            out_ += name.substr(digits);
        else
            behind(name);
    }

    void behind(std::string_view text) {
        out_ += ' ';
        comment(text);
    }

    void comment(std::string_view text) {
        if (style_.colours) out_ += style_.colours->begin(role::comment);
        append_comment(out_, text);
        if (style_.colours) out_ += style_.colours->end();
    }

    void name(std::string_view text, char between) {
        append_painted(out_, style_.colours, role::argname, text);
        out_ += between;
    }

    void set(const value_node& n) {
        if (n.inverted) out_ += '~';
        out_ += '[';
        list(n, " ", 0);
        out_ += ']';
    }

    void string(const value_node& n) {
        if (n.at) out_ += '@';
        const auto how = n.hex ? hex_strings::always : style_.strings;
        append_quoted(out_, tree_.text_of(n), how);
        if (n.truncated) out_ += "...";
        list(n, "", 0);
    }

    void descriptor(const value_node& n) {
        if (n.at) {
            constant(n, "AT_FDCWD");
        } else {
            append_decimal(out_, n);
        }
        if (n.text_size == 0 && n.children == 0) return;
        if (n.text_size == 0 &&
            tree_.text_of(tree_.nodes[static_cast<std::size_t>(&n - tree_.nodes.data()) + 1]).starts_with(' '))
            return list(n, "", 0);  // nothing but a context, which stands beside the number
        out_ += '<';
        append_escaped(out_, tree_.text_of(n), style_.strings, "<>");
        list(n, "", 0);
        out_ += '>';
        if (n.deleted) out_ += "(deleted)";
    }

    void process(const value_node& n) {
        append_decimal(out_, n);
        if (n.text_size == 0) return;
        out_ += '<';
        append_escaped(out_, tree_.text_of(n), style_.strings, "<>");
        out_ += '>';
    }

    void fields(const value_node& n) {
        out_ += '{';
        list(n, ", ", '=');
        if (n.more) out_ += n.children != 0 ? ", ..." : "...";
        out_ += '}';
    }

    void elements(const value_node& n) {
        out_ += '[';
        list(n, ", ", '=');
        if (n.more) out_ += n.children != 0 ? ", ..." : "...";
        out_ += ']';
    }

    void change(const value_node& n) { list(n, " => ", 0); }

    void unreadable(const value_node& n) {
        out_ += "... /* ";
        append_hexadecimal(out_, n.number);
        out_ += " */";
    }

    /// The children; `behind_name` stands between a child's name and its value, 0: no names.
    void list(const value_node& n, std::string_view between, char behind_name) {
        auto child = static_cast<std::uint32_t>(&n - tree_.nodes.data()) + 1;
        for (std::uint32_t i = 0; i < n.children && child != 0; ++i) {
            if (i != 0) out_ += between;
            const auto& c = tree_.nodes[child];
            if (behind_name != 0 && !c.name.empty() && !c.bare) name(c.name, behind_name);
            value(c);
            child = c.next;
        }
    }

    std::string& out_;
    const value_tree& tree_;
    value_style style_;
};

}  // namespace

void append_painted(std::string& out, const palette* colours, role r, std::string_view text) {
    if (!colours || colours->begin(r).empty()) {
        out += text;
        return;
    }
    ((out += colours->begin(r)) += text) += colours->end();
}

void append_escaped(std::string& out, std::string_view bytes, hex_strings how, std::string_view also) {
    const auto odd = [](unsigned char c) { return !printable(c) && !blank(c); };
    if (how == hex_strings::always || (how == hex_strings::non_ascii && std::ranges::any_of(bytes, odd))) {
        for (const unsigned char c : bytes) append_hex_byte(out, c);
        return;
    }
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto c = static_cast<unsigned char>(bytes[i]);
        constexpr std::string_view letters = "tnvfr";  // '\t' to '\r'
        if (c == '"' || c == '\\') {
            (out += '\\') += static_cast<char>(c);
        } else if (printable(c) && also.find(static_cast<char>(c)) == also.npos) {
            out += static_cast<char>(c);
        } else if (c >= '\t' && c <= '\r') {
            (out += '\\') += letters[c - '\t'];
        } else if (how == hex_strings::characters) {
            append_hex_byte(out, c);
        } else {
            append_octal_escape(out, c, i + 1 < bytes.size() && bytes[i + 1] >= '0' && bytes[i + 1] <= '7');
        }
    }
}

void append_quoted(std::string& out, std::string_view bytes, hex_strings how) {
    out += '"';
    append_escaped(out, bytes, how, {});
    out += '"';
}

void append_call_name(std::string& out, abi a, std::uint64_t nr) {
    const auto name = call_name(a, nr);
    out += name;
    if (!name.empty()) return;
    out += "syscall_";
    append_hexadecimal(out, nr);
}

void append_value(std::string& out, const value_tree& tree, std::uint32_t node, value_style style) {
    renderer{out, tree, style}.value(tree.nodes[node]);
}

void append_arguments(std::string& out, const value_tree& tree, std::size_t first, std::size_t last, bool comma,
                      value_style style) {
    renderer render{out, tree, style};
    for (std::size_t i = first; i < last; ++i) {
        if (tree.args[i] == 0) continue;
        if (comma) out += ", ";
        comma = true;
        const auto& n = tree.nodes[tree.args[i]];
        if ((n.named || style.argument_names) && !n.name.empty()) {
            append_painted(out, style.colours, role::argname, n.name);
            out += '=';
        }
        render.value(n);
    }
}

}  // namespace whytrace::output
