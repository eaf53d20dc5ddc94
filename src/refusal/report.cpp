// The report for people: one screen, verdict first, then how we know, what was ruled out and why, and what to do.
// Not here: the findings themselves.
// The hard part: texts of foreign origin (names of processes, labels, kernel versions) reach a terminal only in printable ASCII.
#include "refusal/diagnose.hpp"
#include "refusal/words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace whytrace::refusal {

namespace {

std::string printable(std::string_view text) {
    std::string safe;
    for (const char c : text) {
        if (c >= ' ' && c < 0x7f)
            safe += c;
        else
            safe += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    return safe;
}

class page {
  public:
    page(int columns, bool colour) : columns_(static_cast<std::size_t>(std::max(columns, 40))), colour_(colour) {}

    void heading(std::string_view text) { text_ += painted(text, "1") + "\n"; }

    /// `label` in its column, then `body` wrapped into the rest of the width.
    void entry(std::string_view label, std::string_view body, std::size_t indent = 2, std::size_t width = 16) {
        std::string line = std::string(indent, ' ') + std::string(label);
        line.resize(std::max(line.size() + 1, indent + width), ' ');
        const std::size_t from = std::min(line.size(), columns_ / 2);
        if (line.size() > from + 12) {
            text_ += line + "\n";
            line.assign(from, ' ');
        }
        wrap(std::move(line), body);
    }

    void wrap(std::string line, std::string_view body) {
        const std::size_t margin = line.size();
        bool fresh = true;
        for (std::size_t at = 0; at < body.size();) {
            const std::size_t end = std::min(body.find(' ', at), body.size());
            const std::string_view word = body.substr(at, end - at);
            if (!fresh && line.size() + 1 + word.size() > columns_) {
                text_ += line + "\n";
                line.assign(margin, ' ');
                fresh = true;
            }
            if (!fresh) line += ' ';
            line += word;
            fresh = false;
            at = end + 1;
        }
        text_ += line + "\n";
    }

    void blank() { text_ += "\n"; }
    std::string painted(std::string_view text, std::string_view code) const {
        return colour_ ? fmt::format("\033[{}m{}\033[0m", code, text) : std::string(text);
    }
    std::string take() { return std::move(text_); }

  private:
    std::size_t columns_;
    bool colour_;
    std::string text_;
};

std::string whom(const finding& f) {
    return f.target ? fmt::format("process {} ({})", f.target->pid, printable(f.target->comm)) : "a child of ours";
}

void verdict_lines(page& p, const finding& f) {
    if (f.verdict == verdict::allowed)
        return p.wrap(p.painted("allowed:", "1;32") + " ",
                      fmt::format("{} may be traced: {} succeeded", whom(f), f.request));
    if (f.verdict == verdict::unknown)
        return p.wrap(p.painted("unknown:", "1;33") + " ",
                      fmt::format("whether {} may be traced could not be found out", whom(f)));
    const std::string sure = f.confidence == confidence::proved ? "proved" : "likely";
    if (f.who == mechanism::unknown)
        return p.wrap(p.painted("refused:", "1;31") + " ",
                      fmt::format("by something that none of our tests recognises: {} of {} = {}", f.request, whom(f),
                                  errno_word(f.error)));
    p.wrap(p.painted("refused:", "1;31") + " ",
           fmt::format("{} ({}): {}", name_of(*f.who), sure, printable(f.because)));
}

void prediction_line(page& p, const finding& f) {
    if (f.verdict == verdict::refused && f.predicted != 0 && f.error != 0 && f.predicted != f.error)
        p.wrap("  note: ", fmt::format("the rules predict {} here, and the kernel said {}: something more is at work",
                                       errno_word(f.predicted), errno_word(f.error)));
}

void judged_section(page& p, std::string_view title, const std::vector<judged>& all) {
    if (all.empty()) return;
    p.blank();
    p.heading(title);
    for (const judged& j : all) p.entry(name_of(j.who), printable(j.because));
}

}  // namespace

std::string report(const finding& f, int columns, bool colour) {
    page p(columns, colour);
    verdict_lines(p, f);
    prediction_line(p, f);
    if (!f.seen.empty()) {
        p.blank();
        p.heading("how we know");
        for (const evidence& e : f.seen) {
            p.wrap("  ", fmt::format("{} = {}", printable(e.source), printable(e.value)));
            if (!e.meaning.empty()) p.wrap("    ", printable(e.meaning));
        }
    }
    if (!f.environment.empty()) {
        p.blank();
        p.heading("where");
        p.wrap("  ", printable(f.environment));
        for (const evidence& e : f.environment_signs)
            p.wrap("    ", fmt::format("{}: {}", printable(e.source), printable(e.value)));
    }
    if (!f.remedies.empty()) {
        p.blank();
        p.heading("what helps, narrowest first");
        for (const remedy& r : f.remedies) {
            p.wrap("  - ", fmt::format("{} ({}): {}", r.where, r.who, r.what));
            if (!r.scope.empty()) p.wrap("      ", r.scope);
        }
    }
    judged_section(p, "would refuse next", f.contributing);
    judged_section(p, "cannot be told from here", f.undetermined);
    judged_section(p, "ruled out", f.ruled_out);
    return p.take();
}

int exit_status(const finding& f) {
    switch (f.verdict) {
    case verdict::allowed: return 0;
    case verdict::refused: return 1;
    case verdict::unknown: break;
    }
    return 2;
}

}  // namespace whytrace::refusal
