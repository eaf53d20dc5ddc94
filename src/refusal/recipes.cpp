// The recipes of --reproduce: one row a way in which a plain Linux refuses ptrace.
// Not here: running a command under one (reproduce.cpp); what they are made of (lesser.cpp, filter.cpp).
// The hard part: that nothing else refuses as well. Who has CAP_SYS_PTRACE is made an ordinary user first where that capability would pass.
#include "refusal/filter.hpp"
#include "refusal/lesser.hpp"
#include "refusal/profile.hpp"
#include "refusal/recipe.hpp"
#include "refusal/reproduce.hpp"
#include "refusal/supervisor.hpp"
#include "refusal/words.hpp"
#include "trace/ptrace.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <optional>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace whytrace::refusal {

namespace {

std::string_view chosen(const choices& c, std::string_view key, std::string_view fallback) {
    const auto found = c.find(key);
    return found == c.end() ? fallback : std::string_view(found->second);
}

/// Without CAP_SYS_PTRACE, as an ordinary user or (keep=root) as root; who has not got it stays who they are.
void lose_privilege(const choices& c) {
    if (!privileged()) return;
    if (chosen(c, "keep", "nothing") == "root")
        drop_ptrace_capability();
    else
        become_user(ordinary_id);
}

// --- seccomp -------------------------------------------------------------------------------------------------------

[[noreturn]] void no_such(const char* what) {
    errno = EINVAL;
    give_up(what);
}

std::uint32_t error_named(std::string_view name) {
    if (const auto known = errno_named(name)) return static_cast<std::uint32_t>(*known);
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc{} || end != name.data() + name.size() || number > 4095) no_such("errno=");
    return number;
}

struct named_number {
    std::string_view name;
    std::uint32_t number;
};
constexpr named_number requests[] = {{"traceme", PTRACE_TRACEME},       {"seize", PTRACE_SEIZE},
                                     {"attach", PTRACE_ATTACH},         {"interrupt", PTRACE_INTERRUPT},
                                     {"setoptions", PTRACE_SETOPTIONS}, {"syscall", PTRACE_SYSCALL},
                                     {"listen", PTRACE_LISTEN},         {"get_syscall_info", PTRACE_GET_SYSCALL_INFO},
                                     {"getregset", PTRACE_GETREGSET},   {"peekdata", PTRACE_PEEKDATA},
                                     {"detach", PTRACE_DETACH}};

std::optional<std::uint32_t> request_of(const choices& c) {
    const auto name = chosen(c, "request", "any");
    if (name == "any") return std::nullopt;
    const auto found = std::ranges::find(requests, name, &named_number::name);
    if (found == std::end(requests)) no_such("request=");
    return found->number;
}

long call_of(const choices& c) {
    const auto name = chosen(c, "call", "ptrace");
    const auto found = std::ranges::find(telling_names, name);
    if (found == telling_names.end()) no_such("call=");
    return profile_calls()[static_cast<std::size_t>(found - telling_names.begin())].nr;
}

std::uint32_t action_of(const choices& c) {
    const auto name = chosen(c, "action", "errno");
    if (name == "errno") return SECCOMP_RET_ERRNO | error_named(chosen(c, "errno", "EPERM"));
    constexpr named_number actions[] = {
        {"trap", SECCOMP_RET_TRAP},   {"kill", SECCOMP_RET_KILL_PROCESS}, {"kill-thread", SECCOMP_RET_KILL_THREAD},
        {"trace", SECCOMP_RET_TRACE}, {"notify", SECCOMP_RET_USER_NOTIF}, {"log", SECCOMP_RET_LOG},
        {"allow", SECCOMP_RET_ALLOW}};
    return std::ranges::find(actions, name, &named_number::name)->number;
}

void plan_supervision(stage& s, const choices& c) {
    if (chosen(c, "action", "errno") != "notify") return;
    const auto answer = chosen(c, "answer", "silence");
    using enum stage::reply;
    if (answer == "closed") return;
    s.supervised = answer == "silence" ? silence : answer == "continue" ? pass : error;
    if (s.supervised == error) s.reply_error = static_cast<int>(error_named(answer));
}

