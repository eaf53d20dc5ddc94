// `--debug`.
// Not here: the trace.
// Nothing hard here; numbers are given their names from ptrace(2).
#include "cli/debug.hpp"

#include <cstring>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <string_view>
#include <sys/ptrace.h>
#include <sys/wait.h>

namespace whytrace::cli {

namespace {

std::string_view request_name(long request) {
    switch (request) {
    case PTRACE_TRACEME: return "PTRACE_TRACEME";
    case PTRACE_SEIZE: return "PTRACE_SEIZE";
    case PTRACE_INTERRUPT: return "PTRACE_INTERRUPT";
    case PTRACE_LISTEN: return "PTRACE_LISTEN";
    case PTRACE_SYSCALL: return "PTRACE_SYSCALL";
    case PTRACE_CONT: return "PTRACE_CONT";
    case PTRACE_DETACH: return "PTRACE_DETACH";
    case PTRACE_SETOPTIONS: return "PTRACE_SETOPTIONS";
    case PTRACE_GETEVENTMSG: return "PTRACE_GETEVENTMSG";
    case PTRACE_GETSIGINFO: return "PTRACE_GETSIGINFO";
    case PTRACE_GETREGSET: return "PTRACE_GETREGSET";
    case PTRACE_SETREGSET: return "PTRACE_SETREGSET";
    case PTRACE_GET_SYSCALL_INFO: return "PTRACE_GET_SYSCALL_INFO";
    case PTRACE_PEEKDATA: return "PTRACE_PEEKDATA";
    default: return "ptrace";
    }
}

std::string_view event_name(int event) {
    switch (event) {
    case 0: return "";
    case PTRACE_EVENT_FORK: return " EVENT_FORK";
    case PTRACE_EVENT_VFORK: return " EVENT_VFORK";
    case PTRACE_EVENT_CLONE: return " EVENT_CLONE";
    case PTRACE_EVENT_EXEC: return " EVENT_EXEC";
    case PTRACE_EVENT_VFORK_DONE: return " EVENT_VFORK_DONE";
    case PTRACE_EVENT_EXIT: return " EVENT_EXIT";
    case PTRACE_EVENT_SECCOMP: return " EVENT_SECCOMP";
    case PTRACE_EVENT_STOP: return " EVENT_STOP";
    default: return " (unknown event)";
    }
}

class debug_observer final : public ptrace_observer {
  public:
    debug_observer() : log_("debug", std::make_shared<spdlog::sinks::stderr_sink_st>()) {
        log_.set_pattern("%T.%f %v");
        log_.flush_on(spdlog::level::trace);
    }

    void request(long request, pid_t tid, std::uint64_t addr, std::uint64_t data, long result, int error) override {
        if (error)
            log_.info("{}({:#x}) {} {:#x}, {:#x} = {}", request_name(request), request, tid, addr, data,
                      std::strerror(error));
        else
            log_.info("{}({:#x}) {} {:#x}, {:#x} = {}", request_name(request), request, tid, addr, data, result);
    }

    void waited(pid_t tid, int status) override {
        if (WIFEXITED(status))
            log_.info("waitpid {}: exited with {}", tid, WEXITSTATUS(status));
        else if (WIFSIGNALED(status))
            log_.info("waitpid {}: killed by signal {}", tid, WTERMSIG(status));
        else if (WSTOPSIG(status) == (SIGTRAP | 0x80))
            log_.info("waitpid {}: syscall-stop", tid);
        else
            log_.info("waitpid {}: stopped by signal {}{}", tid, WSTOPSIG(status), event_name(status >> 16));
    }

    void decided(std::string_view what) override { log_.info("{}", what); }

  private:
    spdlog::logger log_;
};

}  // namespace

std::unique_ptr<ptrace_observer> make_debug_observer() { return std::make_unique<debug_observer>(); }

}  // namespace whytrace::cli
