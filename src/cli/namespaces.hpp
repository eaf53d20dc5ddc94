// The namespaces that a call has made or entered: -e namespace=new.
// Not here: pids in other namespaces (src/decode/pid_spaces.hpp).
// The hard part: nothing tells but a comparison of /proc/PID/ns before and after the call.
#pragma once

#include "output/record.hpp"

#include <string>
#include <sys/types.h>
#include <vector>

namespace whytrace::cli {

class namespace_watch {
  public:
    /// At the entry of a call.
    void enter(const call& c, pid_t tid);
    /// At its exit: what is new stands behind the result.
    void leave(output::flight& f, const result& r, pid_t tid);

  private:
    static bool concerns(const call& c);

    std::vector<std::pair<pid_t, std::vector<std::string>>> before_;  // of tasks that are in such a call
};

}  // namespace whytrace::cli
