// The tracer attached to a process of the test, with its trace in a file.
// Not here: what is to be seen there.
// The hard part: a test must know when the tracer has what it wants. It looks at the trace, which shows the call that a
// tracee is in, and at its messages; it never waits for a time.
#pragma once

#include "support/proc.hpp"
#include "support/tracer.hpp"

#include <csignal>
#include <cstdint>
#include <filesystem>

namespace whytrace::test {

class attached {
  public:
    /// `-o FILE -p TARGET` behind `options`; returns when the tracer has said that it is attached to each of the targets.
    explicit attached(pid_t target, std::vector<std::string> options = {"-f"})
        : attached(std::vector{target}, std::move(options)) {}
    attached(const std::vector<pid_t>& targets, std::vector<std::string> options)
        : tracer_(program{.argv = command(targets, std::move(options))}) {
        for (pid_t target : targets)
            tracer_.until_err(tracer_name() + ": Process " + std::to_string(target) + " attached");
    }

    process& tracer() { return tracer_; }
    std::string text() const { return read_file(file()); }
    trace_text trace() const { return trace_text(text()); }
    /// Bytes of the trace so far: that of a busy process grows faster than it can be read again and again.
    std::uintmax_t size() const { return std::filesystem::file_size(file()); }
    /// Waits until the trace has this text.
    void until(const std::string& what) {
        tracer_.until([&] { return text().find(what) != std::string::npos; });
    }
    /// SIGINT, as a user would end it; how it ended.
    std::string interrupt() {
        tracer_.send(SIGINT);
        return tracer_.finish();
    }

  private:
    std::string file() const { return here_.path("trace"); }
    std::vector<std::string> command(const std::vector<pid_t>& targets, std::vector<std::string> options) {
        options.insert(options.end(), {"-o", file()});
        for (pid_t target : targets) options.insert(options.end(), {"-p", std::to_string(target)});
        return test::tracer(std::move(options));
    }

    scratch here_;
    process tracer_;
};

}  // namespace whytrace::test
