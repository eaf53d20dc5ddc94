// socketcall: one call that stands for twenty, as 32-bit programs of x86 and arm make it (socketcall(2)).
// Not here: what the twenty are; they are described.
// The hard part: the arguments lie in memory. Where they cannot be read, or the call has no number of its own there, socketcall stays.
#include "decode/lookup.hpp"
#include "whytrace/decoder.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace whytrace {
namespace {

struct member {
    std::string_view name;
    std::size_t arguments;
};
// By the first argument, from 1 on (linux/net.h).
constexpr std::array<member, 20> members{{{"socket", 3},   {"bind", 3},        {"connect", 3},     {"listen", 2},
                                          {"accept", 3},   {"getsockname", 3}, {"getpeername", 3}, {"socketpair", 4},
                                          {"send", 4},     {"recv", 4},        {"sendto", 6},      {"recvfrom", 6},
                                          {"shutdown", 2}, {"setsockopt", 5},  {"getsockopt", 5},  {"sendmsg", 3},
                                          {"recvmsg", 3},  {"accept4", 4},     {"recvmmsg", 5},    {"sendmmsg", 4}}};
}  // namespace

call stands_for(const call& c, memory& m) {
    const auto which = static_cast<std::uint32_t>(c.args[0]) - std::uint64_t{1};
    if (!is_multiplexer(c.abi, c.nr) || which >= members.size()) return c;
    const auto number = call_number(c.abi, members[which].name);
    std::array<std::uint32_t, 6> words{};
    const auto wanted = std::as_writable_bytes(std::span{words}.first(members[which].arguments));
    if (!number || m.read(static_cast<std::uint32_t>(c.args[1]), wanted) != wanted.size()) return c;
    call result = c;
    result.nr = *number;
    for (std::size_t i = 0; i < words.size(); ++i) result.args[i] = words[i];
    return result;
}

}  // namespace whytrace
