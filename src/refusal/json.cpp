// The diagnosis as one JSON object. Every key is always there: null or empty where it does not apply.
// Not here: the findings themselves.
// The hard part: texts of foreign origin may be no UTF-8; the library replaces what is not.
#include "refusal/diagnose.hpp"
#include "refusal/words.hpp"

#include <nlohmann/json.hpp>

namespace whytrace::refusal {

namespace {

using nlohmann::ordered_json;

constexpr std::string_view word(verdict v) {
    return v == verdict::allowed ? "allowed" : v == verdict::refused ? "refused" : "unknown";
}
constexpr std::string_view word(confidence c) { return c == confidence::proved ? "proved" : "likely"; }

ordered_json list(const std::vector<evidence>& all) {
    auto array = ordered_json::array();
    for (const evidence& e : all) array.push_back({{"source", e.source}, {"value", e.value}, {"meaning", e.meaning}});
    return array;
}

ordered_json list(const std::vector<judged>& all) {
    auto array = ordered_json::array();
    for (const judged& j : all) array.push_back({{"mechanism", name_of(j.who)}, {"because", j.because}});
    return array;
}

ordered_json list(const std::vector<remedy>& all) {
    auto array = ordered_json::array();
    for (const remedy& r : all)
        array.push_back({{"who", r.who}, {"where", r.where}, {"do", r.what}, {"scope", r.scope}});
    return array;
}

ordered_json list(const std::vector<request_line>& all) {
    auto array = ordered_json::array();
    for (const request_line& r : all) array.push_back({{"request", r.name}, {"answer", r.answer}});
    return array;
}

/// A key a line, and of a list an element a line: to be read by people as well.
std::string lines_of(const ordered_json& object) {
    const auto text = [](const ordered_json& j) {
        return j.dump(-1, ' ', true, ordered_json::error_handler_t::replace);  // in ASCII, for terminals
    };
    std::string out = "{";
    for (auto member = object.begin(); member != object.end(); ++member) {
        out += (member == object.begin() ? "\n  \"" : ",\n  \"") + member.key() + "\": ";
        if (!member->is_array() || member->empty()) {
            out += text(*member);
            continue;
        }
        for (auto element = member->begin(); element != member->end(); ++element)
            out += (element == member->begin() ? "[\n    " : ",\n    ") + text(*element);
        out += "]";
    }
    return out + "\n}";
}

}  // namespace

std::string json(const finding& f) {
    ordered_json o;
    o["verdict"] = word(f.verdict);
    o["mechanism"] = f.who ? ordered_json(name_of(*f.who)) : ordered_json();
    o["confidence"] = f.confidence ? ordered_json(word(*f.confidence)) : ordered_json();
    o["because"] = f.because;
    o["request"] = f.request;
    o["errno"] = f.error != 0 ? ordered_json(errno_word(f.error)) : ordered_json();
    o["predicted"] = f.predicted != 0 ? ordered_json(errno_word(f.predicted)) : ordered_json();
    o["requests"] = list(f.requests);
    o["target"] = f.target ? ordered_json{{"pid", f.target->pid}, {"comm", f.target->comm}} : ordered_json();
    o["evidence"] = list(f.seen);
    o["ruled_out"] = list(f.ruled_out);
    o["undetermined"] = list(f.undetermined);
    o["contributing"] = list(f.contributing);
    o["remedies"] = list(f.remedies);
    auto hypotheses = ordered_json::array();
    for (const hypothesis& h : f.hypotheses) hypotheses.push_back({{"hypothesis", h.what}, {"answer", h.answer}});
    o["hypotheses"] = hypotheses;
    o["profile"] = f.profile;
    o["program"] = list(f.program);
    o["environment"] = {{"name", f.environment}, {"signs", list(f.environment_signs)}};
    return lines_of(o);
}

}  // namespace whytrace::refusal
