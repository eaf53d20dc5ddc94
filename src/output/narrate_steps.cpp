// How a request, a wait status or a read of memory is told.
// Not here: when (narrate.cpp), the longer explanations (narrate_words.cpp).
// The hard part: what a request answered lies in memory of ours that it was given; it is looked at while it is still there.
#include "output/narrate.hpp"
#include "output/ptrace_names.hpp"
#include "text/format.hpp"
#include "whytrace/decoder.hpp"

#include <csignal>
#include <cstring>
#include <linux/audit.h>
#include <linux/ptrace.h>
#include <sys/wait.h>
#include <utility>

namespace whytrace::output {

namespace {

std::string named_signal(int number) {
    const auto name = signal_name(number);
    return name.empty() ? fmt::format("signal {}", number) : std::string(name);
}

abi abi_of(std::uint32_t audit) {
    switch (audit) {
    case AUDIT_ARCH_AARCH64: return abi::aarch64;
    case AUDIT_ARCH_I386: return abi::i386;
    case AUDIT_ARCH_ARM: return abi::arm;
    default: return abi::x86_64;
    }
}

std::string options_in_words(std::uint64_t options) {
    static constexpr std::pair<std::uint64_t, std::string_view> names[] = {
        {PTRACE_O_TRACESYSGOOD, "TRACESYSGOOD"}, {PTRACE_O_TRACEFORK, "TRACEFORK"},
        {PTRACE_O_TRACEVFORK, "TRACEVFORK"},     {PTRACE_O_TRACECLONE, "TRACECLONE"},
        {PTRACE_O_TRACEEXEC, "TRACEEXEC"},       {PTRACE_O_TRACESECCOMP, "TRACESECCOMP"},
        {PTRACE_O_EXITKILL, "EXITKILL"}};
    std::string all;
    for (const auto& [bit, name] : names)
        if (options & bit) (all += all.empty() ? "" : "|") += name;
    return all;
}

/// What was read, as far as a line has room for it.
std::string preview(std::span<const std::byte> bytes) {
    constexpr std::size_t room = 40;
    std::string text = "\"";
    for (const std::byte b : bytes) {
        const auto c = static_cast<unsigned char>(b);
        if (text.size() > room) break;
        if (c == '"' || c == '\\')
            (text += '\\') += static_cast<char>(c);
        else if (c >= ' ' && c <= '~')
            text += static_cast<char>(c);
        else
            text += fmt::format("\\{:o}", c);
    }
    return text += text.size() > room ? "\"..." : "\"";
}

}  // namespace

void narrator::request(long request, pid_t tid, std::uint64_t addr, std::uint64_t data, long result, int error) {
    ++requests_;
    add(tid, of_request(tasks_[tid], request, addr, data, result, error));
}

step narrator::of_request(task& t, long request, std::uint64_t addr, std::uint64_t data, long result, int error) {
    step s;
    s.did = request_name(request);
    if (error != 0) {
        s.meaning = fmt::format("= -1 {} ({})", errno_name(error), std::strerror(error));
        s.brief = fmt::format("{} failed with {}", s.did, errno_name(error));
        return s;
    }
    const auto at = [data](auto* type) { return reinterpret_cast<decltype(type)>(data); };  // memory of ours
    switch (request) {
    case PTRACE_SEIZE:
        s.brief = s.did;
        s.meaning = fmt::format("we are its tracer now; options {:#x}: {}", data, options_in_words(data));
        s.about = topic::seize;
        break;
    case PTRACE_INTERRUPT:
        t.asked_to_stop = true;
        s.meaning = "stop, wherever it is";
        s.about = topic::interrupt;
        break;
    case PTRACE_SYSCALL:
    case PTRACE_CONT: return of_resumption(t, request, data);
    case PTRACE_LISTEN:
        s.brief = s.did;
        s.meaning = "it stays stopped; its end will be told";
        s.about = topic::listen;
        break;
    case PTRACE_GET_SYSCALL_INFO: return of_question(t, at(static_cast<const void*>(nullptr)));
    case PTRACE_GETEVENTMSG:
        s.brief = fmt::format("message {}", *at(static_cast<unsigned long*>(nullptr)));
        s.meaning = "the event's " + s.brief;
        break;
    case PTRACE_GETSIGINFO: {
        const auto& info = *at(static_cast<siginfo_t*>(nullptr));
        s.meaning = fmt::format("{}, si_code {}: who sent it and why", named_signal(info.si_signo), info.si_code);
        break;
    }
    case PTRACE_GETREGSET:
        if (t.steps.empty() || t.steps.back().what != step::kind::stop) {
            s.meaning = "its registers";
            break;
        }
        t.inside = !t.inside;
        s.what = t.inside ? step::kind::entry : step::kind::exit;
        s.brief = t.inside ? "entry" : "exit";
        s.meaning = fmt::format("its registers, at the {} of a call", s.brief);
        s.about = topic::registers;
        break;
    case PTRACE_SETOPTIONS: s.meaning = fmt::format("options {:#x}: {}", data, options_in_words(data)); break;
    case PTRACE_SETREGSET:
    case set_syscall_info:
        s.meaning = t.inside ? "another number or other arguments" : "another result";
        s.brief = "a change of it";
        s.about = topic::change;
        break;
    case PTRACE_POKEDATA:
        s.meaning = fmt::format("a word of its memory, at {:#x}", addr);
        s.about = topic::change;
        break;
    case PTRACE_DETACH:
        s.brief = s.did;
        s.meaning = data ? fmt::format("let go, with {}", named_signal(static_cast<int>(data))) : "let go";
        s.about = topic::detach;
        break;
    default: s.meaning = fmt::format("= {}", result);
    }
    return s;
}

step narrator::of_resumption(const task& t, long request, std::uint64_t signal) {
    step s;
    s.what = signal ? step::kind::deliver : step::kind::resume;
    s.did = request_name(request);
    const auto* where = t.inside ? "run on to the exit of this call" : "run on to the entry of the next call";
    if (signal) {
        s.brief = fmt::format("{} delivered", named_signal(static_cast<int>(signal)));
        s.meaning = fmt::format("run on, and take {}", named_signal(static_cast<int>(signal)));
        s.about = topic::delivery;
    } else if (request == PTRACE_CONT) {
        s.meaning = "run on; the filter in it stops it at the next call that is wanted";
        s.about = topic::resume_filtered;
    } else {
        s.meaning = where;
        s.about = t.inside ? topic::to_exit : topic::resume;
    }
    return s;
}

step narrator::of_question(task& t, const void* data) {
    const auto& info = *static_cast<const ptrace_syscall_info*>(data);
    step s;
    s.did = "PTRACE_GET_SYSCALL_INFO";
    if (info.op == PTRACE_SYSCALL_INFO_ENTRY || info.op == PTRACE_SYSCALL_INFO_SECCOMP) {
        t.inside = true;
        s.what = step::kind::entry;
        s.brief = "entry";
        s.about = topic::entry;
        s.meaning = fmt::format("entry of {} (number {}): {:#x}", call_name(abi_of(info.arch), info.entry.nr),
                                info.entry.nr, info.entry.args[0]);
        for (int i = 1; i < 6; ++i) s.meaning += fmt::format(", {:#x}", info.entry.args[i]);
    } else if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
        t.inside = false;
        s.what = step::kind::exit;
        s.brief = "exit";
        s.about = topic::exit;
        s.meaning = info.exit.is_error
                        ? fmt::format("exit: it failed with {} ({})", -info.exit.rval,
                                      errno_name(static_cast<int>(-info.exit.rval)))
                        : fmt::format("exit: the result is {:#x}", static_cast<std::uint64_t>(info.exit.rval));
    } else {
        s.meaning = "neither entry nor exit";
    }
    return s;
}

