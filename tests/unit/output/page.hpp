// A page of a trace in memory, and calls made by hand: what tests of formats work with.
// Not here: any format.
// Nothing hard here.
#pragma once

#include "output/channels.hpp"
#include "output/record.hpp"

#include <memory>
#include <string>
#include <vector>

namespace whytrace::test {

/// Keeps what is written, and how often that was.
class fake_sink final : public output::sink {
  public:
    fake_sink(std::string& text, int& writes) : sink("fake", {}), text_(text), writes_(writes) {}
    void write(std::string_view bytes) override {
        text_ += bytes;
        ++writes_;
    }

  private:
    std::string& text_;
    int& writes_;
};

inline std::uint32_t add_number(value_tree& tree, std::int64_t n) {
    value_node node;
    node.kind = value_kind::integer;
    node.is_signed = true;
    node.number = static_cast<std::uint64_t>(n);
    tree.nodes.push_back(node);
    return static_cast<std::uint32_t>(tree.nodes.size() - 1);
}

inline output::tree_pool trees;

/// A call of task `tid` with these arguments, of which the first `known` are final at its entry. `nr` is x86_64's.
inline output::flight make_call(pid_t tid, std::uint64_t nr, const std::vector<std::int64_t>& args,
                                std::uint32_t known) {
    output::flight f;
    f.from.tid = tid;
    f.what.abi = abi::x86_64;
    f.what.nr = nr;
    f.tree = trees.take();
    f.tree->clear();
    for (const auto a : args) f.tree->args.push_back(add_number(*f.tree, a));
    f.tree->known = known;
    f.tree->revisited = true;
    return f;
}

inline constexpr std::uint64_t nr_read = 0, nr_close = 3, nr_getpid = 39, nr_exit_group = 231;

}  // namespace whytrace::test
