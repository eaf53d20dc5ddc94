// See probes.hpp; the answers' meanings are the kernel's order of checks (ptrace(2), "Ptrace access mode checking").
// Not here: what follows from them.
// The hard part: all are asked at once and in children, so none may rely on another or on being the tracer's own process.
#include "refusal/probes.hpp"

#include "trace/ptrace.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <linux/landlock.h>
#include <string>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

namespace whytrace::refusal {

namespace {

/// Above any pid_max (2^22), so no task can have it: proc_pid_max(5).
constexpr pid_t impossible_pid = 0x7ffffff0;

struct named_request {
    std::string_view name;
    long request;
};

// What a trace uses, in the order of a trace. process_vm_readv(2) has the same gate and is filtered apart.
constexpr named_request needed[] = {
    {"PTRACE_TRACEME", PTRACE_TRACEME},       {"PTRACE_SEIZE", PTRACE_SEIZE},
    {"PTRACE_ATTACH", PTRACE_ATTACH},         {"PTRACE_INTERRUPT", PTRACE_INTERRUPT},
    {"PTRACE_SETOPTIONS", PTRACE_SETOPTIONS}, {"PTRACE_SYSCALL", PTRACE_SYSCALL},
    {"PTRACE_LISTEN", PTRACE_LISTEN},         {"PTRACE_GET_SYSCALL_INFO", PTRACE_GET_SYSCALL_INFO},
    {"PTRACE_GETREGSET", PTRACE_GETREGSET},   {"PTRACE_GETEVENTMSG", PTRACE_GETEVENTMSG},
    {"PTRACE_GETSIGINFO", PTRACE_GETSIGINFO}, {"PTRACE_PEEKDATA", PTRACE_PEEKDATA},
    {"PTRACE_DETACH", PTRACE_DETACH},         {"process_vm_readv", -1},
};

int read_one_byte(pid_t pid, const void* from) {
    char byte;
    const iovec local{&byte, 1}, remote{const_cast<void*>(from), 1};
    return ::syscall(SYS_process_vm_readv, pid, &local, 1ul, &remote, 1ul, 0ul) < 0 ? errno : 0;
}

exact_call as_call(const named_request& r, pid_t pid) {
    static char byte;
    static iovec local{&byte, 1}, remote{nullptr, 1};
    const auto word = [](const void* p) { return reinterpret_cast<std::uint64_t>(p); };
    if (r.request < 0)
        return {SYS_process_vm_readv, {static_cast<std::uint64_t>(pid), word(&local), 1, word(&remote), 1, 0}};
    return {trace::ptrace_call_number,
            {static_cast<std::uint64_t>(r.request), static_cast<std::uint64_t>(pid), 0, 0, 0, 0}};
}

question on_impossible_pid(const named_request& r) {
    if (r.request < 0) return [] { return read_one_byte(impossible_pid, nullptr); };
    return [r] { return trace::request(r.request, impossible_pid, 0, 0).error; };
}

question seize_of_child() {
    return [] {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) return errno;
        const pid_t child = ::fork();
        if (child == 0) {
            char byte;
            ::close(ends[1]);
            [[maybe_unused]] const ssize_t n = ::read(ends[0], &byte, 1);
            ::_exit(0);
        }
        const int error = trace::seize(child, 0).error;
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, __WALL);
        return error;
    };
}

// Each restriction adds a layer until E2BIG (landlock(7), "Limits"): what still fits tells how many there were.
int landlock_room() {
    const landlock_ruleset_attr attributes{LANDLOCK_ACCESS_FS_MAKE_SYM};
    const auto make = [&](const void* a, std::size_t size) {
        return static_cast<int>(::syscall(SYS_landlock_create_ruleset, a, size, 0));
    };
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
    const int rules = make(&attributes, sizeof attributes);
    if (rules < 0) return -1;
    int room = 0;
    while (::syscall(SYS_landlock_restrict_self, rules, 0) == 0) ++room;
    return errno == E2BIG ? room : -1;
}

