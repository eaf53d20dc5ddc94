// The keys of a recording's objects, as numbers.
// Not here: what they mean (trace.schema.json says it).
// Nothing hard here.
#pragma once

#include <cstdint>
#include <string_view>

namespace whytrace::read {

// clang-format off
enum class key : std::uint8_t {
    unknown, abbreviated, abi, abstract, address, args, as, bare, base64, brief, code, comm, comm_after, command, comment, comment_first, context, context_after, core,
    crowded, crowded_after, deleted, descriptors, details, dump, duration, end_monotonic, end_time, error, event, file, flags, follow, foreign, former, hex,
    how, info, injected, inverted, ip, kind, length, line, monotonic, name, named, notation, note, number, offset, options, parent,
    path, pending, pid, program, raw, rest, result, resumed, returned, schema, signal, source, stack, superseded_by, symbol, through,
    tid, time, to, truncated, type, type_name, unfinished, unknown_names, unreadable, value, verbose, whole, written,
};
// clang-format on

/// key::unknown for those that this version does not know, which a reader passes over.
key key_of(std::string_view text);

}  // namespace whytrace::read
