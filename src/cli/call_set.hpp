// A set of system calls on the ABIs that this machine runs: what -e trace=, abbrev=, verbose= and raw= say.
// Not here: the rest of -e (qualify.cpp), the names themselves (syscalls/).
// The hard part: the question is asked at every entry of every task, so it is an array look-up.
#pragma once

#include "whytrace/abi.hpp"
#include "whytrace/decoder.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace whytrace::cli {

class call_set {
  public:
    static call_set everything() { return call_set(true); }
    static call_set nothing() { return call_set(false); }
    /// `[!]{[?]NAME|NUMBER|%CLASS|/REGEX[@64|@32|@x32]},…`, `all`, `none`; throws with strace's words.
    static call_set parse(std::string_view text);

    bool contains(abi a, std::uint64_t nr) const {
        const auto& members = members_[static_cast<std::size_t>(a)];
        const auto place = call_place(a, nr);
        return place < members.size() ? members[place] != 0 : others_;
    }
    bool operator==(const call_set&) const = default;
    bool is_everything() const;
    bool is_nothing() const;

  private:
    explicit call_set(bool all);
    void add_token(std::string_view token);
    bool add_number(std::string_view text, std::span<const abi> abis);
    bool add_regex(std::string_view expression, std::span<const abi> abis);
    bool add_class(std::string_view name, std::span<const abi> abis);
    bool add_name(std::string_view name, std::span<const abi> abis);
    void invert();

    std::array<std::vector<std::uint8_t>, abi_count> members_;  // by place (call_place)
    bool others_;                                               // numbers without one
};

/// The ABIs that the kernel of this machine may run: its own, and the 32-bit one.
std::span<const abi> machine_abis();

}  // namespace whytrace::cli
