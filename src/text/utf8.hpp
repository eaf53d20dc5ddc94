// What is UTF-8 (RFC 3629: no surrogates, nothing longer than needed).
// Not here: what is done with it.
// Nothing hard here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace whytrace::text {

struct character {
    std::uint32_t code;
    std::size_t size;  ///< 0: not UTF-8
};

/// The character that begins with the byte t[0], which is not ASCII.
character decode_utf8(std::string_view t);

}  // namespace whytrace::text
