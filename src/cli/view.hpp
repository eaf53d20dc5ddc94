// What the trace is shown as, and on which pages: the formats that the options ask for.
// Not here: the formats (src/output), what they are given (session.hpp).
// Nothing hard here.
#pragma once

#include "cli/messages.hpp"
#include "cli/options.hpp"
#include "output/channels.hpp"
#include "output/colour.hpp"
#include "output/record.hpp"
#include "output/summary.hpp"
#include "whytrace/tracer.hpp"

#include <memory>
#include <optional>

namespace whytrace::cli {

class view {
  public:
    /// Throws system_failure if a file cannot be opened. The arguments outlive the view.
    view(const options& o, messages& m);

    output::format& format() { return *format_; }
    /// What is counted for -c and -C.
    output::summary& summary() { return summary_; }
    /// Who wants to see what the tracer does; null: nobody.
    ptrace_observer* observer() { return observer_; }

  private:
    output::palette palette_;
    output::summary summary_;
    output::channels pages_;
    std::optional<output::channels> recording_;
    std::unique_ptr<output::format> format_;
    ptrace_observer* observer_ = nullptr;
};

}  // namespace whytrace::cli
