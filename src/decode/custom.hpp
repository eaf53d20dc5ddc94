// What `via` functions are written against: the subject that one is called with, and (in walker.hpp, builder.hpp) what it may use.
// Not here: their declarations: the generator makes "decode/via.hpp" from the descriptions, and "decode/types.hpp" with the
// named types, so that a function can show a value as any type of syscalls/.
// The hard part: one function may be called at entry, at exit, for an argument, for a field in memory; `subject` says which.
//
// `via F(a, b)` anywhere in syscalls/ needs, in a custom_*.cpp of its subject,
//
//     namespace whytrace::decode::custom {
//     void F(walker& w, const subject& s) { w.out().hexadecimal(s.value + s.params[0]); }
//     }
//
// and the file in CMakeLists.txt; nothing is registered by hand. The function appends one value to w.out() (the walker has
// already set the field's name), or none: then the argument, field or note is not shown. When it is called:
//
//   x via F             an argument, at entry: `value` is the register, cut to nothing (64 bits; 32-bit ABIs: zero-extended).
//                       A field of a structure: when the structure is read; `value` is the word there, `bytes` all from there
//                       to the end of what was read of the structure, `address` where it lies in the tracee.
//   x in via F          at entry, if the pointer is not NULL; `value` and `address` are the pointer.
//   x out via F         at exit, if the call succeeded (see `on`) and the pointer is not NULL; likewise.
//   x inout via F       at both; at exit also if the call failed. What it appends at exit takes the place of what it appended
//                       at entry, `before`; if it appends nothing, that stays; after w.show_change() both stand: a => b.
//   -> via F            the result, if the call succeeded. `note via F`: the same, for the text in parentheses.
//
// A pointer that cannot be followed is shown as its address: `w.out().address(s.value)`. Reads may be short; see
// whytrace/memory.hpp: use what was read, never a loop that a hostile count can make long (walker::element_limit).
#pragma once

#include "decode/builder.hpp"
#include "decode/walker.hpp"

#include <cstddef>
#include <cstdint>
#include <span>

namespace whytrace::decode {

struct subject {
    std::uint64_t value{};                    ///< register, word in memory, pointer or result: see above
    std::uint64_t base{};                     ///< fields only: where their structure lies
    std::uint64_t address{};                  ///< where it lies, for fields and behind pointers; else 0
    std::uint32_t before{};                   ///< inout, at exit: index of what the function appended at entry
    std::size_t width{};                      ///< bytes of the value as it is laid out (`TYPE via F`; else a word)
    type_ref layout{};                        ///< TYPE of `TYPE via F`
    std::span<const std::byte> bytes{};       ///< fields only
    std::span<const std::uint64_t> params{};  ///< F(a, b): their values, in order
};

}  // namespace whytrace::decode
