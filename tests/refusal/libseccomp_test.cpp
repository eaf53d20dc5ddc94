// What --check-profile says, beside the filter that libseccomp makes of the same rules: loaded in a child, which makes the calls.
// Not here: reading profiles, their mistakes (command_line_test.cpp).
// The hard part: arguments that meet several rules get what the order of libseccomp's own tree gives; there the answer must be one of theirs, and
// whytrace must have said that the order decides.
#include "refusal/oci_profile.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <map>
#include <random>
#include <seccomp.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace whytrace::refusal::oci;

namespace {

// A call that no kernel implements: ENOSYS says that the filter let it through.
constexpr int call = SYS_afs_syscall;
constexpr const char* name = "afs_syscall";

constexpr std::uint64_t values = 4;  // of each of two arguments
using answers = std::array<int, values * values>;

const std::map<std::string, scmp_compare> comparisons{{"SCMP_CMP_NE", SCMP_CMP_NE},
                                                      {"SCMP_CMP_LT", SCMP_CMP_LT},
                                                      {"SCMP_CMP_LE", SCMP_CMP_LE},
                                                      {"SCMP_CMP_EQ", SCMP_CMP_EQ},
                                                      {"SCMP_CMP_GE", SCMP_CMP_GE},
                                                      {"SCMP_CMP_GT", SCMP_CMP_GT},
                                                      {"SCMP_CMP_MASKED_EQ", SCMP_CMP_MASKED_EQ}};

std::uint32_t seccomp_action(const action& a) {
    return a.name == "SCMP_ACT_ERRNO" ? SCMP_ACT_ERRNO(static_cast<unsigned>(*a.error)) : SCMP_ACT_ALLOW;
}

/// What runtimes do with a rule (seen of runc 1.1.5 and crun 1.8.1, tests/container): none for the default's action, one for each condition if an
/// argument is named twice.
void add(scmp_filter_ctx filter, const rule& r, const action& fallback) {
    if (r.does == fallback) return;
    std::vector<scmp_arg_cmp> all;
    std::array<int, 6> named{};
    for (const condition& c : r.args) {
        all.push_back({c.index, comparisons.at(c.op), c.value, c.value_two});
        ++named[c.index];
    }
    const auto add_one = [&](const scmp_arg_cmp* from, std::size_t count) {
        seccomp_rule_add_array(filter, seccomp_action(r.does), call, static_cast<unsigned>(count), from);
    };
    if (std::ranges::max(named) < 2) return add_one(all.data(), all.size());
    for (const scmp_arg_cmp& one : all) add_one(&one, 1);
}

/// The errno of each call, below the filter.
answers real_answers(const action& fallback, const std::vector<const rule*>& rules) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    const pid_t child = fork();
    if (child == 0) {
        alarm(10);
        const auto filter = seccomp_init(seccomp_action(fallback));
        for (const int needed : {SYS_write, SYS_exit_group}) seccomp_rule_add(filter, SCMP_ACT_ALLOW, needed, 0);
        for (const rule* r : rules) add(filter, *r, fallback);
        if (seccomp_load(filter) != 0) _exit(1);
        answers got{};
        for (std::uint64_t i = 0; i < got.size(); ++i) {
            errno = 0;
            syscall(call, i / values, i % values);
            got[i] = errno;
        }
        [[maybe_unused]] const auto n = write(ends[1], &got, sizeof got);
        _exit(0);
    }
    close(ends[1]);
    answers got{};
    const auto n = read(ends[0], &got, sizeof got);
    close(ends[0]);
    waitpid(child, nullptr, 0);
    REQUIRE(n == static_cast<ssize_t>(sizeof got));
    return got;
}

bool holds(const condition& c, std::uint64_t x) {
    switch (comparisons.at(c.op)) {
    case SCMP_CMP_NE: return x != c.value;
    case SCMP_CMP_LT: return x < c.value;
    case SCMP_CMP_LE: return x <= c.value;
    case SCMP_CMP_EQ: return x == c.value;
    case SCMP_CMP_GE: return x >= c.value;
    case SCMP_CMP_GT: return x > c.value;
    case SCMP_CMP_MASKED_EQ: return (x & c.value) == c.value_two;
    default: return false;
    }
}

int error_of(const action& a) { return a.name == "SCMP_ACT_ERRNO" ? *a.error : ENOSYS; }

/// What the printed answer tells a reader of these arguments: one errno, or several where it says that the order decides.
std::vector<int> told(const decision& d, std::uint64_t first, std::uint64_t second) {
    std::vector<int> all;
    for (const rule* r : d.conditional) {
        const auto one = [&](const condition& c) { return holds(c, c.index == 0 ? first : second); };
        if (any_suffices(*r) ? std::ranges::any_of(r->args, one) : std::ranges::all_of(r->args, one))
            all.push_back(error_of(r->does));
    }
    if (all.empty()) all.push_back(error_of(d.does));
    if (!d.overlapping) all.resize(1);
    return all;
}

