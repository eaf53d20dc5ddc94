// The small grammar that all sets on the command line share: `[!]WORD,WORD…`, `all`, `none`.
// Not here: sets of system calls, which have more (call_set.cpp).
// Nothing hard here.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace whytrace::cli {

/// Whether an odd number of '!' leads, and what follows them.
std::pair<bool, std::string_view> split_inversion(std::string_view text);
/// The parts between commas; empty ones are left out.
std::vector<std::string_view> split_list(std::string_view text);
/// Whether `name` is one of `names`, which are separated by blanks.
bool lists(std::string_view names, std::string_view name);
bool equal_ignoring_case(std::string_view a, std::string_view b);

/// A set of numbers such as descriptors.
class number_set {
  public:
    /// `[!]N,N…`, `all`, `none`; `what` is what the error message calls one of them.
    static number_set parse(std::string_view text, std::string_view what);
    /// Whether it is meant as one, right or wrong.
    static bool has_form(std::string_view text);
    bool contains(std::uint32_t n) const {
        return std::binary_search(members_.begin(), members_.end(), n) != inverted_;
    }

  private:
    std::vector<std::uint32_t> members_;  // sorted
    bool inverted_ = false;
};

struct word {
    std::string_view text;
    std::uint64_t bits;
};

/// The bits of a set of words; `what` is what the error message calls one of them.
std::uint64_t parse_words(std::string_view text, std::span<const word> words, std::string_view what);

}  // namespace whytrace::cli
