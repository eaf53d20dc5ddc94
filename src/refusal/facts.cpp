// See facts.hpp; proc(5) names every field.
// Not here: conclusions.
// The hard part: /proc/PID/status is the world-readable part; everything else may be refused, which is noted by its absence.
#include "refusal/facts.hpp"

#include "text/lines.hpp"

#include <charconv>
#include <sys/prctl.h>

namespace whytrace::refusal {

namespace {

constexpr std::string_view first_pid_namespace = "pid:[4026531836]";  // PROC_PID_INIT_INO

template <class Number> std::optional<Number> number(std::string_view text, int base = 10) {
    Number n{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n, base);
    if (error != std::errc{} || end == text.data()) return std::nullopt;
    return n;
}

template <class Number> std::vector<Number> numbers(std::string_view text) {
    std::vector<Number> all;
    for (std::size_t at = 0; (at = text.find_first_not_of(" \t", at)) != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
        if (const auto n = number<Number>(text.substr(at, end - at))) all.push_back(*n);
        at = end;
    }
    return all;
}

ids four_ids(std::string_view text) {
    ids result{};
    const auto all = numbers<unsigned>(text);
    for (std::size_t i = 0; i < std::min(all.size(), result.size()); ++i) result[i] = all[i];
    return result;
}

std::string squeezed(std::string_view text) {
    std::string all;
    for (auto word = text::take_word(text); !word.empty(); word = text::take_word(text)) {
        if (!all.empty()) all += ' ';
        all += word;
    }
    return all;
}

std::optional<task_facts> task(const tree& root, const std::string& directory) {
    const reading status = root.file(directory + "/status");
    if (!status) return std::nullopt;
    const auto value = [&](std::string_view key) { return field(status.text, key); };
    const auto set = [&](std::string_view key) { return number<std::uint64_t>(value(key), 16).value_or(0); };
    task_facts t;
    t.pid = number<pid_t>(value("Pid")).value_or(0);
    t.tgid = number<pid_t>(value("Tgid")).value_or(t.pid);
    t.ppid = number<pid_t>(value("PPid")).value_or(0);
    t.tracer = number<pid_t>(value("TracerPid")).value_or(0);
    t.comm = std::string(value("Name"));
    t.state = value("State").empty() ? '?' : value("State").front();
    t.uid = four_ids(value("Uid"));
    t.gid = four_ids(value("Gid"));
    t.caps = {set("CapInh"), set("CapPrm"), set("CapEff"), set("CapBnd"), set("CapAmb")};
    t.seccomp = number<int>(value("Seccomp"));
    t.filters = number<int>(value("Seccomp_filters"));
    t.no_new_privs = value("NoNewPrivs") == "1";
    t.ns_pids = numbers<pid_t>(value("NSpid"));
    // Kthread: since Linux 6.8 or so; before, a task without memory that is no zombie has no Vm lines.
    t.kernel_thread = value("Kthread").empty() ? value("VmSize").empty() && !t.zombie() : value("Kthread") == "1";
    t.label = root.file(directory + "/attr/current").text;
    t.uid_map = squeezed(root.file(directory + "/uid_map").text);
    t.user_namespace = root.link(directory + "/ns/user").text;
    const std::string pids = root.link(directory + "/ns/pid").text;
    t.nested_pids = t.ns_pids.size() > 1 || (!pids.empty() && pids != first_pid_namespace);
    t.directory = root.owner(directory);
    t.files = root.owner(directory + "/status");
    return t;
}

// Yama walks real parents, comparing thread-group leaders; PPid is what /proc shows of it.
bool descends(const tree& root, pid_t child, pid_t ancestor) {
    constexpr int deepest = 4096;  // a chain in a fixture may be a loop
    for (int depth = 0; child > 0 && depth < deepest; ++depth) {
        if (child == ancestor) return true;
        const reading status = root.file("/proc/" + std::to_string(child) + "/status");
        if (!status) return false;
        child = number<pid_t>(field(status.text, "PPid")).value_or(0);
    }
    return false;
}

// A pid of a container, looked for from outside it: NSpid's last number is the innermost one (proc_pid_status(5)).
std::vector<pid_t> known_inside_as(const tree& root, pid_t number) {
    std::vector<pid_t> found;
    for (const pid_t pid : root.numbers_in("/proc")) {
        const reading status = root.file("/proc/" + std::to_string(pid) + "/status");
        const auto chain = numbers<pid_t>(field(status.text, "NSpid"));
        if (chain.size() > 1 && chain.back() == number) found.push_back(pid);
    }
    return found;
}

std::optional<bool> flag(const tree& root, std::string_view path) {
    const reading r = root.file(path);
    if (!r || r.text.empty()) return std::nullopt;
    return r.text.front() == '1';
}

system_facts system(const tree& root) {
    system_facts s;
    s.proc = root.exists("/proc/self/status");
    if (const reading scope = root.file("/proc/sys/kernel/yama/ptrace_scope")) s.yama_scope = number<int>(scope.text);
    s.modules = root.file("/sys/kernel/security/lsm").text;
    s.release = root.file("/proc/sys/kernel/osrelease").text;
    s.version = root.file("/proc/version").text;
    s.selinux_enforcing = flag(root, "/sys/fs/selinux/enforce");
    s.selinux_deny_ptrace = flag(root, "/sys/fs/selinux/booleans/deny_ptrace");
    s.smack = root.exists("/sys/fs/smackfs/ptrace") || root.exists("/smack/ptrace");
    return s;
}

}  // namespace

facts collect(const tree& root, pid_t self, question_asked q) {
    facts f;
    f.asked = q.target;
    f.traceme = q.traceme;
    f.system = system(root);
    if (auto us = task(root, root.live() ? "/proc/self" : "/proc/" + std::to_string(self))) f.self = *us;
    if (root.live()) f.self.dumpable = ::prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 1;
    if (q.target > 0) {
        f.target = task(root, "/proc/" + std::to_string(q.target));
        f.descendant = f.target && descends(root, f.target->tgid, self);
        if (!f.target) f.inner = known_inside_as(root, q.target);
    }
    return f;
}

}  // namespace whytrace::refusal
