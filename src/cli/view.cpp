// Making formats.
// Not here: opening files (page.cpp).
// Nothing hard here.
#include "cli/view.hpp"

#include "cli/page.hpp"
#include "output/folded.hpp"
#include "output/json.hpp"
#include "output/narrate.hpp"
#include "output/perfetto.hpp"
#include "output/summary_page.hpp"
#include "output/tee.hpp"
#include "output/text.hpp"
#include "whytrace/version.hpp"

#include <cstdlib>
#include <utility>
#include <vector>

namespace whytrace::cli {

namespace {

std::unique_ptr<output::format> make_json(const options& o, output::channels& pages) {
    output::recording_start start;
    start.at = output::clock{true, true}.now();
    start.version = version();
    start.options = o.typed;
    start.command = o.program.argv;
    start.follow = o.tracer.follow || o.pids.size() > 1;
    start.descriptors = o.decode.descriptors != fd_detail::none;
    return std::make_unique<output::json>(std::move(start), pages);
}

std::unique_ptr<output::format> make(const options& o, output::channels& pages, const output::palette& colours) {
    switch (o.shape) {
    case shape::text: break;
    case shape::json: return make_json(o, pages);
    case shape::perfetto: return std::make_unique<output::perfetto>(o.lines.values, pages);
    case shape::folded: return std::make_unique<output::folded>(output::weight::microseconds, pages);
    case shape::folded_count: return std::make_unique<output::folded>(output::weight::count, pages);
    }
    auto lines = o.lines;
    if (in_colour(o)) lines.values.colours = &colours;
    return std::make_unique<output::text>(lines, pages);
}

std::string_view colour_settings() {
    const char* settings = std::getenv("STRACE_COLORS");
    return settings ? settings : "";
}

}  // namespace

view::view(const options& o, messages& m)
    : palette_(colour_settings()), summary_(o.summary), pages_(open_pages(o, m)), format_(make(o, pages_, palette_)) {
    if (o.narrate != narration::none) {
        const output::narrator::style style{o.narrate == narration::brief, in_colour(o)};
        auto narrator = std::make_unique<output::narrator>(o.lines, style, pages_);
        observer_ = narrator.get();
        format_ = std::move(narrator);
    }
    if (o.counting != counting::no)
        format_ = std::make_unique<output::summary_page>(summary_, std::move(format_), pages_,
                                                         o.counting == counting::only, o.separate);
    if (!o.record) return;
    recording_.emplace(open_recording(*o.record, m));
    std::vector<std::unique_ptr<output::format>> both;
    both.push_back(std::move(format_));
    both.push_back(make_json(o, *recording_));
    format_ = std::make_unique<output::tee>(std::move(both));
}

}  // namespace whytrace::cli
