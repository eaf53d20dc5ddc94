// See probes.hpp; the answers' meanings are the kernel's order of checks (ptrace(2), "Ptrace access mode checking").
// Not here: the single questions (questions.cpp), what follows from them.
// The hard part: all are asked at once and in children, so none may rely on another; and only we, no child, are who the target may descend from.
#include "refusal/probes.hpp"

#include "refusal/modules.hpp"
#include "refusal/questions.hpp"
#include "trace/ptrace.hpp"

#include <cerrno>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <thread>
#include <utility>

namespace whytrace::refusal {

namespace {

// process_vm_readv(2) has the same gate and is filtered apart.
constexpr std::pair<std::string_view, long> needed[] = {
    {"PTRACE_TRACEME", PTRACE_TRACEME},       {"PTRACE_SEIZE", PTRACE_SEIZE},
    {"PTRACE_ATTACH", PTRACE_ATTACH},         {"PTRACE_INTERRUPT", PTRACE_INTERRUPT},
    {"PTRACE_SETOPTIONS", PTRACE_SETOPTIONS}, {"PTRACE_SYSCALL", PTRACE_SYSCALL},
    {"PTRACE_LISTEN", PTRACE_LISTEN},         {"PTRACE_GET_SYSCALL_INFO", PTRACE_GET_SYSCALL_INFO},
    {"PTRACE_GETREGSET", PTRACE_GETREGSET},   {"PTRACE_GETEVENTMSG", PTRACE_GETEVENTMSG},
    {"PTRACE_GETSIGINFO", PTRACE_GETSIGINFO}, {"PTRACE_PEEKDATA", PTRACE_PEEKDATA},
    {"PTRACE_DETACH", PTRACE_DETACH},         {"process_vm_readv", -1},
};

/// Questions with the places that their answers go to, so that all can be asked at once.
class batch {
  public:
    void add(answer& where, question what) {
        places_.push_back(&where);
        questions_.push_back(std::move(what));
    }
    void ask_all(std::chrono::milliseconds limit) {
        const auto got = ask(questions_, limit);
        for (std::size_t i = 0; i < got.size(); ++i) *places_[i] = got[i];
        places_.clear();
        questions_.clear();
    }

  private:
    std::vector<answer*> places_;
    std::vector<question> questions_;
};

void add_general(batch& b, answers& a) {
    b.add(a.trace_me, trace_me_in_child());
    b.add(a.seize_child, seize_of_child());
    b.add(a.read_child, read_of_child());
    b.add(a.yama, yama_presence());
    b.add(a.landlock_layers, landlock_room());
    b.add(a.modules, security_modules());
    b.add(a.bpf_programs, bpf_security_programs());
}

void add_target(batch& b, answers& a, const facts& f) {
    const pid_t target = f.asked;
    const std::string directory = "/proc/" + std::to_string(target);
    const bool ourselves = f.target && f.target->tgid == f.self.tgid;
    b.add(a.seize, ourselves ? seize_of_itself() : seize_of(target));
    b.add(a.exists, existence_of(target));
    b.add(a.read_exe, link_of(directory + "/exe"));
    b.add(a.compare, compare_of(target));
    b.add(a.open_mem, open_of(directory + "/mem"));
    b.add(a.open_syscall, open_of(directory + "/syscall"));
    b.add(a.read_syscall, read_of(directory + "/syscall"));
    b.add(a.read_memory, read_memory_of(target));
}

/// Yama lets in whom the target descends from: us, and no child of ours. So what a child was refused we ask as well, having seen that it
/// does no harm; the end of the thread lets go of what it seized.
void ask_as_ancestor(answers& a, pid_t target) {
    std::thread([&] {
        if (a.seize.is(EPERM)) a.seize.error = seize_of(target)();
        if (a.read_memory.is(EPERM)) a.read_memory.error = read_memory_of(target)();
    }).join();
}

void add_requests(batch& b, answers& a, pid_t target, bool filtered) {
    a.requests = requests_of_a_trace();
    for (request_answers& r : a.requests) {
        const exact_call harmless = as_call(r, impossible_pid);
        b.add(r.plain, r.request == PTRACE_TRACEME ? trace_me_in_child() : plain_call(harmless));
        if (!filtered) continue;
        const exact_call exact = as_call(r, target > 0 ? target : impossible_pid);
        b.add(r.filters.seen.errno_round, errno_question(exact));
        b.add(r.filters.seen.unheard_round, unheard_question(exact));
        b.add(r.filters.seen.trace_round, trace_question(harmless));
    }
}

void settle_requests(answers& a, bool filtered, std::chrono::milliseconds limit) {
    batch b;
    if (filtered)
        for (request_answers& r : a.requests)
            if (needs_listener(r.filters.seen, r.plain))
                b.add(r.filters.seen.listener_round, listener_question(as_call(r, impossible_pid)));
    b.ask_all(limit);
    for (auto& r : a.requests)
        if (filtered)
            r.filters = verdict_of(r.filters.seen, r.plain);
        else
            r.filters.verdict = filter_verdict::allows;
}

}  // namespace

const request_answers* answers::find(std::string_view name) const {
    for (const auto& r : requests)
        if (r.name == name) return &r;
    return nullptr;
}

std::vector<request_answers> requests_of_a_trace() {
    std::vector<request_answers> all;
    for (const auto& [name, request] : needed) all.push_back({name, request, {}, {}});
    return all;
}

exact_call as_call(const request_answers& r, pid_t pid) {
    static char byte;
    static iovec local{&byte, 1}, remote{nullptr, 1};
    const auto word = [](const void* p) { return reinterpret_cast<std::uint64_t>(p); };
    if (r.request < 0)
        return {SYS_process_vm_readv, {static_cast<std::uint64_t>(pid), word(&local), 1, word(&remote), 1, 0}};
    return {trace::ptrace_call_number,
            {static_cast<std::uint64_t>(r.request), static_cast<std::uint64_t>(pid), 0, 0, 0, 0}};
}

std::optional<int> landlock_depth(const answers& a) {
    const answer& room = a.landlock_layers;
    if (room.how != answer::kind::returned || room.error < 0) return std::nullopt;
    return (room.error > landlock_layer_limit ? landlock_first_layer_limit : landlock_layer_limit) - room.error;
}

answers probe(const facts& f, std::chrono::milliseconds limit) {
    answers a;
    const bool filtered = f.self.seccomp.value_or(2) != 0;  // not knowing is no reason not to look
    batch b;
    add_requests(b, a, f.asked, filtered);
    add_general(b, a);
    if (f.asked > 0) add_target(b, a, f);
    if (filtered) {
        std::size_t i = 0;
        for (const exact_call& c : profile_calls()) {
            b.add(a.profile[i].below_ours, unheard_question(c));
            b.add(a.profile[i++].plain, plain_call(c));
        }
    }
    b.ask_all(limit);
    if (f.descendant) ask_as_ancestor(a, f.asked);
    settle_requests(a, filtered, limit);
    return a;
}

}  // namespace whytrace::refusal
