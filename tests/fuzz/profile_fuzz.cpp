// Any text as a seccomp profile: read or refused with a line, and decided for a few containers.
// Not here: what the rules mean (tests/refusal).
// Nothing hard here.
#include "fuzz/input.hpp"
#include "refusal/oci_profile.hpp"
#include "whytrace/error.hpp"

using namespace whytrace;
namespace oci = whytrace::refusal::oci;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(fuzz::input(data, size).rest());
    try {
        const auto profile = oci::read_profile("profile.json", text);
        for (const auto& caps :
             {std::set<std::string>{}, std::set<std::string>{"CAP_SYS_PTRACE"}, oci::capabilities_of(profile)}) {
            const oci::container c{caps, "amd64", 4, 8};
            for (const char* call : {"ptrace", "clone", "read"}) {
                const auto decided = oci::decide(profile, call, c);
                oci::words(decided.does);
            }
            for (const auto& rule : profile.rules) {
                oci::why_not(rule, c);
                oci::words(rule.includes);
                for (const auto& condition : rule.args) oci::words(condition);
            }
        }
    } catch (const system_failure&) {}
    return 0;
}
