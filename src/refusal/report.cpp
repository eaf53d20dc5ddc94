// The report for people: verdict first, then how we know, what helps, and what was ruled out and why. On one screen, or all that was found.
// Not here: the findings themselves, the layout (page.cpp).
// The hard part: the screen. Mechanisms that are ruled out for one reason share a line, and what the suspects tell is not told again.
#include "refusal/diagnose.hpp"
#include "refusal/page.hpp"
#include "refusal/words.hpp"
#include "text/format.hpp"

#include <algorithm>
#include <array>

namespace whytrace::refusal {

namespace {

constexpr std::size_t remedies_on_screen = 3;

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

std::string later_words(const finding& f) {
    std::string later;
    for (const request_line& r : f.refused_later)
        later += fmt::format("{}{} ({})", later.empty() ? "" : ", ", r.name, r.answer);
    return later;
}

void note_rows(page& p, const finding& f) {
    if (f.predicted != f.error && f.who != mechanism::unknown)
        p.row("note", fmt::format("the facts predict {}, and the kernel said {}: something more is at work",
                                  f.predicted == 0 ? "success" : errno_word(f.predicted),
                                  f.error == 0 ? "success" : errno_word(f.error)));
    if (const std::string later = later_words(f); !later.empty() && f.who != mechanism::seccomp)
        p.row("note", "a seccomp filter refuses what a trace needs later: " + later);
}

void evidence_rows(page& p, std::string_view label, const std::vector<evidence>& all) {
    for (const evidence& e : all)
        p.row(label, fmt::format("{} = {}{}", printable(e.source), printable(e.value),
                                 e.meaning.empty() ? "" : " (" + printable(e.meaning) + ")"));
}

void remedy_rows(page& p, const std::vector<remedy>& all, detail d) {
    const std::size_t shown = d == detail::screen ? std::min(all.size(), remedies_on_screen) : all.size();
    for (std::size_t i = 0; i < shown; ++i) {
        const remedy& r = all[i];
        const bool opens = !r.scope.empty() && r.scope != "nothing else";
        p.row("helps", fmt::format("{}: {} (by {}{})", r.where, r.what, r.who, opens ? "; opens: " + r.scope : ""));
    }
}

/// What is said of each; those with one reason together, in the order of the first of each.
void judged_rows(page& p, std::string_view label, const std::vector<judged>& all, detail d) {
    std::vector<bool> done(all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (done[i]) continue;
        std::string names;
        for (std::size_t j = i; j < all.size(); ++j)
            if (all[j].because == all[i].because) {
                names += (names.empty() ? "" : ", ") + std::string(name_of(all[j].who));
                done[j] = true;
            }
        const std::string text = names + ": " + printable(all[i].because);
        p.row(label, d == detail::screen ? p.fitting(text) : text);
    }
}

void ruled_out_rows(page& p, const finding& f, detail d) {
    constexpr std::array told{mechanism::user_namespace, mechanism::capabilities};
    std::vector<judged> all = f.ruled_out;
    if (d == detail::screen && !f.hypotheses.empty())
        std::erase_if(all, [&](const judged& j) { return std::ranges::find(told, j.who) != told.end(); });
    judged_rows(p, "ruled out", all, d);
}

void place_rows(page& p, const finding& f, detail d) {
    std::string signs;
    for (const evidence& e : f.environment_signs) {
        if (d == detail::screen && e.meaning != f.environment) continue;
        signs += fmt::format("{}{} {}", signs.empty() ? "" : "; ", printable(e.source), printable(e.value));
    }
    p.row("where", f.environment + (signs.empty() ? "" : " (" + signs + ")"));
    if (!f.profile.empty()) p.row("where", "the filter looks like that of " + f.profile);
}

/// Requests with one answer together.
void request_rows(page& p, const finding& f) {
    std::vector<std::string> answers;
    for (const request_line& r : f.requests)
        if (std::ranges::find(answers, r.answer) == answers.end()) answers.push_back(r.answer);
    for (const std::string& answer : answers) {
        std::string names;
        for (const request_line& r : f.requests)
            if (r.answer == answer) names += (names.empty() ? "" : ", ") + r.name;
        p.row("asked", names + ": " + answer);
    }
}

void more_row(page& p, const finding& f) {
    std::string more = "--diagnose=full: all that was seen";
    if (f.remedies.size() > remedies_on_screen)
        more += fmt::format(" and {} wider remedies", f.remedies.size() - remedies_on_screen);
    if (f.who) more += fmt::format("; --explain-refusal {}", name_of(*f.who));
    p.row("more", more);
}

}  // namespace

std::string report(const finding& f, detail d, int columns, bool colour) {
    page p(columns, colour);
    verdict_lines(p, f);
    p.blank();
    note_rows(p, f);
    evidence_rows(p, "proof", f.seen);
    for (const hypothesis& h : f.hypotheses) p.row("suspects", printable(h.what + ": " + h.answer));
    remedy_rows(p, f.remedies, d);
    evidence_rows(p, "program", f.program);
    judged_rows(p, "next", f.contributing, d);
    judged_rows(p, "unclear", f.undetermined, d);
    ruled_out_rows(p, f, d);
    place_rows(p, f, d);
    if (d == detail::full)
        request_rows(p, f);
    else
        more_row(p, f);
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