void narrator::waited(pid_t tid, int status) {
    const auto [at, born] = tasks_.try_emplace(tid);
    step s;
    s.did = fmt::format("waitpid = {}, {:#x}", tid, static_cast<unsigned>(status));
    if (WIFSTOPPED(status)) {
        ++stops_;
        tell_stop(s, at->second, born, WSTOPSIG(status), status >> 16);
    } else {
        s.what = step::kind::end;
        s.meaning = WIFEXITED(status) ? fmt::format("it has exited with {}", WEXITSTATUS(status))
                                      : fmt::format("it was killed by {}", named_signal(WTERMSIG(status)));
        s.brief = s.did + ": " + s.meaning;
        s.about = WIFEXITED(status) ? topic::ended : topic::killed;
    }
    add(tid, std::move(s));
}

void narrator::tell_stop(step& s, task& t, bool born, int signal, int event) {
    s.what = event ? step::kind::event : step::kind::signal;
    if (signal == (SIGTRAP | 0x80)) {
        s.what = step::kind::stop;
        s.meaning = "stopped by SIGTRAP|0x80: a syscall-stop";
        s.about = t.inside ? topic::exit_stop : topic::entry_stop;
    } else if (event == PTRACE_EVENT_STOP && signal != SIGTRAP) {
        s.meaning = fmt::format("stopped by {}: a group-stop", named_signal(signal));
        s.brief = fmt::format("group-stop by {}", named_signal(signal));
        s.about = topic::group_stop;
    } else if (event == PTRACE_EVENT_STOP) {
        const bool asked = std::exchange(t.asked_to_stop, false);
        s.brief = asked ? "as asked" : born ? "its first stop" : "continued";
        s.meaning = "stopped by SIGTRAP, PTRACE_EVENT_STOP: " + s.brief;
        s.about = asked ? topic::interrupted : born ? topic::newborn : topic::continued;
    } else if (event) {
        if (event == PTRACE_EVENT_SECCOMP) s.what = step::kind::filtered;
        s.meaning = fmt::format("stopped by SIGTRAP, {}", event_name(event));
        s.brief = event_name(event);
        s.about = event == PTRACE_EVENT_EXEC      ? topic::exec_event
                  : event == PTRACE_EVENT_SECCOMP ? topic::seccomp
                                                  : topic::birth;
    } else {
        s.meaning = fmt::format("{} is about to be delivered", named_signal(signal));
        s.brief = s.meaning;
        s.about = topic::signal;
    }
}

void narrator::memory_read(pid_t tid, std::uint64_t from, std::span<const std::byte> got, std::size_t wanted) {
    ++reads_;
    step s;
    s.what = step::kind::read;
    s.did = fmt::format("process_vm_readv {:#x}", from);
    s.meaning = got.size() < wanted ? fmt::format("{} of {} bytes: {}", got.size(), wanted, preview(got))
                                    : fmt::format("{} bytes: {}", got.size(), preview(got));
    s.bytes = static_cast<std::uint32_t>(got.size());
    s.about = topic::reading;
    add(tid, std::move(s));
}

}  // namespace whytrace::output
