// `--check-profile`: a container's seccomp profile, asked about ptrace, its relatives, and the calls that were named.
// Not here: reading and deciding (src/refusal/oci_profile.hpp).
// Nothing hard here.
#include "cli/diagnose.hpp"
#include "cli/print.hpp"
#include "refusal/oci_profile.hpp"
#include "text/format.hpp"
#include "text/lines.hpp"
#include "whytrace/decoder.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>
#include <sys/utsname.h>

namespace whytrace::cli {

namespace {

using namespace refusal::oci;

constexpr std::string_view relatives[] = {"ptrace", "process_vm_readv", "process_vm_writev",
                                          "kcmp",   "pidfd_getfd",      "perf_event_open"};

/// GOARCH, by which profiles name architectures, for what uname(1) prints.
std::string profile_arch(std::string_view machine) {
    constexpr std::pair<std::string_view, std::string_view> names[] = {{"x86_64", "amd64"}, {"aarch64", "arm64"},
                                                                       {"i386", "386"},     {"i686", "386"},
                                                                       {"armv7l", "arm"},   {"riscv64", "riscv64"}};
    for (const auto& [uname, go] : names)
        if (machine == uname) return std::string(go);
    return std::string(machine);
}

struct request {
    std::string file;
    container where;
};

void choose_kernel(container& c, std::string_view version) {
    if (std::sscanf(std::string(version).c_str(), "%d.%d", &c.major, &c.minor) != 2)
        throw usage_error(fmt::format("--check-profile: '{}' is no version of a kernel, such as 4.8", version));
}

void choose(request& r, std::string_view key, std::string_view value) {
    if (key == "cap") {
        std::string name(value);
        std::ranges::transform(name, name.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
        r.where.caps.insert(name.starts_with("CAP_") ? name : "CAP_" + name);
    } else if (key == "kernel") {
        choose_kernel(r.where, value);
    } else if (key == "arch") {
        r.where.arch = profile_arch(value);
    } else {
        throw usage_error(fmt::format("--check-profile: no '{}' to choose; there is cap, kernel, arch", key));
    }
}

/// FILE[:KEY=VALUE]…; a colon of the file's own name is kept.
request parse_request(std::string_view text) {
    utsname here{};
    uname(&here);
    request r{{}, {{}, profile_arch(here.machine), 0, 0}};
    choose_kernel(r.where, here.release);
    while (true) {
        const auto colon = text.rfind(':');
        const auto part = colon == text.npos ? std::string_view() : text.substr(colon + 1);
        const auto sign = part.find('=');
        if (sign == part.npos) break;
        choose(r, part.substr(0, sign), part.substr(sign + 1));
        text = text.substr(0, colon);
    }
    r.file = text;
    return r;
}

std::string contents(const std::string& file) {
    if (auto text = text::beginning_of(file, std::numeric_limits<std::size_t>::max())) return *std::move(text);
    throw system_failure(fmt::format("Can't open '{}': {}", file, std::strerror(errno)));
}

std::string rule_name(const profile& p, const rule& r) {
    std::string text = fmt::format("rule {}, line {}", &r - p.rules.data() + 1, r.line);
    if (const auto in = words(r.includes); !in.empty()) text += "; with " + in;
    if (const auto out = words(r.excludes); !out.empty()) text += "; without " + out;
    return text;
}

std::string conditions(const rule& r) {
    std::string text;
    const char* const between = any_suffices(r) ? " or " : " and ";
    for (const auto& c : r.args) text += (text.empty() ? "" : between) + words(c);
    return text;
}

/// "allowed (rule 3, line 40)"; with conditions, several.
std::string answer(const profile& p, const decision& d) {
    std::string text;
    for (const rule* r : d.conditional)
        text += fmt::format("if {}: {} ({}); ", conditions(*r), words(r->does), rule_name(p, *r));
    text += fmt::format("{}{} ({})", d.conditional.empty() ? "" : "else ", words(d.does),
                        d.decides ? rule_name(p, *d.decides) : std::string("the default"));
    if (d.overlapping) text += "; where several hold, libseccomp's order decides, not the profile's";
    return text;
}

std::string about(const profile& p, const std::string& call, const container& c) {
    const decision now = decide(p, call, c);
    std::string text = fmt::format("{:<19} {}\n", call, answer(p, now));
    for (const rule& r : p.rules) {
        const auto reason = why_not(r, c);
        if (std::ranges::find(r.names, call) == r.names.end() || reason.empty()) continue;
        text += fmt::format("{:<19}   {} ({}) {}\n", "", words(r.does), rule_name(p, r), reason);
    }
    for (const auto& cap : capabilities_of(p)) {
        if (c.caps.contains(cap)) continue;
        container more = c;
        more.caps.insert(cap);
        if (const decision then = decide(p, call, more); then != now)
            text += fmt::format("{:<19}   {} makes it: {}\n", "", cap, answer(p, then));
    }
    return text;
}

void must_be_known(const std::string& call) {
    for (std::size_t a = 0; a < abi_count; ++a)
        if (call_number(static_cast<abi>(a), call)) return;
    throw usage_error(fmt::format("invalid system call '{}'", call));
}

}  // namespace

int check_profile(const options& o) {
    const request r = parse_request(o.subject);
    for (const auto& call : o.program.argv) must_be_known(call);
    const profile p = read_profile(r.file, contents(r.file));
    std::string caps;
    for (const auto& cap : r.where.caps) caps += " " + cap;
    std::string out = fmt::format("{}: {} rules, default: {}\nfor Linux {}.{}, {}, capabilities:{}\n\n", r.file,
                                  p.rules.size(), words(p.fallback), r.where.major, r.where.minor, r.where.arch,
                                  caps.empty() ? " none of those that it asks for" : caps);
    for (const auto call : relatives) out += about(p, std::string(call), r.where);
    for (const auto& call : o.program.argv)
        if (std::ranges::find(relatives, call) == std::end(relatives)) out += about(p, call, r.where);
    print(harmless(out));
    return 0;
}

}  // namespace whytrace::cli
