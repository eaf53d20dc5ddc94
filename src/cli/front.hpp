// The process that whoever started whytrace knows, in front of the one that traces: for a program with a seccomp filter whose children
// are not followed. They carry the filter too, and may outlive the program; the tracer then stays with them, and the front ends in time.
// Not here: serving them (tracer::serve).
// The hard part is to be one to the outside: signals, exit status, and SIGKILL, which takes the tracer along.
#pragma once

#include "whytrace/tracer.hpp"

#include <sys/types.h>

namespace whytrace::cli {

class front {
  public:
    front() = default;
    ~front();
    front(const front&) = delete;
    front& operator=(const front&) = delete;

    /// Forks. The caller goes on in the child; its parent waits for report, or for our end.
    void split();
    /// The parent ends like this; we are in the background from now on, without a terminal and without its descriptors.
    void report(const outcome& end);

  private:
    int channel_ = -1;
};

}  // namespace whytrace::cli
