// Reads the text of a trace back: one list of lines a task, interrupted calls joined.
// Not here: knowledge of what a line should say; that is in the tests and in the tracees, which print what they expect.
// The hard part: execve by a thread ends under another id than it began (ptrace(2), "execve(2) under ptrace").
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace whytrace::test {

using lines = std::vector<std::string>;

lines split_lines(std::string_view text);
/// Whether `text` is `pattern`, in which `*` stands for anything.
bool like(std::string_view pattern, std::string_view text);
/// Runs of blanks as one: alignment does not matter to most tests.
std::string squeeze(std::string_view text);
/// `text` with every occurrence of `what` replaced.
std::string replaced(std::string text, std::string_view what, std::string_view with);

class trace_text {
  public:
    /// `text`: what `-f -o FILE` wrote. Lines without a task's id in front are task 0's.
    explicit trace_text(const std::string& text);

    const lines& of(pid_t task) const;
    std::vector<pid_t> tasks() const;
    /// All lines of all tasks that match.
    std::size_t count(std::string_view pattern) const;

    /// Compares with what tracees printed by expect() of tracees/tracee.hpp, line after line for each task. Empty if all
    /// is as expected, else what is missing. Calls of mark() must be there exactly as often as they are expected.
    std::string differs_from(const std::string& expectations) const;
    const std::string& text() const { return text_; }

  private:
    std::string text_;
    std::map<pid_t, lines> tasks_;
};

/// Empty if the patterns are found in this order, else the first that is not.
std::string missing(const lines& all, const lines& patterns);

/// Where two texts part: empty, or the first lines that are not equal.
std::string difference(std::string_view one, std::string_view other);

}  // namespace whytrace::test
