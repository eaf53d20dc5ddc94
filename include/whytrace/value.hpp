// The value tree of one call: what the decoder found, symbol *and* number, free of any output format. Text, JSON and others render it.
// Not here: decoding (src/decode), rendering (src/output).
// The hard part: it is built in two stages (entry, exit) and reused from call to call without allocating, so nodes refer to each other by index.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace whytrace {

enum class value_kind : std::uint8_t {
    integer,  ///< number, shown in `base`
    address,  ///< a tracee address: NULL or hexadecimal
    symbol,   ///< a number whose form is in `text` (SIGINT, makedev(0x1, 0x3)); empty text: see `unknown`
    flags,    ///< a number whose `text` is the names joined by '|', with the unknown rest in hexadecimal
    set,      ///< children between [ ], separated by a blank, `inverted` by ~ (signal sets, fd sets, CPU sets)
    string,   ///< bytes read from the tracee in `text`, unescaped; `truncated`: there was more
    fd,  ///< a descriptor; `text`: its file, where that was asked for; children: what else it is, as pieces of one text
    pid,         ///< a process or thread id; `text`: its comm or its translation, where that was asked for
    structure,   ///< children are fields; `more`: some are left out
    array,       ///< children are elements; `more`: some are left out
    change,      ///< two children: before and after ("a => b")
    unreadable,  ///< an array's rest that cannot be read: the address where it stopped
    sentence,    ///< children are the parts of a note, each with its name in front ("in [3], left {…}")
    verbatim,    ///< `text` as it stands (made of our own words only, never of tracee bytes)
};

/// One node. Children follow their parent: the first at index + 1, each `next` is the index of the following sibling (0: none).
struct value_node {
    value_kind kind{};
    std::uint8_t base{10};  ///< integer: 8, 10, 16. symbol, flags: of the bare number (-X raw, unknown values)
    std::uint8_t width{8};  ///< bytes of the number
    bool is_signed{};
    bool more{};            ///< structure, array, set: abbreviated, shown as "..."
    bool truncated{};       ///< string: cut to a limit, shown as "..." behind the closing quote
    bool path{};            ///< string: a file name (shown whole, escaped the same way)
    bool hex{};             ///< string: always shown in \x form (random bytes, keys)
    bool inverted{};        ///< set
    bool bare{};            ///< the text format shows the value without "name="
    bool named{};           ///< an argument that the text format shows with "name=" (clone)
    bool at{};              ///< string: abstract socket name, shown behind '@'. fd: AT_FDCWD
    bool notation{};        ///< symbol: the text is how such a number is written, not a name for it: -X leaves it alone
    bool comment_first{};   ///< the comment stands in front of the value
    bool deleted{};         ///< fd: the file it refers to has been unlinked
    bool foreign{};         ///< fd: another process's, so no path and no descriptor of the caller's is meant
    bool unread{};          ///< address: what lies there was to be shown but cannot be read
    bool verbose{};         ///< a field that abbreviation leaves out
    bool written{};         ///< an argument that only the end of the call has shown: the kernel wrote it
    bool limited{};         ///< string, array: subject to the limit of -s (others are shown whole)
    std::string_view name;  ///< static storage: argument or field name, the kernel's own; empty for elements
    std::string_view unknown;  ///< symbol, flags: what to show for a number without a name ("O_???"); static storage
    std::uint64_t
        number{};  ///< raw, zero-extended; meaning by kind. string: its full length where it is `truncated`, 0: not known
    std::uint32_t text{};  ///< offset into value_tree::text
    std::uint32_t text_size{};
    std::uint32_t comment{};  ///< offset into value_tree::text of what stands in /* */ behind the value
    std::uint32_t comment_size{};
    std::uint32_t next{};      ///< index of the next sibling, 0: none
    std::uint32_t children{};  ///< how many
    std::uint32_t type{};  ///< structure, symbol, flags: what syscalls/ calls it (type_name in decoder.hpp), 0: nothing
    std::uint32_t
        brief{};  ///< node that stands for this one if values are abbreviated, 0: none. Made for recordings only

    /// The number's `width` bytes as a signed one.
    std::int64_t signed_number() const {
        const unsigned shift = width < 8 ? 64 - 8 * width : 0;
        return static_cast<std::int64_t>(number << shift) >> shift;
    }
};

/// The tree of one call: its arguments in the order in which they are shown. `known` of them are final at entry; the rest are
/// filled in at exit (a call in which the program hangs shows the first `known`).
struct value_tree {
    std::vector<value_node> nodes;    ///< nodes[0] is never a value, so that index 0 means none
    std::string text;                 ///< the bytes that nodes refer to
    std::vector<std::uint32_t> args;  ///< node index of each argument, in order; 0: not shown, or not yet
    std::uint32_t known{};            ///< how many of `args` are final after the entry stage
    bool revisited{};                 ///< what is known at entry is looked at again when the call has ended
    std::uint32_t returned{};  ///< node of a result that is more than a number (fd, pid, address …), 0: decimal
    std::uint32_t
        note{};  ///< node shown in ( ) behind the result, after its name if it has one ("flags O_RDWR"); 0: none

    void clear() {
        nodes.assign(1, {});
        text.clear();
        args.clear();
        known = returned = note = 0;
        revisited = false;
    }
    std::string_view text_of(const value_node& n) const { return std::string_view{text}.substr(n.text, n.text_size); }
    std::string_view comment_of(const value_node& n) const {
        return std::string_view{text}.substr(n.comment, n.comment_size);
    }
};

}  // namespace whytrace
