// The tracer under test: where it is, in which mode it runs, and its everyday command line.
// Not here: running it (process.hpp).
// Nothing hard: WHYTRACE names another program (a strace to compare with), WHYTRACE_MODE adds options to every run.
#pragma once

#include "support/process.hpp"
#include "support/scratch.hpp"
#include "support/trace_text.hpp"

#include <string>
#include <vector>

namespace whytrace::test {

/// Whether the tracer is a sanitized build, which starts more slowly and itself needs /proc.
#ifdef __SANITIZE_ADDRESS__
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif

/// argv[0] of the tracer: the prefix of its messages.
std::string tracer_name();
/// Its file, also where the name is to be searched in PATH.
std::string tracer_file();
/// The tracer with the options of the mode, then `arguments`.
std::vector<std::string> tracer(std::vector<std::string> arguments);
/// Whether the tests run with this option added ("--registers", "--traceme").
bool in_mode(const std::string& option);
/// The program NAME of tests/tracees.
std::string tracee(const std::string& name);

/// `-f -o FILE` with these options, on a program that prints what the trace must say.
struct traced_run {
    result program;
    trace_text trace;
};
traced_run trace(std::vector<std::string> options, const std::vector<std::string>& argv);
/// Runs it and compares: the text to show is empty if the trace is as the tracee expects and the tracer said nothing itself.
std::string surprises(const std::string& expected_ending, std::vector<std::string> options,
                      const std::vector<std::string>& argv);

/// Gives up all privileges: user and group 65534, no capability. For program::before_exec.
void drop_privileges();
/// Says why a test cannot run here, and ends it. CTest reports it as skipped, never as passed.
[[noreturn]] void skip(const std::string& reason);

}  // namespace whytrace::test
