// A trace with its summary behind it, or the summary alone (-C, -c): a format around another one.
// Not here: counting (summary.hpp), which is told by whoever knows how long a call took.
// Nothing hard here; with a file for each task, a task's table is the last thing in its own.
#pragma once

#include "output/channels.hpp"
#include "output/record.hpp"
#include "output/summary.hpp"

#include <memory>

namespace whytrace::output {

class summary_page final : public format {
  public:
    /// `alone`: of the trace only changes of mode are shown, as in strace.
    summary_page(summary& counts, std::unique_ptr<format> trace, channels& pages, bool alone, bool separate)
        : counts_(counts), trace_(std::move(trace)), pages_(pages), alone_(alone), separate_(separate) {}

    void show(const record& r) override;
    bool unsettled() override { return trace_->unsettled(); }

  private:
    summary& counts_;
    std::unique_ptr<format> trace_;
    channels& pages_;
    bool alone_, separate_;
};

}  // namespace whytrace::output
