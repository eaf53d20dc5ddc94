// `--debug`.
// Not here: the trace.
// Nothing hard here.
#include "cli/debug.hpp"

#include "output/ptrace_names.hpp"

#include <cstring>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <string_view>
#include <sys/wait.h>

namespace whytrace::cli {

namespace {

class debug_observer final : public ptrace_observer {
  public:
    debug_observer() : log_("debug", std::make_shared<spdlog::sinks::stderr_sink_st>()) {
        log_.set_pattern("%T.%f %v");
        log_.flush_on(spdlog::level::trace);
    }

    void request(long request, pid_t tid, std::uint64_t addr, std::uint64_t data, long result, int error) override {
        if (error)
            log_.info("{}({:#x}) {} {:#x}, {:#x} = {}", output::request_name(request), request, tid, addr, data,
                      std::strerror(error));
        else
            log_.info("{}({:#x}) {} {:#x}, {:#x} = {}", output::request_name(request), request, tid, addr, data,
                      result);
    }

    void waited(pid_t tid, int status) override {
        if (WIFEXITED(status))
            log_.info("waitpid {}: exited with {}", tid, WEXITSTATUS(status));
        else if (WIFSIGNALED(status))
            log_.info("waitpid {}: killed by signal {}", tid, WTERMSIG(status));
        else if (WSTOPSIG(status) == (SIGTRAP | 0x80))
            log_.info("waitpid {}: syscall-stop", tid);
        else
            log_.info("waitpid {}: stopped by signal {} {}", tid, WSTOPSIG(status), output::event_name(status >> 16));
    }

    void decided(std::string_view what) override { log_.info("{}", what); }

  private:
    spdlog::logger log_;
};

}  // namespace

std::unique_ptr<ptrace_observer> make_debug_observer() { return std::make_unique<debug_observer>(); }

}  // namespace whytrace::cli
