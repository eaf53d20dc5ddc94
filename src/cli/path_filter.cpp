// Matching calls with paths and descriptors.
// Not here: the options (table.cpp), the message about a path that was resolved (finish.cpp).
// The hard part: a process in a container means other files by the same names. Its root is opened, and the path resolved inside.
#include "cli/path_filter.hpp"

#include "text/format.hpp"

#include <algorithm>
#include <array>
#include <climits>
#include <cstdlib>
#include <fcntl.h>
#include <linux/openat2.h>
#include <memory>
#include <sys/syscall.h>
#include <unistd.h>

namespace whytrace::cli {

namespace {

std::string link_target(const char* link) {
    std::array<char, PATH_MAX> target;
    const auto size = readlink(link, target.data(), target.size());
    return {target.data(), size > 0 ? static_cast<std::size_t>(size) : 0};
}

/// By openat2(2), which keeps symbolic links inside the root.
std::string resolved_in(const std::string& root, const std::string& path) {
    const int folder = open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return {};
    open_how how{};
    how.flags = O_PATH | O_CLOEXEC;
    how.resolve = RESOLVE_IN_ROOT;
    const auto file = static_cast<int>(syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how));
    close(folder);
    if (file < 0) return {};
    std::string target = link_target(fmt::format("/proc/self/fd/{}", file).c_str());
    close(file);
    return target;
}

decode_options whole() {
    decode_options o;
    o.string_limit = 1 << 16;  // also elements of arrays
    return o;
}

}  // namespace

std::string resolved_path(const std::string& path, pid_t target) {
    if (target != 0) return resolved_in(fmt::format("/proc/{}/root", target), path);
    const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr), std::free);
    return real ? real.get() : "";
}

path_filter::path_filter(const options& o) : descriptors_(o.descriptors), decoder_(whole()) {
    for (const auto& path : o.paths) {
        paths_.push_back(path);
        add(resolved_path(path, 0));
        for (const pid_t target : o.pids) add(resolved_path(path, target));
    }
}

void path_filter::add(std::string path) {
    if (!path.empty() && std::ranges::find(paths_, path) == paths_.end()) paths_.push_back(std::move(path));
}

bool path_filter::matches(const call& c, pid_t tid, memory& m) {
    decoder_.enter(c, {.abbreviate = false}, tid, m, tree_);
    return std::ranges::any_of(tree_.nodes, [&](const value_node& n) {
        if (n.kind == value_kind::string) return n.path && is_wanted(tree_.text_of(n));
        if (n.kind != value_kind::fd || n.at || n.foreign) return false;
        return is_wanted(n.number) || (!paths_.empty() && leads_to_path(tid, n.number));
    });
}

// What the kernel has written was not known at the entry of the call, where a trace decides.
bool path_filter::matches_recorded(const value_tree& call) const {
    return std::ranges::any_of(call.args, [&](std::uint32_t argument) {
        return argument != 0 && !call.nodes[argument].written && matches_recorded(call, argument);
    });
}

bool path_filter::matches_recorded(const value_tree& tree, std::uint32_t node) const {
    const auto& n = tree.nodes[node];
    if (n.kind == value_kind::string) return n.path && is_wanted(tree.text_of(n));
    if (n.kind == value_kind::fd) {
        if (n.at || n.foreign) return false;
        return is_wanted(n.number) || (n.text_size != 0 && !n.deleted && is_wanted(tree.text_of(n)));
    }
    const auto known = n.kind == value_kind::change ? std::min(n.children, 1u) : n.children;
    auto child = node + 1;
    for (std::uint32_t i = 0; i < known && child != 0; ++i, child = tree.nodes[child].next)
        if (matches_recorded(tree, child)) return true;
    return false;
}

bool path_filter::is_wanted(std::uint64_t descriptor) const {
    return descriptors_ && descriptor <= INT_MAX && descriptors_->contains(static_cast<std::uint32_t>(descriptor));
}

bool path_filter::is_wanted(std::string_view path) const { return std::ranges::find(paths_, path) != paths_.end(); }

bool path_filter::leads_to_path(pid_t tid, std::uint64_t fd) const {
    const std::string target = link_target(fmt::format("/proc/{}/fd/{}", tid, fd).c_str());
    return !target.empty() && is_wanted(target);
}

}  // namespace whytrace::cli
