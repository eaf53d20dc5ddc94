// Calls that concern certain files or descriptors: -P, --trace-fds.
// Not here: which calls are traced at all (call_set.hpp).
// The hard part: every argument that is a path or a descriptor counts, also in arrays (poll); so the call is decoded once more, whole,
// whatever is to be shown of it.
#pragma once

#include "cli/options.hpp"
#include "whytrace/decoder.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace whytrace::cli {

class path_filter {
  public:
    explicit path_filter(const options& o);

    /// Whether the call, at its entry, names one of the paths, or a descriptor that is wanted or leads to one of them.
    bool matches(const call& c, pid_t tid, memory& m);
    /// The same of a call in a recording: its descriptors led to what the recording says.
    bool matches_recorded(const value_tree& call) const;

  private:
    bool is_wanted(std::uint64_t descriptor) const;
    bool is_wanted(std::string_view path) const;
    bool matches_recorded(const value_tree& tree, std::uint32_t node) const;
    bool leads_to_path(pid_t tid, std::uint64_t fd) const;
    void add(std::string path);

    std::vector<std::string> paths_;
    std::optional<number_set> descriptors_;
    decoder decoder_;
    value_tree tree_;
};

/// Where symbolic links lead, for a task in another root or mount namespace as well; empty if nowhere. 0: for us.
std::string resolved_path(const std::string& path, pid_t target);

}  // namespace whytrace::cli
