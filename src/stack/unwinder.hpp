// The stack of a task that is stopped: `unwinder::walk` is all that the rest of whytrace knows about stacks.
// Not here: showing it (src/output), when (src/cli/session.cpp).
// The hard part: what is known of a process's code is kept between walks, and mappings change; whoever sees the calls that change them
// says so.
#pragma once

#include "stack/image.hpp"
#include "stack/maps.hpp"
#include "whytrace/call.hpp"
#include "whytrace/frame.hpp"
#include "whytrace/memory.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <sys/types.h>
#include <unordered_map>
#include <vector>

namespace whytrace::stack {

class space;
class source_lines;

class unwinder {
  public:
    /// At most `limit` frames; `lines`: with file and line of the source, where debug information has them.
    unwinder(std::size_t limit, bool lines);
    ~unwinder();

    /// The frames of thread `tid` of process `tgid`, the innermost first. Valid until the next walk; the texts in them
    /// until the end. Empty for a 32-bit task, and where the task is gone.
    const std::vector<frame>& walk(pid_t tid, pid_t tgid, memory& m);

    /// A call is about to be made: if it may change what code is mapped, the maps are read again when that is over.
    void note(pid_t tid, pid_t tgid, const call& c);
    /// The process has become another program.
    void executed(pid_t former, pid_t tgid);
    void forget(pid_t tid, pid_t tgid);

  private:
    struct process {
        std::shared_ptr<space> code;
        std::vector<pid_t> changing;  // threads in a call that changes mappings
    };

    space& space_of(pid_t tid, pid_t tgid, memory& m);
    void refresh(process& p, pid_t tid, memory& m);
    std::shared_ptr<image> image_of(const mapping& m, pid_t tid, memory& memory);
    frame describe(space& s, std::uint64_t ip, bool called, pid_t tid, memory& m);

    std::size_t limit_;
    std::unique_ptr<source_lines> lines_;
    std::unordered_map<pid_t, process> processes_;
    std::vector<std::weak_ptr<space>> spaces_;
    std::map<std::string, std::shared_ptr<image>> images_;  // by device, inode and path
    std::map<std::string, std::string> files_;              // paths that frames refer to
    std::vector<frame> frames_;
};

/// Whether source lines can be found: the name of the library that does it, or empty.
std::string_view source_library();

}  // namespace whytrace::stack
