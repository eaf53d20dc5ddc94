// Reading a profile: https://github.com/opencontainers/runtime-spec (config-linux, seccomp) and what Docker and podman add to it.
// Not here: deciding (oci_decide.cpp).
// The hard part: every mistake is named by line and key, since these files are written by hand.
#include "refusal/oci_profile.hpp"
#include "refusal/json_lines.hpp"
#include "refusal/words.hpp"
#include "whytrace/error.hpp"

#include <algorithm>
#include <cerrno>
#include <span>
#include <string_view>

namespace whytrace::refusal::oci {

namespace {

using nlohmann::json;

constexpr std::string_view actions[] = {"SCMP_ACT_ALLOW",        "SCMP_ACT_ERRNO",       "SCMP_ACT_KILL",
                                        "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD", "SCMP_ACT_LOG",
                                        "SCMP_ACT_TRAP",         "SCMP_ACT_TRACE",       "SCMP_ACT_NOTIFY"};
constexpr std::string_view comparisons[] = {"SCMP_CMP_NE", "SCMP_CMP_LT", "SCMP_CMP_LE",       "SCMP_CMP_EQ",
                                            "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_MASKED_EQ"};

/// A value with its place, for messages.
class node {
  public:
    node(const std::string& file, const located_json& all, const json& value, std::string pointer)
        : file_(file), all_(all), value_(value), pointer_(std::move(pointer)) {}

    [[noreturn]] void fail(const std::string& what) const {
        std::string key = pointer_.empty() ? "the profile" : pointer_.substr(1);
        throw system_failure(file_ + ":" + std::to_string(line()) + ": " + key + ": " + what);
    }
    int line() const { return all_.line_of(pointer_); }
    const json& value() const { return value_; }
    bool has(const char* key) const { return value_.contains(key) && !value_.at(key).is_null(); }
    node at(const char* key) const { return {file_, all_, value_.at(key), pointer_ + "/" + key}; }
    node at(std::size_t i) const { return {file_, all_, value_.at(i), pointer_ + "/" + std::to_string(i)}; }

    const node& must_be_object() const { return value_.is_object() ? *this : (fail("must be an object"), *this); }
    const node& must_be_list() const { return value_.is_array() ? *this : (fail("must be a list"), *this); }
    std::string text() const { return value_.is_string() ? value_.get<std::string>() : (fail("must be a text"), ""); }
    std::uint64_t number() const {
        if (!value_.is_number_unsigned()) fail("must be a number that is not negative");
        return value_.get<std::uint64_t>();
    }
    std::vector<std::string> texts() const {
        std::vector<std::string> all;
        must_be_list();
        for (std::size_t i = 0; i < value_.size(); ++i) all.push_back(at(i).text());
        return all;
    }
    std::string one_of(std::span<const std::string_view> known, const char* what) const {
        const std::string word = text();
        if (std::ranges::find(known, word) == known.end()) fail("unknown " + std::string(what) + " '" + word + "'");
        return word;
    }

  private:
    const std::string& file_;
    const located_json& all_;
    const json& value_;
    std::string pointer_;
};

int error_named(const node& n) {
    const std::string name = n.text();
    if (const auto known = errno_named(name)) return *known;
    n.fail("unknown errno '" + name + "'");
}

// The number, or the name that podman's profiles give beside it; EPERM without either.
action read_action(const node& n, const char* key, const char* number, const char* name) {
    action a{n.at(key).one_of(actions, "action"), std::nullopt};
    if (a.name != "SCMP_ACT_ERRNO" && a.name != "SCMP_ACT_TRACE") return a;
    a.error = EPERM;
    if (n.has(number))
        a.error = static_cast<int>(n.at(number).number());
    else if (n.has(name) && !n.at(name).text().empty())
        a.error = error_named(n.at(name));
    return a;
}

scope read_scope(const node& n, const char* key) {
    scope s;
    if (!n.has(key)) return s;
    const node inner = n.at(key);
    inner.must_be_object();
    if (inner.has("caps")) s.caps = inner.at("caps").texts();
    if (inner.has("arches")) s.arches = inner.at("arches").texts();
    if (inner.has("minKernel")) s.min_kernel = inner.at("minKernel").text();
    return s;
}

condition read_condition(const node& n) {
    n.must_be_object();
    for (const char* key : {"index", "value", "op"})
        if (!n.has(key)) n.fail(std::string("lacks '") + key + "'");
    condition c{static_cast<unsigned>(n.at("index").number()), n.at("value").number(), 0,
                n.at("op").one_of(comparisons, "comparison")};
    if (c.index > 5) n.at("index").fail("a call has the arguments 0 to 5");
    if (n.has("valueTwo")) c.value_two = n.at("valueTwo").number();
    return c;
}

rule read_rule(const node& n) {
    rule r;
    n.must_be_object();
    r.line = n.line();
    if (n.has("names")) r.names = n.at("names").texts();
    if (n.has("name")) r.names.push_back(n.at("name").text());  // Docker before 17.05
    if (r.names.empty()) n.fail("lacks 'names'");
    if (!n.has("action")) n.fail("lacks 'action'");
    r.does = read_action(n, "action", "errnoRet", "errno");
    if (n.has("args"))
        for (std::size_t i = 0; i < n.at("args").must_be_list().value().size(); ++i)
            r.args.push_back(read_condition(n.at("args").at(i)));
    r.includes = read_scope(n, "includes");
    r.excludes = read_scope(n, "excludes");
    return r;
}

}  // namespace

profile read_profile(const std::string& name, const std::string& text) {
    const located_json all = parse_json(name, text);
    const node root(name, all, all.value, "");
    root.must_be_object();
    if (!root.has("defaultAction")) root.fail("lacks 'defaultAction'");
    profile p{read_action(root, "defaultAction", "defaultErrnoRet", "defaultErrno"), {}};
    if (!root.has("syscalls")) return p;
    const node rules = root.at("syscalls");
    rules.must_be_list();
    for (std::size_t i = 0; i < rules.value().size(); ++i) p.rules.push_back(read_rule(rules.at(i)));
    return p;
}

}  // namespace whytrace::refusal::oci
