// `--debug`.
// Not here: the trace.
// Nothing hard here.
#include "cli/debug.hpp"

#include "output/ptrace_names.hpp"
#include "text/format.hpp"

#include <chrono>
#include <cstring>
#include <ctime>
#include <iterator>
#include <memory>
#include <spdlog/logger.h>
#include <spdlog/sinks/sink.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

namespace whytrace::cli {

namespace {

/// A line a message, with the time of day. (spdlog's own sinks bring its language of patterns along, which is a tenth of the program.)
class stderr_lines final : public spdlog::sinks::sink {
  public:
    void log(const spdlog::details::log_msg& message) override {
        const auto since = message.time.time_since_epoch();
        const std::time_t seconds = std::chrono::duration_cast<std::chrono::seconds>(since).count();
        const auto us = std::chrono::duration_cast<std::chrono::microseconds>(since).count() % 1'000'000;
        std::tm t{};
        ::localtime_r(&seconds, &t);
        fmt::memory_buffer line;
        fmt::format_to(std::back_inserter(line), "{:02}:{:02}:{:02}.{:06} {}\n", t.tm_hour, t.tm_min, t.tm_sec, us,
                       message.payload);
        [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
    }
    void flush() override {}
    void set_pattern(const std::string&) override {}
    void set_formatter(std::unique_ptr<spdlog::formatter>) override {}
};

class debug_observer final : public ptrace_observer {
  public:
    debug_observer() : log_("debug", std::make_shared<stderr_lines>()) {}

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
