// What whytrace itself says: lines on standard error, behind the name it was called by.
// Not here: the trace (src/output).
// The hard part: trace and messages may share a terminal; then a message must not land in the middle of a line of the trace.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace whytrace::cli {

class messages {
  public:
    explicit messages(std::string name) : name_(std::move(name)) {}

    /// While it lives, `before` is called before each message: it ends the line that the trace has open on the same terminal.
    class room {
      public:
        room(messages& m, std::function<void()> before) : messages_(m) { m.before_ = std::move(before); }
        ~room() { messages_.before_ = nullptr; }
        room(const room&) = delete;
        room& operator=(const room&) = delete;

      private:
        messages& messages_;
    };

    /// "NAME: line"
    void say(std::string_view line);
    /// Several lines as they are.
    void show(std::string_view text) { write_line(text); }
    /// Where to read on after a mistake in the command line.
    void hint();

  private:
    void write_line(std::string_view text);

    std::string name_;
    std::function<void()> before_;
};

}  // namespace whytrace::cli
