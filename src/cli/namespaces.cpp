// Comparing /proc/PID/ns (namespaces(7)).
// Not here: when (session.cpp).
// The hard part: a child of clone(2) is compared with its parent; it may be gone by then, and then nothing is said.
#include "cli/namespaces.hpp"

#include "text/format.hpp"
#include "whytrace/decoder.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <unistd.h>

namespace whytrace::cli {

namespace {

// The one for children tells of unshare(CLONE_NEWPID) and of time namespaces.
constexpr const char* kinds[] = {"cgroup", "ipc", "mnt", "net", "pid_for_children", "time_for_children", "user", "uts"};
constexpr std::string_view makers[] = {"unshare", "setns", "clone", "clone3"};

/// "net:[4026531840]" of each kind; empty where it cannot be read.
std::vector<std::string> namespaces_of(pid_t tid) {
    std::vector<std::string> all;
    for (const char* kind : kinds) {
        std::array<char, 64> target{};
        const auto size = readlink(fmt::format("/proc/{}/ns/{}", tid, kind).c_str(), target.data(), target.size());
        all.emplace_back(target.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    }
    return all;
}

std::string difference(const std::vector<std::string>& before, const std::vector<std::string>& after) {
    std::string text;
    for (std::size_t i = 0; i < std::size(kinds); ++i)
        if (!after[i].empty() && after[i] != before[i]) text += (text.empty() ? "" : ", ") + after[i];
    return text;
}

}  // namespace

bool namespace_watch::concerns(const call& c) {
    return std::ranges::find(makers, call_name(c.abi, c.nr)) != std::end(makers);
}

void namespace_watch::enter(const call& c, pid_t tid) {
    std::erase_if(before_, [tid](const auto& b) { return b.first == tid; });
    if (concerns(c)) before_.emplace_back(tid, namespaces_of(tid));
}

void namespace_watch::leave(output::flight& f, const result& r, pid_t tid) {
    const auto known = std::ranges::find(before_, tid, &std::pair<pid_t, std::vector<std::string>>::first);
    if (known == before_.end()) return;
    const auto before = std::move(known->second);
    before_.erase(known);
    if (r.is_error) return;
    const std::string text = difference(before, namespaces_of(r.value > 0 ? static_cast<pid_t>(r.value) : tid));
    if (text.empty()) return;
    value_node n;
    n.kind = value_kind::verbatim;
    n.text = static_cast<std::uint32_t>(f.tree->text.size());
    f.tree->text += text;
    n.text_size = static_cast<std::uint32_t>(text.size());
    f.tree->note = static_cast<std::uint32_t>(f.tree->nodes.size());
    f.tree->nodes.push_back(n);
}

}  // namespace whytrace::cli
