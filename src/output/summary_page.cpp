// Writing the summary where the trace ends.
// Not here: what is in it (summary.cpp).
// Nothing hard here.
#include "output/summary_page.hpp"

#include <variant>

namespace whytrace::output {

void summary_page::show(const record& r) {
    if (const auto* e = std::get_if<records::exited>(&r)) counts_.name_task(e->from.tid, e->from.comm.text());
    if (const auto* k = std::get_if<records::killed>(&r)) counts_.name_task(k->from.tid, k->from.comm.text());
    if (const auto* d = std::get_if<records::detached>(&r)) counts_.name_task(d->from.tid, d->from.comm.text());
    if (const auto* gone = std::get_if<records::task_gone>(&r); gone && separate_)
        if (const auto table = counts_.take(gone->tid); !table.empty()) pages_.of(gone->tid).to->write(table);
    const bool ends = std::holds_alternative<records::finished>(r);
    if (ends && !separate_) {
        trace_->show(records::aside{});
        pages_.of(0).to->write(counts_.text());
    }
    const bool shown = ends || std::holds_alternative<records::mode_change>(r) ||
                       std::holds_alternative<records::aside>(r) || std::holds_alternative<records::pause>(r) ||
                       std::holds_alternative<records::task_gone>(r);
    if (!alone_ || shown) trace_->show(r);
}

}  // namespace whytrace::output
