// The same options on the same program, under strace and under the tracer: the same text, but for ids, addresses and times.
// Not here: whole programs (tests/bench/compare.sh).
// The hard part is to normalise no more than must differ: alignment stays where the lines have no ids in them.
#pragma once

#include "support/process.hpp"

#include <string>
#include <vector>

namespace whytrace::test {

using words = std::vector<std::string>;

/// Skips the test where there is no strace to compare with.
void need_strace();

/// What is compared is what strace 6.1 does, in its words. Whether the one that is there is a newer one; `parting` knows its words.
bool strace_is_newer();

/// Whether the number of blanks in a line is compared: lines with ids in them are aligned by the length of those.
enum class alignment { counts, differs };

/// What one of the two had to say; `file` is all files that `-o @FILE` made.
struct side {
    std::string ending, out, err, file;
};
/// Runs `name` with `-o FILE` for the word @FILE, and normalises what it wrote.
side run_side(const std::string& name, words arguments);

/// Empty if exit status, output, messages and files are the same, else where they part.
std::string parting(const words& arguments, alignment a = alignment::differs);

std::string normalised(std::string text, const std::string& name);
std::string unaligned(const std::string& text);

}  // namespace whytrace::test
