// JSON from a text, with the line of every value: so that a mistake in a profile can be pointed at.
// Not here: what the values mean (oci_profile.cpp).
// The hard part: the library keeps no positions. Its SAX parser pulls characters through an iterator of ours, which counts.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace whytrace::refusal {

struct located_json {
    nlohmann::json value;
    std::map<std::string, int>
        lines;  ///< "/syscalls/3/action" (JSON pointer) to its line; where objects and arrays begin

    int line_of(const std::string& pointer) const;
};

/// Throws system_failure, "NAME:LINE:COLUMN: …, after KEY", if the text is no JSON.
located_json parse_json(const std::string& name, const std::string& text);

}  // namespace whytrace::refusal
