// The one exception of whytrace: a request of the user that cannot be met, said in one clear line. Caught in main only.
// Not for what a tracee does (it vanishes, lies, runs off a page): that is news, not an error, and is told by return values.
// Nothing hard here.
#pragma once

#include <stdexcept>
#include <string>
#include <sys/types.h>

namespace whytrace {

/// `what()` is the line for the user, without the program's name in front. main adds "Try 'NAME -h' for more information."
struct usage_error : std::runtime_error {
    explicit usage_error(const std::string& line) : std::runtime_error(line) {}
    int exit_status = 1;
};

/// The request was understood, the system said no.
struct system_failure : std::runtime_error {
    explicit system_failure(const std::string& line) : std::runtime_error(line) {}
    int exit_status = 1;
};

/// ptrace itself was refused: what the diagnosis starts from. `what()` is strace's own line.
struct refused : system_failure {
    refused(const std::string& line, long request_, pid_t pid_, int error_)
        : system_failure(line), request(request_), pid(pid_), error(error_) {}
    long request;
    pid_t pid;
    int error;
};

}  // namespace whytrace
