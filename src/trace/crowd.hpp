// Waiting among many tasks at a cost that does not grow with their number.
// Not here: few tasks, for which waitpid(-1) is the best there is.
// The hard part: waitpid(-1) looks at every task there is (2,000 of them: half a millisecond a call). SIGCHLD names the task that has
// stopped, but is not queued: of those that stop while one is pending, nothing is said.
#pragma once

#include "trace/signals.hpp"
#include "trace/wait.hpp"

#include <cstddef>
#include <vector>

namespace whytrace::trace {

class crowd {
  public:
    explicit crowd(own_signals& signals) : signals_(signals) {}

    /// Whether there are so many that next() is better; told how many there are.
    bool is_there(std::size_t tasks);
    /// The next stop or death, as wait_for_any; `more` gets others that were met on the way.
    waited next(std::vector<waited>& more);

  private:
    waited look_at_all(std::vector<waited>& more);

    own_signals& signals_;
    bool on_ = false;
    bool unseen_ = true;  ///< somebody may have stopped of whom no signal will tell
    int named_ = 0;       ///< stops taken by name since we looked at all
};

}  // namespace whytrace::trace
