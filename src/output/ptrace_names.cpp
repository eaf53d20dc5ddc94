// Names of requests and events.
// Not here: what they do (narrate_words.cpp has it in words).
// Nothing hard here.
#include "output/ptrace_names.hpp"

#include <linux/ptrace.h>
#include <utility>

namespace whytrace::output {

namespace {

#define NAMED(name)                                                                                                    \
    { name, #name }
constexpr std::pair<long, std::string_view> requests[] = {NAMED(PTRACE_TRACEME),
                                                          NAMED(PTRACE_PEEKDATA),
                                                          NAMED(PTRACE_POKEDATA),
                                                          NAMED(PTRACE_CONT),
                                                          NAMED(PTRACE_ATTACH),
                                                          NAMED(PTRACE_DETACH),
                                                          NAMED(PTRACE_SYSCALL),
                                                          NAMED(PTRACE_SETOPTIONS),
                                                          NAMED(PTRACE_GETREGSET),
                                                          NAMED(PTRACE_SETREGSET),
                                                          NAMED(PTRACE_GETEVENTMSG),
                                                          NAMED(PTRACE_GETSIGINFO),
                                                          NAMED(PTRACE_SEIZE),
                                                          NAMED(PTRACE_INTERRUPT),
                                                          NAMED(PTRACE_LISTEN),
                                                          NAMED(PTRACE_GET_SYSCALL_INFO),
                                                          {set_syscall_info, "PTRACE_SET_SYSCALL_INFO"}};
constexpr std::pair<int, std::string_view> events[] = {{0, ""},
                                                       NAMED(PTRACE_EVENT_FORK),
                                                       NAMED(PTRACE_EVENT_VFORK),
                                                       NAMED(PTRACE_EVENT_CLONE),
                                                       NAMED(PTRACE_EVENT_EXEC),
                                                       NAMED(PTRACE_EVENT_EXIT),
                                                       NAMED(PTRACE_EVENT_VFORK_DONE),
                                                       NAMED(PTRACE_EVENT_STOP),
                                                       NAMED(PTRACE_EVENT_SECCOMP)};
#undef NAMED

}  // namespace

std::string_view request_name(long request) {
    for (const auto& [number, name] : requests)
        if (number == request) return name;
    return "ptrace";
}

std::string_view event_name(int event) {
    for (const auto& [number, name] : events)
        if (number == event) return name;
    return "an event that whytrace does not know";
}

}  // namespace whytrace::output
