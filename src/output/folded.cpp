// Adding up stacks, and writing them at the end.
// Not here: where stacks come from (src/stack).
// Nothing hard here; a semicolon or line end in a name would end its frame, so they are escaped.
#include "output/folded.hpp"

#include "output/value_text.hpp"
#include "text/format.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace whytrace::output {

void folded::show(const record& r) {
    if (const auto* ended = std::get_if<records::call_ended>(&r))
        add(*ended->f, ended->stack, ended->from.at.steady);
    else if (const auto* lost = std::get_if<records::call_lost>(&r))
        add(*lost->f, {}, lost->from.at.steady);
    else if (std::holds_alternative<records::finished>(r))
        write();
}

void folded::add(const flight& f, std::span<const frame> stack, std::int64_t until) {
    stack_.clear();
    append_escaped(stack_, f.from.comm.text(), hex_strings::never, ";");
    if (stack_.empty()) stack_ = '?';                              // a program may call itself nothing
    for (auto one = stack.rbegin(); one != stack.rend(); ++one) {  // the outermost first
        stack_ += ';';
        append_escaped(stack_, one->symbol.empty() ? one->file : one->symbol, hex_strings::never, ";");
    }
    stack_ += ';';
    append_call_name(stack_, f.what.abi, f.what.nr);
    weights_[stack_] += by_ == weight::count ? 1 : until - f.from.at.steady;
}

void folded::write() {
    std::vector<std::pair<std::string_view, std::int64_t>> sorted(weights_.begin(), weights_.end());
    std::ranges::sort(sorted);
    std::string lines;
    for (const auto& [stack, sum] : sorted) {
        const auto shown = by_ == weight::count ? sum : (sum + 500) / 1000;
        if (shown > 0) fmt::format_to(std::back_inserter(lines), "{} {}\n", stack, shown);
    }
    channel& page = pages_.of(0);
    page.to->write(lines);
    page.to->flush();
    weights_.clear();
}

}  // namespace whytrace::output
