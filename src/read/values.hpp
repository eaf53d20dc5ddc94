// From the JSON of values to the tree that they were, as far as the chosen view shows it.
// Not here: events (entry.hpp), the way there (output/json_value.hpp).
// The hard part: what -v, -s, -y and -Y would have left out of a trace is left out here, so that one recording serves them all.
#pragma once

#include "read/detail.hpp"
#include "read/scalars.hpp"
#include "whytrace/value.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace whytrace::read {

/// Keeps each name once, for as long as it lives: those of a tree are views of static storage everywhere else.
class name_store {
  public:
    /// Throws `strange` when there are more than any recording of ours has.
    std::string_view keep(std::string_view name);
    /// Null for an empty one.
    const std::string* keep_whole(std::string_view name);

  private:
    std::set<std::string, std::less<>> names_;
    const std::string* latest_[64]{};
};

class value_builder {
  public:
    value_builder(value_tree& tree, name_store& names, const detail& wanted)
        : tree_(tree), names_(names), wanted_(wanted) {}

    /// Appends it; its index.
    std::uint32_t append(const json& v) { return value(v, {}, 0); }

  private:
    std::uint32_t value(const json& v, std::string_view name, unsigned depth);
    void read_kind(value_node& n, const json& v);
    void read_notation(value_node& n, const json& v, bool& integer);
    void read_content(std::uint32_t node, const json& v, unsigned depth);
    std::uint32_t context(std::string_view recorded);
    void read_flags(value_node& n, const json* list, std::string_view rest);
    void read_text(value_node& n, std::string_view bytes);
    std::uint32_t members(const json& v, unsigned depth, bool& more);
    std::uint32_t elements(const json& v, std::size_t limit, unsigned depth, bool& more);

    value_tree& tree_;
    name_store& names_;
    const detail& wanted_;
    std::string room_;
};

}  // namespace whytrace::read