/// Empty, or the first call that got something else.
std::string difference(const profile& p, const container& c, const std::vector<const rule*>& applying) {
    const decision d = decide(p, name, c);
    const answers real = real_answers(p.fallback, applying);
    for (std::uint64_t i = 0; i < real.size(); ++i) {
        const auto expected = told(d, i / values, i % values);
        if (std::ranges::find(expected, real[i]) == expected.end())
            return fmt::format("({}, {}) got errno {}, not {}", i / values, i % values, real[i], expected.front());
    }
    return "";
}

std::vector<const rule*> all_of(const profile& p) {
    std::vector<const rule*> all;
    for (const rule& r : p.rules) all.push_back(&r);
    return all;
}

std::string words_of(const profile& p) {
    std::string text = words(p.fallback) + " by default";
    for (const rule& r : p.rules) {
        text += "; " + words(r.does);
        for (const condition& c : r.args) text += " " + words(c);
    }
    return text;
}

using dice = std::mt19937;

condition random_condition(dice& r) {
    auto op = comparisons.begin();
    std::advance(op, r() % comparisons.size());
    condition c{static_cast<unsigned>(r() % 2), r() % values, 0, op->first};
    if (op->second == SCMP_CMP_MASKED_EQ)
        c.value = 1 + r() % (values - 1);  // a mask of 0 is no condition to libseccomp
    if (op->second == SCMP_CMP_MASKED_EQ) c.value_two = c.value & (r() % values);
    return c;
}

action random_action(dice& r) {
    return r() % 3 == 0 ? action{"SCMP_ACT_ALLOW", {}} : action{"SCMP_ACT_ERRNO", static_cast<int>(20 + r() % 4)};
}

profile random_profile(dice& r, std::size_t rules, std::size_t conditions) {
    profile p{random_action(r), {}};
    for (std::size_t i = 0; i < rules; ++i) {
        rule one;
        one.names = {name};
        one.does = random_action(r);
        for (std::size_t n = r() % (conditions + 1); n > 0; --n) one.args.push_back(random_condition(r));
        p.rules.push_back(one);
    }
    return p;
}

}  // namespace

TEST_CASE("one rule with any conditions, also two on one argument") {
    dice r(1);
    for (int i = 0; i < 150; ++i) {
        const profile p = random_profile(r, 1, 2);
        INFO(words_of(p));
        REQUIRE(difference(p, {}, all_of(p)) == "");
    }
}

TEST_CASE("several rules with one condition each, or none") {
    dice r(2);
    int overlapping = 0;
    for (int i = 0; i < 150; ++i) {
        const profile p = random_profile(r, 1 + r() % 3, 1);
        INFO(words_of(p));
        REQUIRE(difference(p, {}, all_of(p)) == "");
        overlapping += decide(p, name, {}).overlapping;
    }
    CHECK(overlapping > 10);
    CHECK(overlapping < 140);
}

TEST_CASE("rules that apply by capability, architecture and kernel, and numbers of errors") {
    const std::string text = R"({"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "syscalls": [
        {"names": ["afs_syscall"], "action": "SCMP_ACT_ERRNO", "errnoRet": 21, "includes": {"minKernel": "5.0"}, "excludes": {"caps": ["CAP_BPF"]}},
        {"names": ["afs_syscall"], "action": "SCMP_ACT_ERRNO", "args": [{"index": 0, "value": 2, "op": "SCMP_CMP_EQ"}]},
        {"names": ["afs_syscall"], "action": "SCMP_ACT_ERRNO", "errnoRet": 23, "args": [{"index": 0, "value": 3, "op": "SCMP_CMP_EQ"}]},
        {"names": ["afs_syscall"], "action": "SCMP_ACT_ERRNO", "errnoRet": 24, "includes": {"arches": ["arm64"]}}]})";
    const profile p = read_profile("p.json", text);
    const auto& r = p.rules;
    const auto check = [&](const container& c, const std::vector<const rule*>& applying) {
        CHECK(difference(p, c, applying) == "");
    };
    check({{}, "amd64", 5, 10}, {&r[0], &r[1], &r[2]});
    check({{}, "amd64", 4, 19}, {&r[1], &r[2]});
    check({{"CAP_BPF"}, "amd64", 6, 1}, {&r[1], &r[2]});
    check({{"CAP_BPF"}, "arm64", 6, 1}, {&r[1], &r[2], &r[3]});
    CHECK(told(decide(p, name, {{}, "amd64", 4, 19}), 2, 0) == std::vector<int>{EPERM});  // no errnoRet
    CHECK(told(decide(p, name, {{}, "amd64", 4, 19}), 1, 0) == std::vector<int>{38});
}
