// See diagnosis.hpp.
// Not here: situations.
#include "refusal/diagnosis.hpp"

#include "support/tracer.hpp"

#include <algorithm>
#include <filesystem>
#include <set>
#include <unistd.h>

namespace whytrace::test {

namespace {

using nlohmann::json;

std::set<std::string> names(const json& list) {
    std::set<std::string> all;
    for (const json& j : list) all.insert(j.at("mechanism").get<std::string>());
    return all;
}

std::string text_or_empty(const json& j) { return j.is_null() ? "" : j.get<std::string>(); }

std::string joined(const std::set<std::string>& all) {
    std::string text;
    for (const auto& one : all) text += " " + one;
    return text;
}

}  // namespace

program_for_all::program_for_all() : path_(scratch_.copy(tracer_file())) {
    std::filesystem::rename(path_, scratch_.path("whytrace"));
    path_ = scratch_.path("whytrace");
}

diagnosis ask(std::vector<std::string> argv, std::function<void()> before_exec) {
    const result r = run({std::move(argv), false, {}, std::move(before_exec)});
    diagnosis d{json::parse(r.out, nullptr, false), r.ending, r.out + r.err};
    return d;
}

std::string faults(const diagnosis& d, const truth& t) {
    if (d.json.is_discarded()) return "no JSON: " + d.text + d.ending;
    std::string wrong;
    const auto must = [&](const std::string& what, const std::string& is, const std::string& should) {
        if (is != should) wrong += what + " is '" + is + "', should be '" + should + "'\n";
    };
    const json& j = d.json;
    const bool allowed = t.mechanism.empty();
    must("verdict", text_or_empty(j.at("verdict")), allowed ? "allowed" : "refused");
    must("mechanism", text_or_empty(j.at("mechanism")), t.mechanism);
    must("confidence", text_or_empty(j.at("confidence")), allowed ? "" : t.confidence);
    must("errno", text_or_empty(j.at("errno")), allowed ? "" : t.error);
    must("predicted", text_or_empty(j.at("predicted")), text_or_empty(j.at("errno")));  // the facts against the kernel
    must("ending", d.ending, allowed ? "exited with 0" : "exited with 1");
    const auto contributing = names(j.at("contributing")), ruled_out = names(j.at("ruled_out")),
               undetermined = names(j.at("undetermined"));
    must("contributing", joined(contributing), joined({t.contributing.begin(), t.contributing.end()}));
    for (const auto& m : t.open)
        if (!undetermined.contains(m)) wrong += m + " should be undetermined\n";
    for (const auto& m : t.contributing)
        if (ruled_out.contains(m)) wrong += m + " is wrongly ruled out\n";
    if (ruled_out.contains(t.mechanism)) wrong += t.mechanism + " is wrongly ruled out\n";
    constexpr std::size_t mechanisms = 19;  // without `unknown`: each is somewhere
    if (ruled_out.size() + undetermined.size() + contributing.size() + !allowed != mechanisms)
        wrong += "some mechanism is in no list, or in two\n";
    return wrong.empty() ? wrong : wrong + d.text;
}

bool root() { return geteuid() == 0; }

}  // namespace whytrace::test
