// See access.hpp; ptrace(2), "Ptrace access mode checking"; user_namespaces(7).
// Not here: judgements.
// The hard part: the namespaces themselves may be looked at by who passes READ only; the maps of ids are open to all, and a namespace below ours
// cannot map more ids than ours has.
#include "refusal/access.hpp"

#include "refusal/judges.hpp"
#include "text/lines.hpp"

#include <cerrno>
#include <charconv>

namespace whytrace::refusal {

namespace {

constexpr std::uint64_t all_ids = 4294967295;  // what the first user namespace maps

std::uint64_t mapped_ids(std::string_view map) {
    std::uint64_t total = 0;
    while (!text::take_word(map).empty()) {  // inside
        text::take_word(map);                // outside
        const auto word = text::take_word(map);
        std::uint64_t count = 0;
        std::from_chars(word.data(), word.data() + word.size(), count);
        total += count;
    }
    return total;
}

bool files_go_by_real_ids(const task_facts& us) { return us.uid[0] == us.uid[3] && us.gid[0] == us.gid[3]; }

bool does_object(const ruling& r) { return r.says == ruling::verdict::objects; }

}  // namespace

bool attach_passed(const situation& s) {
    if (s.reply().succeeded()) return true;
    if (s.of_child()) return s.a.read_child.is(EFAULT);
    return s.a.read_memory.is(EFAULT) || (s.a.open_mem.succeeded() && files_go_by_real_ids(s.f.self));
}

bool read_passed(const situation& s) {
    if (attach_passed(s)) return true;
    if (s.of_child()) return false;
    // ENOENT: passed, but there is no program behind the link (a kernel thread, a zombie).
    const bool link = s.a.read_exe.succeeded() || (s.a.read_exe.is(ENOENT) && s.f.target);
    return s.a.compare.succeeded() || (link && files_go_by_real_ids(s.f.self));
}

relation user_namespace_of_target(const situation& s) {
    const task_facts &us = s.f.self, *it = s.it();
    if (s.of_child() || !it) return relation::same;
    const bool links = !us.user_namespace.empty() && !it->user_namespace.empty();
    if (links ? us.user_namespace == it->user_namespace : us.uid_map == it->uid_map) return relation::same;
    const auto ours = mapped_ids(us.uid_map), theirs = mapped_ids(it->uid_map);
    if (ours == all_ids) return relation::below;
    return theirs > ours ? relation::above : relation::unclear;
}

bool have_ptrace_capability(const situation& s) { return has(s.f.self.caps.effective, cap_sys_ptrace); }

bool capable_over_target(const situation& s) {
    const relation r = user_namespace_of_target(s);
    return have_ptrace_capability(s) && (r == relation::same || r == relation::below);
}

bool access_explained(const situation& s) {
    return does_object(judge_credentials(s)) || does_object(judge_dumpable(s)) ||
           does_object(judge_user_namespace(s)) || does_object(judge_capabilities(s));
}

bool modules_reached(const situation& s) {
    return !does_object(judge_seccomp(s)) && !does_object(judge_emulator(s)) && !does_object(judge_kernel_thread(s)) &&
           !does_object(judge_self(s)) && !access_explained(s);
}

}  // namespace whytrace::refusal
