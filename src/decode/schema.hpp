// The shape of the tables that syscalls/gen makes from syscalls/: types, fields, calls, constants. Passive data, no relocations.
// Not here: the walk over them (decoder.cpp), the language (syscalls/README.md).
// The hard part: layouts, argument registers and constants depend on the ABI of the call, so what differs has one entry per ABI.
#pragma once

#include "whytrace/abi.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace whytrace::decode {

class walker;
struct subject;
/// A function named by `via`, see custom.hpp.
using custom_function = void (*)(walker&, const subject&);

}  // namespace whytrace::decode

namespace whytrace::decode::schema {

/// An offset into `tables::names`, where each name ends in NUL. 0: no name.
using name_ref = std::uint32_t;

enum class type_kind : std::uint8_t {
    integer,  // base, width, is_signed
    address,  // a pointer that is not followed
    fd,
    dirfd,
    pid,
    id,  // id: uid or gid
    mode,
    perm,
    dev,
    signal,
    errno_number,
    be16,
    be32,
    port,
    ipv4,
    ipv6,
    sigset,
    byte,
    rbyte,
    character,    // as elements of arrays
    enumeration,  // ref: set
    flags,        // ref: set
    structure,    // ref: structure
    pointer,      // ref: type it leads to; direction
    path,
    string,   // a pointer to NUL-terminated bytes; direction as for pointer
    array,    // ref: element type; count
    custom,   // ref: index of the via function; `params`
    variant,  // a union in a structure: ref: selection; its arms' fields have offsets in the enclosing structure
    none,     // the result of a call that never returns
};

enum class direction : std::uint8_t { in, out, inout, inherited };
enum class count_kind : std::uint8_t { fixed, operand, result, null_terminated, rest };
enum class when : std::uint8_t { success, nonzero, any, interrupted };

/// Where a value that steers decoding comes from (counts, sizes, conditions, selectors, parameters of via functions).
enum class operand_kind : std::uint8_t {
    none,
    number,  // value
    argument,  // value: index among the fields of the call as shown (call_form::fields and the chosen arms' fields, in one row)
    field,  // value: index (in tables::fields, absolute) of a field of the same structure
    result,
};
struct operand {
    operand_kind kind{};
    std::uint32_t value{};
};

struct type {
    type_kind kind{};
    std::uint8_t width{};   // bytes; 0: the word size of the ABI
    std::uint8_t base{10};  // 8, 10, 16
    bool is_signed{};
    direction dir{};              // pointer, path, string
    count_kind count{};           // array
    std::uint16_t params_size{};  // custom
    std::uint32_t ref{};
    operand n{};             // array: fixed or operand. custom: number, the type that it is laid out as; none: a word
    std::uint32_t params{};  // custom: first in tables::operands
};

enum class condition_kind : std::uint8_t { always, bits, one_of, not_one_of };
/// `bits`: (of & mask) != 0. `one_of`: (of & mask) is one of values[first, first+size), which are cut to the width of `of`.
struct condition {
    condition_kind kind{};
    operand of;
    std::uint16_t size{};
    std::uint32_t mask{};
    std::uint32_t first{};
};  // mask: index into tables::values, each per ABI

struct field {
    name_ref name{};  // 0: a variant; what is never shown ("_") has no entry
    std::uint32_t type{};
    std::uint32_t condition{};  // index, 0: always
    operand size{};             // sized
    operand limit{};
    when read{};
    bool verbose{}, named{}, bare{};
    std::array<std::uint16_t, abi_count> offset{};  // structure: byte offset. call: first argument register
};

/// Arms of a switch: `labels` are sorted per ABI, and cut to the selector's width; the walk looks the selector up and takes the fields.
struct arm {
    std::uint32_t first_field{}, fields{};  // range of tables::fields
    std::uint32_t returns{};                // type index, 0: as the enclosing form
    std::uint32_t note{};
    name_ref note_word{};  // note: type index, 0: as the enclosing form
    std::uint32_t next{};  // nested switch: index, 0: none
};
struct label {
    std::uint64_t value;
    std::uint32_t arm;
};
struct selection {
    operand of;
    std::uint32_t mask{};                                // index into tables::values
    std::uint32_t otherwise{};                           // arm index, 0: none
    std::array<std::uint32_t, abi_count> first_label{};  // ranges of tables::labels, sorted by value
    std::array<std::uint16_t, abi_count> labels{};
};

/// Declarations of one name for several ABIs (`struct stat @x86_64 …`, `struct stat @i386,arm …`) are one structure.
struct structure {
    name_ref name{};
    std::array<std::uint32_t, abi_count>
        first_field{};  // range of tables::fields, in the order in which they are shown
    std::array<std::uint16_t, abi_count> fields{};
    std::array<std::uint16_t, abi_count> size{};  // 0: this ABI has no such structure
    std::array<std::uint16_t, abi_count> align{};
    std::array<std::uint16_t, abi_count> min{}, filled{};
    bool exact{};  // smaller is none, and nothing behind it is shown
};

struct constant {
    name_ref name{};
    std::uint32_t low{}, high{};  // halves: there are many constants, and as a whole each would need 4 bytes more
    constexpr std::uint64_t value() const { return std::uint64_t{high} << 32 | low; }
};
/// Negative constants are sign-extended to 64 bits. An enum: constants sorted by value. Flags: in the order in which they are shown, with groups.
struct group {
    std::uint64_t mask{};
    std::uint32_t set{};
    std::uint32_t type{};
    std::uint32_t position{};
};  // set or type; shown before the constant at `position`
struct constant_set {
    name_ref name{}, unknown{};
    std::array<std::uint32_t, abi_count> first{};  // ranges of tables::constants
    std::array<std::uint16_t, abi_count> size{};
    std::array<std::uint32_t, abi_count> first_group{};  // ranges of tables::groups
    std::uint8_t groups{};
};

struct call_form {  // one description; several calls and ABIs may share it
    std::uint32_t first_field{}, fields{};
    std::uint32_t returns{};  // type index, 0: signed decimal
    std::uint32_t note{};
    name_ref note_word{};       // note: type index, 0: none
    std::uint32_t selection{};  // index, 0: none
    name_ref summary{};
};

struct call_entry {
    name_ref name{};
    std::uint32_t form{};     // index, 0: not described yet
    std::uint64_t classes{};  // bit set, see class_names
};

struct number_row {
    std::uint32_t nr;
    std::uint32_t entry;
};  // sorted by nr, one list an ABI

/// All of it. Index 0 of types, conditions, selections, arms, forms and entries means "none"; conditions[0] is `always`.
/// The generator makes `generated` (its name is in decode/custom.hpp's namespace); tests may make their own.
struct tables {
    std::string_view names;  // offset 0: the empty name
    std::span<const type> types;
    std::span<const field> fields;
    std::span<const operand> operands;  // parameters of via functions
    std::span<const condition> conditions;
    std::span<const std::array<std::uint64_t, abi_count>> values;  // masks, and the lists of conditions
    std::span<const arm> arms;
    std::span<const label> labels;
    std::span<const selection> selections;
    std::span<const structure> structures;
    std::span<const constant> constants;
    std::span<const group> groups;
    std::span<const constant_set> sets;
    std::span<const call_form> forms;
    std::span<const call_entry> entries;
    std::array<std::span<const number_row>, abi_count> numbers;
    std::span<const custom_function> customs;   // type::ref of custom
    std::span<const std::string_view> classes;  // names in bit order, without '%'

    std::string_view name(name_ref r) const { return names.data() + r; }
};

extern const tables generated;

}  // namespace whytrace::decode::schema
