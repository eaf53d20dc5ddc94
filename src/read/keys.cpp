// From text to key.
// Not here: anything else.
// Nothing hard here: a sorted table, searched by halves.
#include "read/keys.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace whytrace::read {

namespace {

using row = std::pair<std::string_view, key>;

// In the order of the enumeration, which is that of the alphabet.
// clang-format off
constexpr std::string_view texts[] = {
    "abbreviated", "abi", "abstract", "address", "args", "as", "bare", "base64", "brief", "code", "comm", "comm_after", "command",
    "comment", "comment_first", "context", "context_after", "core", "crowded", "crowded_after", "deleted", "descriptors",
    "details", "dump", "duration", "end_monotonic", "end_time", "error", "event", "file", "flags", "follow", "foreign", "former",
    "hex", "how", "info", "injected", "inverted", "ip", "kind", "length", "line", "monotonic", "name", "named", "notation",
    "note", "number", "offset", "options", "parent", "path", "pending", "pid", "program", "raw", "rest", "result", "resumed",
    "returned", "schema", "signal", "source", "stack", "superseded_by", "symbol", "through", "tid", "time", "to", "truncated",
    "type", "type_name", "unfinished", "unknown", "unreadable", "value", "verbose", "whole", "written",
};
// clang-format on
static_assert(std::size(texts) == static_cast<std::size_t>(key::written));
static_assert(std::ranges::is_sorted(texts));

}  // namespace

key key_of(std::string_view text) {
    const auto found = std::ranges::lower_bound(texts, text);
    if (found == std::end(texts) || *found != text) return key::unknown;
    return static_cast<key>(found - std::begin(texts) + 1);
}

}  // namespace whytrace::read
