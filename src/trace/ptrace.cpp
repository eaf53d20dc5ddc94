// The only file in src/ that calls ptrace(2).
// Not here: which request is right when (step.cpp).
// The raw system call is used: glibc's wrapper turns PEEK results around and knows no newer requests.
#include "trace/ptrace.hpp"

#include "trace/proc.hpp"

#include <cerrno>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// Linux 6.16.
#ifndef PTRACE_SET_SYSCALL_INFO
#define PTRACE_SET_SYSCALL_INFO 0x4212
#endif

namespace whytrace::trace {

const long ptrace_call_number = SYS_ptrace;

namespace {

template <class T> std::uint64_t address(T* p) { return reinterpret_cast<std::uint64_t>(p); }

ptrace_result ask(long what, pid_t tid, std::uint64_t addr, std::uint64_t data) {
    const long value = ::syscall(ptrace_call_number, what, tid, addr, data);
    return {value, value == -1 ? errno : 0};
}

}  // namespace

// Who is still in its stop is not gone, and taken for gone it would stay there for ever.
ptrace_result request(long what, pid_t tid, std::uint64_t addr, std::uint64_t data) {
    auto answer = ask(what, tid, addr, data);
    if (answer.gone() && state_of(tid) == 't') answer = ask(what, tid, addr, data);
    if (observer) [[unlikely]]
        observer->request(what, tid, addr, data, answer.value, answer.error);
    return answer;
}

ptrace_result seize(pid_t tid, unsigned long options) { return request(PTRACE_SEIZE, tid, 0, options); }
ptrace_result set_options(pid_t tid, unsigned long options) { return request(PTRACE_SETOPTIONS, tid, 0, options); }
ptrace_result trace_me() { return request(PTRACE_TRACEME, 0, 0, 0); }
ptrace_result interrupt(pid_t tid) { return request(PTRACE_INTERRUPT, tid, 0, 0); }
ptrace_result listen(pid_t tid) { return request(PTRACE_LISTEN, tid, 0, 0); }

ptrace_result resume_to_syscall(pid_t tid, int signal) {
    return request(PTRACE_SYSCALL, tid, 0, static_cast<std::uint64_t>(signal));
}

ptrace_result resume_freely(pid_t tid, int signal) {
    return request(PTRACE_CONT, tid, 0, static_cast<std::uint64_t>(signal));
}

ptrace_result detach(pid_t tid, int signal) {
    return request(PTRACE_DETACH, tid, 0, static_cast<std::uint64_t>(signal));
}

ptrace_result event_message(pid_t tid, unsigned long& message) {
    return request(PTRACE_GETEVENTMSG, tid, 0, address(&message));
}

ptrace_result signal_info(pid_t tid, siginfo_t& info) { return request(PTRACE_GETSIGINFO, tid, 0, address(&info)); }

ptrace_result syscall_info(pid_t tid, ptrace_syscall_info& info) {
    return request(PTRACE_GET_SYSCALL_INFO, tid, sizeof info, address(&info));
}

ptrace_result set_syscall_info(pid_t tid, const ptrace_syscall_info& info) {
    return request(PTRACE_SET_SYSCALL_INFO, tid, sizeof info, address(&info));
}

ptrace_result poke_word(pid_t tid, std::uint64_t to, unsigned long word) {
    return request(PTRACE_POKEDATA, tid, to, word);
}

ptrace_result get_register_set(pid_t tid, int note, void* buffer, std::size_t& size) {
    iovec part{buffer, size};
    const auto answer = request(PTRACE_GETREGSET, tid, static_cast<std::uint64_t>(note), address(&part));
    size = part.iov_len;
    return answer;
}

ptrace_result set_register_set(pid_t tid, int note, const void* buffer, std::size_t size) {
    iovec part{const_cast<void*>(buffer), size};
    return request(PTRACE_SETREGSET, tid, static_cast<std::uint64_t>(note), address(&part));
}

}  // namespace whytrace::trace
