// Command lines of the tracer.
// Nothing hard here.
#include "support/tracer.hpp"
#include "support/proc.hpp"

#include <cstdio>
#include <cstdlib>
#include <grp.h>
#include <stdexcept>
#include <unistd.h>

namespace whytrace::test {

namespace {

std::string environment(const char* name, const char* otherwise) {
    const char* value = std::getenv(name);
    return value ? value : otherwise;
}

}  // namespace

std::string tracer_name() { return environment("WHYTRACE", WHYTRACE_PROGRAM); }

std::string tracer_file() {
    const std::string found = run({"sh", "-c", "command -v \"$0\"", tracer_name()}).out;
    return found.substr(0, found.find('\n'));
}

bool in_mode(const std::string& option) { return environment("WHYTRACE_MODE", "") == option; }

std::vector<std::string> tracer(std::vector<std::string> arguments) {
    if (const std::string mode = environment("WHYTRACE_MODE", ""); !mode.empty())
        arguments.insert(arguments.begin(), mode);
    arguments.insert(arguments.begin(), tracer_name());
    return arguments;
}

std::string tracee(const std::string& name) {
    return environment("WHYTRACE_TRACEES", WHYTRACE_TRACEES_DIR) + '/' + name;
}

traced_run trace(std::vector<std::string> options, const std::vector<std::string>& argv) {
    const scratch here;
    options.insert(options.begin(), {"-f", "-o", here.path("trace")});
    options.insert(options.end(), argv.begin(), argv.end());
    result program = run(tracer(std::move(options)));
    return {std::move(program), trace_text(read_file(here.path("trace")))};
}

std::string surprises(const std::string& expected_ending, std::vector<std::string> options,
                      const std::vector<std::string>& argv) {
    const traced_run r = trace(std::move(options), argv);
    std::string text;
    if (r.program.ending != expected_ending)
        text += "the tracer " + r.program.ending + ", not " + expected_ending + '\n';
    if (!r.program.err.empty()) text += "stderr: " + r.program.err;
    return text + r.trace.differs_from(r.program.out);
}

void drop_privileges() {
    // Leaving uid 0 for good clears every capability set but the bounding set (capabilities(7)).
    if (getuid() == 0 &&
        (setgroups(0, nullptr) != 0 || setresgid(65534, 65534, 65534) != 0 || setresuid(65534, 65534, 65534) != 0))
        _exit(124);
}

void skip(const std::string& reason) {
    std::printf("TEST SKIPPED: %s\n", reason.c_str());
    std::fflush(stdout);
    std::_Exit(0);
}

}  // namespace whytrace::test
