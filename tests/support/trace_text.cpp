// Parses traces and compares them with expectations.
// Not here: running anything.
// The hard part is in the constructor: "<unfinished ...>", "<... resumed>", and the id that changes in between.
#include "support/trace_text.hpp"

#include <algorithm>
#include <charconv>

namespace whytrace::test {

namespace {

constexpr std::string_view unfinished = " <unfinished ...>";

std::string_view after_number(std::string_view line, pid_t& number) {
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
    const auto size = static_cast<std::size_t>(end - line.data());
    if (error != std::errc{} || size == line.size() || line[size] != ' ') {
        number = 0;
        return line;
    }
    line.remove_prefix(std::min(line.size(), line.find_first_not_of(' ', size)));
    return line;
}

/// The number behind `before` in `line`, 0 if that is not there.
pid_t number_behind(std::string_view line, std::string_view before) {
    const std::size_t at = line.find(before);
    pid_t number = 0;
    if (at != std::string_view::npos)
        std::from_chars(line.data() + at + before.size(), line.data() + line.size(), number);
    return number;
}

bool is_mark(std::string_view line) { return line.starts_with("close(") && number_behind(line, "close(") >= 1000; }

/// The last lines of a task, for the message of a failed test.
std::string tail_of(pid_t task, const lines& all) {
    const std::size_t shown = std::min<std::size_t>(all.size(), 30);
    std::string text = "--- the last " + std::to_string(shown) + " lines of " + std::to_string(task) + ":\n";
    for (std::size_t i = all.size() - shown; i < all.size(); i++) text += all[i] + '\n';
    return text;
}

}  // namespace

lines split_lines(std::string_view text) {
    lines all;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        all.emplace_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return all;
}

bool like(std::string_view pattern, std::string_view text) {
    for (; !pattern.empty(); pattern.remove_prefix(1), text.remove_prefix(1)) {
        if (pattern[0] == '*') {
            pattern.remove_prefix(1);
            for (std::size_t skip = 0; skip <= text.size(); skip++)
                if (like(pattern, text.substr(skip))) return true;
            return false;
        }
        if (text.empty() || pattern[0] != text[0]) return false;
    }
    return text.empty();
}

std::string squeeze(std::string_view text) {
    std::string result;
    for (char c : text)
        if (c != ' ' || (!result.empty() && result.back() != ' ')) result += c;
    return result;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size())
        text.replace(at, what.size(), with);
    return text;
}

trace_text::trace_text(const std::string& text) : text_(text) {
    std::map<pid_t, std::string> begun;
    for (const std::string& raw : split_lines(text)) {
        pid_t task;
        std::string line(after_number(raw, task));
        if (line.ends_with(unfinished)) {
            begun[task] = line.substr(0, line.size() - unfinished.size());
            continue;
        }
        if (const pid_t leader = number_behind(line, " <pid changed to ")) {
            begun[leader] = line.substr(0, line.find(" <pid changed to "));
            continue;
        }
        if (const pid_t thread = number_behind(line, "+++ superseded by execve in pid "); begun.contains(thread)) {
            begun[task] = begun[thread];
            begun.erase(thread);
        }
        if (const std::size_t resumed = line.find(" resumed>"); line.starts_with("<... ") && begun.contains(task)) {
            line = begun[task] + line.substr(resumed + 9);
            begun.erase(task);
        }
        tasks_[task].push_back(squeeze(line));
    }
    for (const auto& [task, line] : begun) tasks_[task].push_back(squeeze(line) + " <never finished>");
}

const lines& trace_text::of(pid_t task) const {
    static const lines none;
    const auto found = tasks_.find(task);
    return found == tasks_.end() ? none : found->second;
}

std::vector<pid_t> trace_text::tasks() const {
    std::vector<pid_t> all;
    for (const auto& [task, lines] : tasks_) all.push_back(task);
    return all;
}

std::size_t trace_text::count(std::string_view pattern) const {
    std::size_t n = 0;
    for (const auto& [task, lines] : tasks_)
        n += static_cast<std::size_t>(
            std::ranges::count_if(lines, [&](const std::string& l) { return like(pattern, l); }));
    return n;
}

std::string trace_text::differs_from(const std::string& expectations) const {
    std::map<pid_t, lines> expected;
    for (const std::string& line : split_lines(expectations)) {
        pid_t task;
        const std::string_view pattern = after_number(line, task);
        expected[task].push_back(squeeze(pattern));
    }
    for (const auto& [task, lines] : tasks_) expected[task];
    std::string differences;
    for (const auto& [task, patterns] : expected) {
        const lines& shown = of(task);
        std::string what = missing(shown, patterns);
        const auto marks = std::ranges::count_if(shown, is_mark), wanted = std::ranges::count_if(patterns, is_mark);
        if (what.empty() && marks != wanted)
            what = std::to_string(marks) + " marks shown, " + std::to_string(wanted) + " expected";
        if (!what.empty()) differences += "task " + std::to_string(task) + ": " + what + '\n' + tail_of(task, shown);
    }
    return differences;
}

std::string missing(const lines& all, const lines& patterns) {
    auto from = all.begin();
    for (const std::string& pattern : patterns) {
        from = std::find_if(from, all.end(), [&](const std::string& line) { return like(pattern, line); });
        if (from == all.end()) return "missing, or too early: " + pattern;
        ++from;
    }
    return {};
}

std::string difference(std::string_view one, std::string_view other) {
    lines a = split_lines(one), b = split_lines(other);
    a.resize(std::max(a.size(), b.size()), "(nothing)");
    b.resize(a.size(), "(nothing)");
    std::string text;
    for (std::size_t i = 0, shown = 0; i < a.size() && shown < 10; i++)
        if (a[i] != b[i]) text += "line " + std::to_string(i + 1) + ": " + a[i] + "\n  other: " + b[i] + '\n', shown++;
    return text;
}

}  // namespace whytrace::test
