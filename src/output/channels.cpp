// Opening a task's own page when it first has something to say.
// Not here: files (sink.cpp).
// Nothing hard here.
#include "output/channels.hpp"

namespace whytrace::output {

channel& channels::own(pid_t tid) {
    const auto found = own_.find(tid);
    return found != own_.end() ? found->second : own_.emplace(tid, channel(open_(tid))).first->second;
}

}  // namespace whytrace::output
