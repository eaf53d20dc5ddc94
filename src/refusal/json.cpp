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
    return o.dump(2, ' ', false, ordered_json::error_handler_t::replace);
}

}  // namespace whytrace::refusal
