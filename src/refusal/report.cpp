// The report for people: one screen, verdict first, then how we know, what was ruled out and why, and what to do.
// Not here: the findings themselves, the layout (page.cpp).
// The hard part: the screen. Mechanisms that are ruled out for one reason share a line.
#include "refusal/diagnose.hpp"
#include "refusal/page.hpp"
#include "refusal/words.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace whytrace::refusal {

namespace {

constexpr std::size_t label_width = 16;

std::string whom(const finding& f) {
    if (!f.target) return "a child of ours";
    if (f.target->comm.empty()) return fmt::format("process {}", f.target->pid);
    return fmt::format("process {} ({})", f.target->pid, printable(f.target->comm));
}

std::string refusal_words(const finding& f) {
    if (f.who == mechanism::unknown)
        return fmt::format("by something that none of our tests recognises: {} of {} = {}", f.request, whom(f),
                           errno_word(f.error));
    return fmt::format("{} ({}): {}", name_of(*f.who), f.confidence == confidence::proved ? "proved" : "likely",
                       printable(f.because));
}

void verdict_lines(page& p, const finding& f) {
    constexpr std::size_t width = 9;  // "refused: "
    switch (f.verdict) {
    case verdict::allowed:
        return p.wrap(p.painted("allowed:", "1;32") + " ", width,
                      fmt::format("{} may be traced ({} succeeded)", whom(f), f.request));
    case verdict::unknown:
        return p.wrap(p.painted("unknown:", "1;33") + " ", width,
                      fmt::format("whether {} may be traced could not be found out", whom(f)));
    case verdict::refused: return p.wrap(p.painted("refused:", "1;31") + " ", width, refusal_words(f));
    }
}

void notes(page& p, const finding& f) {
    if (f.predicted != f.error && f.who != mechanism::unknown)
        p.wrap("  note: ", fmt::format("the facts predict {}, and the kernel said {}: something more is at work",
                                       f.predicted == 0 ? "success" : errno_word(f.predicted),
                                       f.error == 0 ? "success" : errno_word(f.error)));
    std::string later;
    for (const request_line& r : f.refused_later)
        later += fmt::format("{}{} ({})", later.empty() ? "" : ", ", r.name, r.answer);
    if (!later.empty() && f.who != mechanism::seccomp)
        p.wrap("  note: ", "a seccomp filter refuses what a trace needs later: " + later);
}

void evidence_section(page& p, std::string_view title, const std::vector<evidence>& all) {
    if (all.empty()) return;
    p.blank();
    p.heading(title);
    for (const evidence& e : all)
        p.wrap("  ", fmt::format("{} = {}{}", printable(e.source), printable(e.value),
                                 e.meaning.empty() ? "" : " (" + printable(e.meaning) + ")"));
}

void labelled(page& p, std::string_view label, std::string_view body) {
    std::string first = "  " + std::string(label) + " ";
    if (first.size() < label_width + 2) first.resize(label_width + 2, ' ');
    if (first.size() > label_width + 2) {
        p.wrap("  ", label);
        first.assign(label_width + 2, ' ');
    }
    p.wrap(first, body);
}

void judged_section(page& p, std::string_view title, const std::vector<judged>& all) {
    if (all.empty()) return;
    p.blank();
    p.heading(title);
    for (const judged& j : all) labelled(p, name_of(j.who), printable(j.because));
}

/// Those with one reason together, in the order of the first of each.
void ruled_out_section(page& p, const std::vector<judged>& all) {
    if (all.empty()) return;
    p.blank();
    p.heading("ruled out");
    std::vector<bool> done(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (done[i]) continue;
        std::string names;
        for (std::size_t j = i; j < all.size(); ++j)
            if (all[j].because == all[i].because) {
                names += (names.empty() ? "" : ", ") + std::string(name_of(all[j].who));
                done[j] = true;
            }
        p.wrap("  ", names + ": " + printable(all[i].because));
    }
}

void place_section(page& p, const finding& f) {
    p.blank();
    p.heading("where");
    std::string signs;
    for (const evidence& e : f.environment_signs)
        signs += fmt::format("{}{} {}", signs.empty() ? "" : "; ", printable(e.source), printable(e.value));
    p.wrap("  ", f.environment + (signs.empty() ? "" : " (" + signs + ")"));
    if (!f.profile.empty()) p.wrap("  ", "the seccomp filter looks like that of " + f.profile);
}

void remedies_section(page& p, const std::vector<remedy>& all) {
    if (all.empty()) return;
    p.blank();
    p.heading("what helps, narrowest first");
    for (const remedy& r : all) {
        const bool opens = !r.scope.empty() && r.scope != "nothing else";
        p.wrap("  - ", fmt::format("{}: {} (by {}{})", r.where, r.what, r.who, opens ? "; opens: " + r.scope : ""));
    }
}

}  // namespace

std::string report(const finding& f, int columns, bool colour) {
    page p(columns, colour);
    verdict_lines(p, f);
    notes(p, f);
    evidence_section(p, "how we know", f.seen);
    if (!f.hypotheses.empty()) {
        p.blank();
        p.heading("the usual suspects");
        for (const hypothesis& h : f.hypotheses) p.wrap("  ", printable(h.what + ": " + h.answer));
    }
    place_section(p, f);
    remedies_section(p, f.remedies);
    evidence_section(p, "the program's file", f.program);
    judged_section(p, "would refuse next", f.contributing);
    judged_section(p, "cannot be told from here", f.undetermined);
    ruled_out_section(p, f.ruled_out);
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