void install_filter(stage& s, const choices& c) {
    const filter_row row{call_of(c), action_of(c), request_of(c)};
    const bool heard = chosen(c, "action", "errno") == "notify";
    const int listener = add_filter({&row, 1}, heard ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0);
    if (listener < 0) {
        errno = -listener;
        give_up("seccomp");
    }
    if (!heard) return;
    if (s.supervised != stage::reply::none) send_descriptor(s.listener_channel, listener);
    ::close(listener);  // where nobody was to hear it, nobody does
}

template <const std::string_view& Name> void install_profile(stage&, const choices&) {
    const known_profile& p = *imitated(Name);
    std::vector<filter_row> rows;
    const auto calls = profile_calls();
    for (std::size_t i = 0; i < telling_count; ++i) {
        const char letter = p.pattern[i];
        if (letter == 'A' || i == static_cast<std::size_t>(telling::unassigned)) continue;
        const bool unknown_call = letter == 'N' || letter == 'F';
        rows.push_back(
            {calls[i].nr, SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(unknown_call ? ENOSYS : EPERM), {}});
    }
    if (const int error = add_filter(rows, 0); error < 0) {
        errno = -error;
        give_up("seccomp");
    }
}

constexpr std::string_view docker_18 = "docker-18.09", docker_20 = "docker-20.10", containerd_16 = "containerd-1.6",
                           podman = "podman";

// --- the access check ----------------------------------------------------------------------------------------------

void ordinary_tracer(stage&, const choices& c) { lose_privilege(c); }

void undumpable_target(const choices& c) {
    lose_privilege(c);
    set_dumpable(false);
}

void foreign_target(const choices&) { become_user(other_id); }

void capable_target(const choices& c) {
    if (chosen(c, "keep", "nothing") == "root") return set_dumpable(true);  // all of root's; the tracer loses one
    become_user_with(ordinary_id, 0);                                       // CAP_CHOWN
}

void same_target(const choices&) { set_dumpable(true); }

void landlocked_tracer(stage&, const choices& c) {
    if (chosen(c, "keep", "everything") == "nothing") lose_privilege(c);
    landlock_ruleset_attr attributes{};  // newer headers have more members
    attributes.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_SYM;
    const auto rules =
        static_cast<int>(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0));
    if (rules < 0) give_up("landlock_create_ruleset");
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) give_up("prctl(PR_SET_NO_NEW_PRIVS)");
    int layers = 0;
    const auto wanted = chosen(c, "layers", "1");
    std::from_chars(wanted.data(), wanted.data() + wanted.size(), layers);
    for (int i = 0; i < std::clamp(layers, 1, 15); ++i)
        if (::syscall(SYS_landlock_restrict_self, rules, 0) != 0) give_up("landlock_restrict_self");
    ::close(rules);
}

// --- namespaces ----------------------------------------------------------------------------------------------------

void in_user_namespace(stage&, const choices&) { enter_user_namespace(); }

void mount_own_proc() {
    if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) give_up("mount(/)");
    if (::mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, nullptr) != 0) give_up("mount(/proc)");
}

/// The command's children are in the new namespace, so it is the command's parent that unshares.
void with_pid_namespace(stage&, const choices& c) {
    if (!privileged()) enter_user_namespace();
    const int flags = CLONE_NEWPID | (chosen(c, "proc", "outer") == "own" ? CLONE_NEWNS : 0);
    if (::unshare(flags) != 0) give_up("unshare(CLONE_NEWPID)");
}

void in_pid_namespace(stage&, const choices& c) {
    if (chosen(c, "proc", "outer") == "own") mount_own_proc();
}

// --- the target ----------------------------------------------------------------------------------------------------

void traced_around(stage& s, const choices&) {
    s.trace_command = !s.has_target;
    if (!s.has_target) return;
    if (const int error = trace::seize(s.target, 0).error; error != 0) {
        errno = error;
        give_up("ptrace(PTRACE_SEIZE)");
    }
}

void dead_around(stage& s, const choices&) {
    ::kill(s.target, SIGKILL);
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(s.target), &info, WEXITED | WNOWAIT);
}

