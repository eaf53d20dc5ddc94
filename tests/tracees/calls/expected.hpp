// What a tracee of this folder says that its trace must have: the lines of expected/AREA.lines, each as it makes the call.
// Not here: the comparison with the trace (bench/expected_lines.py).
// The hard part: to say so must make no call, and must outlast a call that does not return: the lines go, before the call, to memory
// that is the file which EXPECTED names. A child shares that memory, so it makes its calls without sys().
#pragma once

#include "tracees/calls/shapes.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <unistd.h>

namespace calls::expected {

// "# NAME" begins the lines of the function NAME; a line that begins with a space is of no call here, but of a library function
// or a signal. ${answer} is what the call returned, ${1} to ${6} its arguments, where they are descriptors, processes or lengths
// (${3-16}: less 16); what else varies is for the comparison. shapes.hpp says what % and = are.
inline constexpr std::string_view lines =
#ifdef CALLS_EXPECTED
#include CALLS_EXPECTED
#else
    ""
#endif
    ;

inline std::string_view left, section = "(none)";
inline std::string_view answer;  // of the line of the call that is being made
inline char* out = nullptr;      // null: nobody has asked

/// Ends the tracee: its calls and its lines do not go together.
[[noreturn]] inline void apart(const char* how) {
    dprintf(STDERR_FILENO, "section %.*s %s\n", static_cast<int>(section.size()), section.data(), how);
    std::abort();
}

inline void add(std::string_view text) {
    std::memcpy(out, text.data(), text.size());
    out += text.size();
}

inline std::string_view next() {
    const auto line = left.substr(0, left.find('\n'));
    left.remove_prefix(line.size() + 1);
    return line;
}

/// A line, behind a space that becomes a ? if the answer is another. Where it begins.
inline char* say(std::string_view line, const long* arguments) {
    char* const start = out;
    add(" ");
    for (std::size_t at; (at = line.find("${")) != line.npos; line.remove_prefix(at + 2)) {
        const auto which = static_cast<unsigned>(line[at + 2] - '1');
        add(line.substr(0, at + (which < 6 ? 0 : 2)));
        if (which >= 6) continue;
        out += std::sprintf(out, "%d", static_cast<int>(arguments[which]) + std::atoi(line.data() + at + 3));
        line.remove_prefix(line.find('}', at) - at - 1);
    }
    add(line), add("\n");
    return start;
}

/// What comes without a call of ours.
inline void others() {
    while (left.starts_with(' ')) say(next().substr(1), nullptr);
}

/// Before a call: its line.
inline char* row(const long* arguments) {
    if (out == nullptr) return nullptr;
    others();
    if (left.empty() || left.starts_with('#')) apart("has a line too few");
    answer = left.substr(0, left.find('\n') + 1);
    answer.remove_prefix(answer.rfind(" = ") + 3);
    char* const start = say(next(), arguments);
    if (answer[0] == '?') others();  // it may not return
    return start;
}

/// Instead of it, where the kernel has no such call.
inline void without(char* start) {
    if (start != nullptr) out = start;
}

/// After it: what the kernel has answered, if that is not what its line says.
inline void answered(char* start, long result) {
    if (start == nullptr) return;
    const bool left_open = answer.starts_with("${answer}");
    if (left_open && result == 0) return;  // in a child, perhaps, whose memory this is not
    char text[128];
    if (result == -1)
        std::snprintf(text, sizeof text, "-1 %s (%s)\n", strerrorname_np(errno), strerrordesc_np(errno));
    else
        std::snprintf(text, sizeof text, "%ld\n", result);
    // The line's number may be in another base, and have a note behind it.
    const bool same = result == -1 ? answer == text : !left_open && std::strtol(answer.data(), nullptr, 0) == result;
    if (same || answer[0] == '?' || (answer[0] == '$' && !left_open && result != -1)) return;
    if (!left_open || result == -1) *start = '?';
    out -= answer.size();
    add(text);
}

/// The lines that follow are of the function that calls this.
inline void begin(const char* name) {
    if (out == nullptr) return;
    others();
    if (!left.starts_with("# ")) apart("has a line too many");
    if ((section = next().substr(2)) != name) apart("has come too early");
}

/// Where EXPECTED says, if it does.
inline void open_file() {
    const char* const file = std::getenv("EXPECTED");
    if (file == nullptr) return;
    left = *new std::string{shapes{}.written_out(lines)};  // for good: to free it might be a call
    const std::size_t size = 2 * left.size() + 65536;
    const int fd = open(file, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || ftruncate(fd, static_cast<off_t>(size)) != 0) std::abort();
    void* const there = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (there == MAP_FAILED) std::abort();
    close(fd);
    out = static_cast<char*>(there);
}

/// At the end of the program: what comes then, and nothing else may be left.
struct end {
    ~end() {
        if (out == nullptr) return;
        others();
        if (!left.empty()) apart("is not the last");
    }
};
inline const end at_the_end;

}  // namespace calls::expected