question open_of(std::string path, int flags) {
    return [path = std::move(path), flags] { return ::open(path.c_str(), flags | O_CLOEXEC) < 0 ? errno : 0; };
}

question read_of(std::string path) {
    return [path = std::move(path)] {
        const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        char byte;
        return fd < 0 || ::read(fd, &byte, 1) < 0 ? errno : 0;
    };
}

void ask_about_requests(answers& a, pid_t target, bool filtered, std::chrono::milliseconds limit) {
    std::vector<question> questions;
    std::vector<exact_call> calls;
    for (const auto& r : needed) {
        a.requests.push_back({r.name, r.request, {}, {}});
        // TRACEME has no pid to be impossible: it is answered by trace_me below.
        questions.push_back(r.request == PTRACE_TRACEME ? question{} : on_impossible_pid(r));
        calls.push_back(as_call(r, target > 0 ? target : impossible_pid));
    }
    const auto impossible = ask(questions, limit);
    for (std::size_t i = 0; i < impossible.size(); ++i) a.requests[i].impossible = impossible[i];
    if (!filtered) {
        for (auto& r : a.requests) r.filters.verdict = filter_verdict::allows;
        return;
    }
    const auto verdicts = consult(calls, limit);
    for (std::size_t i = 0; i < verdicts.size(); ++i) a.requests[i].filters = verdicts[i];
}

struct asked {
    answer answers::*where;
    question what;
};

std::vector<asked> general_questions() {
    return {
        {&answers::trace_me, [] { return trace::trace_me().error; }},
        {&answers::seize_child, seize_of_child()},
        {&answers::yama, [] { return ::prctl(PR_SET_PTRACER, 0, 0, 0, 0) < 0 ? errno : 0; }},
        {&answers::landlock_layers, [] { return landlock_room(); }},
    };
}

std::vector<asked> target_questions(pid_t target) {
    const std::string directory = "/proc/" + std::to_string(target);
    return {
        {&answers::seize, [target] { return trace::seize(target, 0).error; }},
        {&answers::exists, [target] { return ::kill(target, 0) < 0 ? errno : 0; }},
        {&answers::read_exe,
         [directory] {
             char c;
             return ::readlink((directory + "/exe").c_str(), &c, 1) < 0 ? errno : 0;
         }},
        {&answers::compare,
         [target] { return ::syscall(SYS_kcmp, target, target, KCMP_VM, 0ul, 0ul) < 0 ? errno : 0; }},
        {&answers::open_mem, open_of(directory + "/mem", O_RDONLY)},
        {&answers::open_syscall, open_of(directory + "/syscall", O_RDONLY)},
        {&answers::read_syscall, read_of(directory + "/syscall")},
        {&answers::read_memory, [target] { return read_one_byte(target, nullptr); }},
    };
}

}  // namespace

const request_answers* answers::find(std::string_view name) const {
    for (const auto& r : requests)
        if (r.name == name) return &r;
    return nullptr;
}

std::optional<int> landlock_depth(const answers& a) {
    if (a.landlock_layers.how != answer::kind::returned || a.landlock_layers.error < 0) return std::nullopt;
    return landlock_layer_limit - a.landlock_layers.error;
}

answers probe(const facts& f, pid_t target, std::chrono::milliseconds limit) {
    answers a;
    const bool filtered = f.self.seccomp.value_or(2) != 0;  // not knowing is no reason not to look
    ask_about_requests(a, target, filtered, limit);
    auto all = general_questions();
    if (target > 0)
        for (auto& q : target_questions(target)) all.push_back(std::move(q));
    std::vector<question> questions;
    for (const auto& q : all) questions.push_back(q.what);
    const auto got = ask(questions, limit);
    for (std::size_t i = 0; i < all.size(); ++i) a.*all[i].where = got[i];
    return a;
}

}  // namespace whytrace::refusal