void kernel_thread_around(stage& s, const choices&) { s.target = 2; }  // kthreadd
void nobody_around(stage& s, const choices&) { s.target = 0x3fffff; }  // one less than the largest pid_max

void itself(stage& s, const choices&) { s.target = ::getpid(); }

constexpr std::string_view keep = "keep=nothing|root";
constexpr std::string_view no_privilege = "no privilege", root = "root";
constexpr std::string_view profile_seen = "that profile's answers to ptrace and to the calls that tell profiles apart";

constexpr recipe_row rows[] = {
    {"seccomp",
     "action=errno|trap|kill|kill-thread|trace|notify|log|allow,errno=NAME,"
     "request=any|traceme|seize|attach|interrupt|setoptions|syscall|listen|get_syscall_info|getregset|peekdata|detach,"
     "answer=silence|closed|continue|NAME,call=ptrace|process_vm_readv|kcmp|pidfd_getfd",
     no_privilege, "EPERM from every request, or what is chosen", "whytrace --reproduce=seccomp:errno=ENOSYS strace ls",
     same_target, plan_supervision, install_filter},
    {"docker-18.09", "", no_privilege, profile_seen, "whytrace --reproduce=docker-18.09 strace ls", same_target,
     nullptr, install_profile<docker_18>},
    {"docker-20.10", "", no_privilege, profile_seen, "whytrace --reproduce=docker-20.10 whytrace --diagnose",
     same_target, nullptr, install_profile<docker_20>},
    {"containerd-1.6", "", no_privilege, profile_seen, "whytrace --reproduce=containerd-1.6 gdb -batch -ex run ls",
     same_target, nullptr, install_profile<containerd_16>},
    {"podman", "", no_privilege, profile_seen, "whytrace --reproduce=podman strace ls", same_target, nullptr,
     install_profile<podman>},
    {"landlock", "layers=1|NUMBER,keep=everything|nothing", no_privilege, "EPERM for processes outside the sandbox",
     "whytrace --reproduce=landlock strace -p {}", same_target, nullptr, landlocked_tracer},
    {"dumpable", keep, no_privilege, "EPERM: the target has called prctl(PR_SET_DUMPABLE, 0)",
     "whytrace --reproduce=dumpable gdb -p {}", undumpable_target, nullptr, ordinary_tracer},
    {"credentials", keep, root, "EPERM: the target is another user's", "whytrace --reproduce=credentials strace -p {}",
     foreign_target, nullptr, ordinary_tracer},
    {"capabilities", keep, root, "EPERM: the target has CAP_CHOWN, CMD has not",
     "whytrace --reproduce=capabilities strace -p {}", capable_target, nullptr, ordinary_tracer},
    {"user_namespace", "", "no privilege, where user namespaces are allowed",
     "EPERM: CMD is root in a user namespace, the target outside", "whytrace --reproduce=user_namespace strace -p {}",
     same_target, nullptr, in_user_namespace},
    {"pid_namespace", "proc=outer|own", "root, or user namespaces allowed",
     "ESRCH: the target's number counts outside CMD's pid namespace", "whytrace --reproduce=pid_namespace strace -p {}",
     same_target, with_pid_namespace, in_pid_namespace},
    {"already_traced", "", no_privilege, "EPERM: {} has a tracer; without {}, CMD's own children have",
     "whytrace --reproduce=already_traced strace ls", same_target, traced_around, nullptr},
    {"zombie", "", no_privilege, "EPERM: the target has ended", "whytrace --reproduce=zombie strace -p {}", same_target,
     dead_around, nullptr},
    {"kernel_thread", "", "a /proc that shows them", "EPERM", "whytrace --reproduce=kernel_thread strace -p {}",
     nullptr, kernel_thread_around, nullptr},
    {"self", "", no_privilege, "EPERM: CMD is told to trace itself", "whytrace --reproduce=self strace -p {}", nullptr,
     nullptr, itself},
    {"no_such_process", "", no_privilege, "ESRCH", "whytrace --reproduce=no_such_process strace -p {}", nullptr,
     nobody_around, nullptr},
};

}  // namespace

std::span<const recipe_row> recipe_table() { return rows; }

}  // namespace whytrace::refusal
