// What a profile says about one call in one container.
// Not here: reading it (oci_profile.cpp).
// The hard part: several rules about one call. Runtimes leave out rules that say what the default says. Of the others libseccomp keeps the broadest: a
// rule without conditions on arguments decides alone, the first of them; only without one do those with conditions count, and what none of them takes
// gets the default. Where arguments meet several of these, the filter's order decides, which is libseccomp's own and changes with its version.
#include "refusal/oci_profile.hpp"

#include "refusal/words.hpp"
#include "text/format.hpp"

#include <algorithm>
#include <cstdio>

namespace whytrace::refusal::oci {

namespace {

bool holds(const std::vector<std::string>& all, const std::string& one) {
    return std::ranges::find(all, one) != all.end();
}

bool at_least(const container& c, const std::string& version) {
    int major = 0, minor = 0;
    std::sscanf(version.c_str(), "%d.%d", &major, &minor);
    return c.major != major ? c.major > major : c.minor >= minor;
}

std::string joined(const std::vector<std::string>& all) {
    std::string text;
    for (const auto& one : all) text += (text.empty() ? "" : ", ") + one;
    return text;
}

/// One wants an argument to be what the other does not.
bool exclude_each_other(const rule& a, const rule& b) {
    if (any_suffices(a) || any_suffices(b)) return false;
    const auto contradict = [](const condition& x, const condition& y) {
        if (x.index != y.index || x.op != "SCMP_CMP_EQ") return false;
        return y.op == "SCMP_CMP_EQ" ? x.value != y.value : y.op == "SCMP_CMP_NE" && x.value == y.value;
    };
    for (const condition& x : a.args)
        for (const condition& y : b.args)
            if (contradict(x, y) || contradict(y, x)) return true;
    return false;
}

}  // namespace

std::string why_not(const rule& r, const container& c) {
    for (const auto& cap : r.excludes.caps)
        if (c.caps.contains(cap)) return "not with " + cap;
    if (holds(r.excludes.arches, c.arch)) return "not on " + c.arch;
    if (r.excludes.min_kernel && at_least(c, *r.excludes.min_kernel))
        return "not from Linux " + *r.excludes.min_kernel + " on";
    for (const auto& cap : r.includes.caps)
        if (!c.caps.contains(cap)) return "only with " + cap;
    if (!r.includes.arches.empty() && !holds(r.includes.arches, c.arch)) return "only on " + joined(r.includes.arches);
    if (r.includes.min_kernel && !at_least(c, *r.includes.min_kernel))
        return "only from Linux " + *r.includes.min_kernel + " on";
    return {};
}

bool any_suffices(const rule& r) {
    std::set<unsigned> named;
    for (const condition& one : r.args) named.insert(one.index);
    return named.size() < r.args.size();
}

decision decide(const profile& p, const std::string& call, const container& c) {
    decision d{{}, false, nullptr, p.fallback};
    for (const rule& r : p.rules) {
        if (!holds(r.names, call) || r.does == p.fallback || !why_not(r, c).empty()) continue;
        if (r.args.empty()) return {{}, false, &r, r.does};
        for (const rule* earlier : d.conditional)
            d.overlapping = d.overlapping || (earlier->does != r.does && !exclude_each_other(*earlier, r));
        d.conditional.push_back(&r);
    }
    return d;
}

std::set<std::string> capabilities_of(const profile& p) {
    std::set<std::string> all;
    for (const rule& r : p.rules) {
        all.insert(r.includes.caps.begin(), r.includes.caps.end());
        all.insert(r.excludes.caps.begin(), r.excludes.caps.end());
    }
    return all;
}

std::string words(const action& a) {
    if (a.name == "SCMP_ACT_ALLOW") return "allowed";
    if (a.name == "SCMP_ACT_LOG") return "allowed, and logged";
    if (a.name == "SCMP_ACT_ERRNO")
        return a.error == 0 ? "pretends success" : "fails with " + errno_word(a.error.value_or(0));
    if (a.name == "SCMP_ACT_TRAP") return "SIGSYS";
    if (a.name == "SCMP_ACT_TRACE") return "asks a tracer, else ENOSYS";
    if (a.name == "SCMP_ACT_NOTIFY") return "asks a supervisor";
    return a.name == "SCMP_ACT_KILL_PROCESS" ? "kills the process" : "kills the thread";
}

std::string words(const condition& c) {
    const std::string argument = fmt::format("args[{}]", c.index);
    if (c.op == "SCMP_CMP_MASKED_EQ") return fmt::format("({} & {:#x}) == {:#x}", argument, c.value, c.value_two);
    const std::string_view sign = c.op == "SCMP_CMP_NE"   ? "!="
                                  : c.op == "SCMP_CMP_LT" ? "<"
                                  : c.op == "SCMP_CMP_LE" ? "<="
                                  : c.op == "SCMP_CMP_EQ" ? "=="
                                  : c.op == "SCMP_CMP_GE" ? ">="
                                                          : ">";
    return fmt::format("{} {} {:#x}", argument, sign, c.value);
}

std::string words(const scope& s) {
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (!s.caps.empty()) add(joined(s.caps));
    if (!s.arches.empty()) add(joined(s.arches));
    if (s.min_kernel) add("Linux " + *s.min_kernel);
    return text;
}

}  // namespace whytrace::refusal::oci
