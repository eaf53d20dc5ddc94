// Runs programs for the tests: with pipes or a terminal, every wait with a time limit, nothing left behind.
// Not here: what is special to the tracer (tracer.hpp) or to the text of a trace (trace_text.hpp).
// The hard part: a test must neither hang nor sleep, and what it started must be gone after a failure, stopped and traced tasks included.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <utility>
#include <vector>

namespace whytrace::test {

/// How long any single wait may take. Far above what is needed: reaching it is a failure. A test of a crowd may set more.
inline std::chrono::seconds wait_limit{20};

struct program {
    std::vector<std::string> argv;
    bool terminal = false;  ///< stdin, stdout and stderr are a new terminal of its own session
    std::vector<std::pair<std::string, std::string>> environment{};  ///< added to ours
    std::function<void()> before_exec{};                             ///< runs in the child
};

/// "exited with 3", "killed by SIGTERM": a wait status in the words of a trace.
std::string ending(int status);

class process {
  public:
    explicit process(const program& what);
    /// Kills whatever is left of it, and of its descendants when it was the last one.
    ~process();
    process(const process&) = delete;
    process& operator=(const process&) = delete;

    pid_t pid() const { return pid_; }
    /// All that was read so far. A terminal's output is in out().
    const std::string& out() const { return streams_[0].text; }
    const std::string& err() const { return streams_[1].text; }

    void write(std::string_view text);
    void close_input();
    /// Nobody reads its stdout (or stderr) any more.
    void close_output();
    void close_error();
    void send(int signal) const;

    /// Reads until `text` appears in what was not yet passed by an earlier call; returns what stood before it.
    std::string until_out(std::string_view text) { return until(streams_[0], text); }
    std::string until_err(std::string_view text) { return until(streams_[1], text); }
    /// Reads until the predicate holds, which may look at anything.
    void until(const std::function<bool()>& predicate);
    /// Closes its stdin, reads all output, waits for its end.
    std::string finish();
    /// As finish, but its stdin stays open until it has ended.
    std::string wait();

  private:
    struct stream {
        int fd = -1;
        std::string text;
        std::size_t passed = 0;
    };
    std::string until(stream& s, std::string_view text);
    bool pump(std::chrono::milliseconds limit);
    bool ended();
    [[noreturn]] void give_up(const std::string& waited_for);

    pid_t pid_ = -1;
    int input_ = -1;
    int pidfd_ = -1;
    bool reaped_ = false;
    int status_ = 0;
    bool terminal_ = false;
    stream streams_[2];
};

/// Runs it to its end with an empty stdin.
struct result {
    std::string ending, out, err;
};
result run(const program& what);
result run(std::vector<std::string> argv);

/// Waits until `predicate` holds; for what no pipe can tell (the state of a task in /proc). Fails with `what` at the limit.
void eventually(const std::string& what, const std::function<bool()>& predicate);

}  // namespace whytrace::test
