// Numbers and bytes out of JSON values, in the forms that output/json_writer.hpp gives them.
// Not here: trees (values.hpp), events (entry.hpp).
// Nothing hard here; a file may be anything, so every form is checked.
#pragma once

#include <cstdint>
#include <rapidjson/document.h>
#include <stdexcept>
#include <string>
#include <string_view>

namespace whytrace::read {

using json = rapidjson::Value;

/// A line that is JSON, but not of ours. Becomes a system_failure with the line's number.
struct strange : std::runtime_error {
    using std::runtime_error::runtime_error;
};

inline std::string_view text_of(const json& v) {
    if (!v.IsString()) throw strange("a string is missing");
    return {v.GetString(), v.GetStringLength()};
}

/// Throws `strange` if a text that is shown as it is has characters that none of ours has.
std::string_view plain(std::string_view text);
inline std::string_view word_of(const json& v) { return plain(text_of(v)); }

/// A number; or a string that holds one in decimal or, behind 0x, in hexadecimal. Null is 0.
std::uint64_t unsigned_of(const json& v);
std::int64_t signed_of(const json& v);
std::int32_t id_of(const json& v);
inline bool truth_of(const json& v) { return v.IsTrue(); }
/// A string, or {"base64": "..."}, which is put into `room`.
std::string_view bytes_of(const json& v, std::string& room);

}  // namespace whytrace::read
