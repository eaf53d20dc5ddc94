// A process that outlives the tracer by a moment, to give tasks their masks back if SIGKILL ends it.
// Not here: every other way out, on which the tracer does that itself.
// The hard part: it must not be seen by the tracer's waits, hold its descriptors open, or share its signals.
#pragma once

#include "trace/pins.hpp"

namespace whytrace::trace {

class guard {
  public:
    guard() = default;
    ~guard();
    guard(const guard&) = delete;
    guard& operator=(const guard&) = delete;

    /// `table` is in shared memory. Does nothing if there is one already; a failure leaves us without.
    void start(const pin_table& table);

  private:
    int leash_ = -1;  ///< closed by our end
};

}  // namespace whytrace::trace
